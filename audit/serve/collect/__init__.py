"""Collecting towards a verdict: what each group has, what a verdict needs, and where the next hundred should go."""
