"""Forests and boosting on named features."""
