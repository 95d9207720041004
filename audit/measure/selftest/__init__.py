"""The self-test of a gate: limits tried in worlds whose truth is known, by a simulator and a judge passed in."""
