"""Counts and the rates made from them: after counting, nothing depends on the number of images."""
