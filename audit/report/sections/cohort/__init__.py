"""Data and coverage: who is in the pictures, and whether the cohort is balanced."""
