"""The input contract of a classifier: pixels, the face in them, who looks for it."""
