"""Rates at a given disparity from the others."""

from __future__ import annotations

import math

import pytest

from audit.domain.decision.comparisons import Comparison
from audit.domain.results.planning import rate_apart

BY_HAND = [
    (Comparison.DIFFERENCE, 0.2, False, 0.6),
    (Comparison.DIFFERENCE, 0.1, True, 0.9),
    (Comparison.RATIO, 0.5, False, 0.4),
    (Comparison.RATIO, 0.8, True, 1.0),
    (Comparison.RATIO, 0.0, True, math.inf),
    (Comparison.WORST_TO_OVERALL, 0.15, False, 0.6),  # .25 · .6 + .75 · .8 = .75
    (Comparison.WORST_TO_OVERALL, 0.05, True, 1.0),  # .25 · 1 + .75 · .8 = .85
    (Comparison.FLOOR, 0.3, False, 0.3),
    (Comparison.DIFFERENCE, 0.9, False, -0.1),
]


@pytest.mark.parametrize(("comparison", "disparity", "above", "rate"), BY_HAND)
def test_one_group_apart_by_hand(comparison: Comparison, disparity: float, above: bool, rate: float) -> None:
    """All other groups at .8; a quarter of the images in the one group."""
    assert rate_apart(comparison, 0.8, 0.25, disparity, above=above) == pytest.approx(rate)


def test_one_group_alone_is_its_own_overall_rate() -> None:
    assert rate_apart(Comparison.WORST_TO_OVERALL, 0.8, 1.0, 0.3) == 0.8
