"""Upright pixels to the values a classifier takes, and back: colour, size, scale, normalisation."""
