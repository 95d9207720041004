"""Pictures whose probability is known, and how often it came true."""

from __future__ import annotations

import numpy as np

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Interval
from audit.domain.uncertainty.mixed import Reliability, Truth


def one(gap: float, half: float, n: int = 100, group: Group | None = None) -> Reliability:
    """Return pictures said with .7 whose success rate is this far below it, with bounds."""
    at = np.arange(10) == 7
    rate = 0.7 - gap
    return Reliability(
        group=group,
        truth=Truth.LABEL,
        images=at * n,
        success=at * n * rate,
        confidence=at * n * 0.7,
        interval=Interval(lower=rate - half, upper=rate + half, confidence=0.95, method="made"),
    )
