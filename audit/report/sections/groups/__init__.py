"""The first and the second question: emotions, groups, prospects, screening."""
