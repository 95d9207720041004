"""Audits that are repeated: which rows are fresh, and what the series says once they are added."""
