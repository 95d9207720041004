"""A drawn face: who it is, how it is built, what it expresses, in which circumstances."""
