"""Sections of the other pages: comparisons and dose-response runs."""
