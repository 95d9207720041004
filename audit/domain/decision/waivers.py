"""Waivers: findings that somebody answers for and that are accepted for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that is accepted for a while.

    Attributes
    ----------
    finding
        Its code.
    ceiling
        Up to where it is accepted, on the scale of its comparison: the limit that holds in its place.
    owner, reason
        Who answers for it, and why.
    expires
        The last day it holds, ISO 8601.
    """

    finding: str
    ceiling: float
    owner: str
    reason: str
    expires: str

    def __post_init__(self) -> None:
        if not 0 <= self.ceiling <= 1:
            raise UsageError(f"the ceiling of a waiver is a number from 0 to 1, found {self.ceiling}")
        for name, text in (("finding", self.finding), ("owner", self.owner), ("reason", self.reason)):
            if not text.strip():
                raise UsageError(f"a waiver names its {name}")
        if not _is_day(self.expires):
            raise UsageError(f"a waiver expires on a day like 2026-12-31, found '{self.expires}'")

    def holds(self, today: date) -> bool:
        """Whether it has not expired."""
        return today <= date.fromisoformat(self.expires)


def _is_day(text: str) -> bool:
    """Whether text is a day as year-month-day; other spellings of ISO 8601 would be read differently by people."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
