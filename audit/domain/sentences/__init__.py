"""The one author of what is said of a limit: what was seen, what is proven, what would settle it, what is waived.

Words: a *clause* has no full stop and begins small, so that sentences are made of it; a *sentence* stands by itself.
Every channel, from the terminal to a notebook, takes its words of a finding from here.
"""
