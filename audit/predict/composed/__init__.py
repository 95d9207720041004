"""Classifiers made of other classifiers' answers: several classifiers, or one asked about several views."""
