"""Why a picture ends without pixels, on its way from the depth of this package to its border."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.domain.cohort.predictions import Outcome


class Rejected(Exception):
    """A picture that cannot be prepared; never leaves this package.

    Parameters
    ----------
    outcome
        The outcome of its manifest row.
    reason
        What was found and what is allowed, as a sentence without the file's name.
    """

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
