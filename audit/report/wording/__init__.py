"""Numbers, names and findings in words: the one place that rounds and disarms hostile text."""
