"""Counts to rates with intervals: counting, averages over emotions, clustering by person, grades."""
