"""Bounds of a disparity: which groups are compared, over which contrasts, by which rule."""
