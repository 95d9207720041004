"""Kinds of files that hold a table: each is recognised by its bytes, read by its own module, declared in `kinds`."""
