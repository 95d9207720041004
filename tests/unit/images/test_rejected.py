"""Why a picture ends without pixels travels with its outcome."""

from __future__ import annotations

from audit.domain.cohort.predictions import Outcome
from audit.images.rejected import Rejected


def test_it_carries_outcome_and_reason() -> None:
    rejected = Rejected(Outcome.NO_FACE, "no face found")
    assert (rejected.outcome, rejected.reason, str(rejected)) == (Outcome.NO_FACE, "no face found", "no face found")
