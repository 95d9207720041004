"""What a classifier said about a cohort, and how every row ended, those without an answer included."""
