"""A predictions table as Predictions."""
