"""How much a model would take, read from its file before anything is loaded, and how much it may.

An estimate is a floor: what a file says in numbers that can be read off. What it hides is found by the worker, which
ends a model that takes more than it may.
"""
