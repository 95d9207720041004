"""What can be wrong with a journal; a run goes on without one, unless its user named it."""

from __future__ import annotations


class JournalError(Exception):
    """A journal cannot be used; the text says which, and why."""


class JournalDamagedError(JournalError):
    """Its file is no journal any more, so that a new one may take its place."""
