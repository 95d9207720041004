"""Saved audits, read back."""
