"""For whom an answer is worth something: what loaded audits say about the group a person describes themselves as.

Nobody's group is ever guessed from a face, and what a person chooses stays in their browser: all groups are sent, the
page shows the chosen ones.
"""
