"""Frozen values and their arithmetic: the vocabulary every other package speaks. Python and NumPy only."""
