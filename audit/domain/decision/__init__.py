"""What is decided: criteria and policies, disparities, findings, and what each finding does to the gate."""
