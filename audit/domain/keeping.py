"""Whether answers of classifiers are kept from one run to the next, where, and how much of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.errors import UsageError

OFF = "off"
"""In place of a folder: nothing is kept."""

MOST_MEGABYTES = 500
"""Of answers that are kept, unless told otherwise: some three million of seven emotions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What was asked for about answers that are kept.

    Attributes
    ----------
    on
        Whether any are kept, or taken from where they were kept.
    folder
        Where; None for the person's own cache.
    fresh
        Whether everything is asked anew; the new answers take the place of the old ones.
    megabytes
        The most that is kept: those that were not used for longest go.
    """

    on: bool = True
    folder: Path | None = None
    fresh: bool = False
    megabytes: int = MOST_MEGABYTES

    def __post_init__(self) -> None:
        if not 1 <= self.megabytes <= 10**6:
            raise UsageError(f"--journal-size is 1 to 1,000,000 MB, found {self.megabytes}")


NOTHING_KEPT = Keeping(on=False)
"""Asks everything, and keeps nothing."""
