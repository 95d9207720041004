"""The course of a training: history, curves, what is said of it."""
