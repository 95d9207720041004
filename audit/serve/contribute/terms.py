"""What a person agrees to: purpose, keeper, deletion."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from audit.errors import UsageError

PURPOSE = "to measure how often emotion classifiers are right, and for whom less often"
LICENCE = "for auditing classifiers; not to be used for training, not to be passed on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a cohort.

    Attributes
    ----------
    keeper
        Who keeps the pictures, and how they are reached.
    """

    keeper: str

    def __post_init__(self) -> None:
        if not self.keeper.strip() or not self.keeper.isprintable():
            raise UsageError("name who keeps contributed pictures, and how they are reached: --keeper 'NAME, ADDRESS'")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the person agrees to."""
        return (
            f"My pictures, what I meant and how I describe myself are kept {PURPOSE}; for nothing else.",
            f"They are kept by {self.keeper.strip().rstrip('.')}.",
            "With the code I get, everything I gave is deleted at once; without it nobody can tell which pictures are "
            "mine.",
        )

    @property
    def version(self) -> str:
        """Which text somebody agreed to: the start of its SHA-256."""
        return hashlib.sha256("\n".join(self.sentences).encode()).hexdigest()[:12]

    @property
    def consent(self) -> str:
        """The consent as the datasheet states it."""
        return f"given by each person on the page, terms {self.version}: {' '.join(self.sentences)}"
