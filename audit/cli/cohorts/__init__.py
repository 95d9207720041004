"""Commands about cohorts: check, import."""
