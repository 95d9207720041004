"""Models: a folder with its model.toml, a file with flags, whose word counts, what is written into declarations."""
