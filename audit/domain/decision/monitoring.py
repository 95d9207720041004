"""Audits that are repeated: how the looks of a series share the errors, so that the promise holds over all of them.

Every look is an audit of all fresh pictures so far, with a part of the error; the parts of all looks that there can be
add up to the whole (Boole's inequality, so nothing is supposed of how looks depend on each other). Among the looks that
were planned look k has a part in proportion to 1 / k: each doubling of their number costs about as much, as each
doubling of the pictures tells about as much that is new. A tenth of the error is kept for all looks after these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from audit.errors import UsageError

PLANNED_LOOKS = 52
"""Looks that a series is planned for unless told: one a week for a year."""

MOST_LOOKS = 10_000

_LATER = 0.1
"""Part of the error that all looks after the planned ones share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Audits repeated on fresh pictures.

    Attributes
    ----------
    looks
        How many looks are planned, 1 to 10,000. More may follow: a tenth of the error is kept for them.
    """

    looks: int = PLANNED_LOOKS

    def __post_init__(self) -> None:
        if not 1 <= self.looks <= MOST_LOOKS:
            raise UsageError(f"the looks of a series are a count from 1 to {MOST_LOOKS:,}, found {self.looks}")

    def share(self, look: int) -> float:
        """Return the part of the error that a look has, counted from 1; those of all looks add up to 1.

        >>> few = Monitoring(looks=2)
        >>> round(few.share(1), 3), round(few.share(2), 3), round(few.share(3), 3)
        (0.6, 0.3, 0.025)
        """
        if look <= self.looks:
            return (1 - _LATER) / (look * _harmonic(self.looks))
        return _LATER * (self.looks + 1) / (look * (look + 1))


@lru_cache(maxsize=64)
def _harmonic(looks: int) -> float:
    return sum(1 / look for look in range(1, looks + 1))
