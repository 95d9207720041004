"""What is seen of each comparison, worked by hand; its bounds are held by `test_contrasts` and `tests/simulation`."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.formulas import FORMULAS, Seen, Side
from audit.measure.bounds.pairs import GroupPairs
from audit.measure.rates.intervals import RateBounds


def seen(low: float, high: float, top: float, bottom: float, overall: float = 0.7) -> Seen:
    return Seen(**{k: np.array(v) for k, v in locals().items()})


@pytest.mark.parametrize(
    ("comparison", "value"),
    [
        (Comparison.DIFFERENCE, 0.5),  # .9 − .4
        (Comparison.RATIO, 4 / 9),  # .4 / .9
        (Comparison.WORST_TO_OVERALL, 0.3),  # .7 − .4
        (Comparison.FLOOR, 0.4),
        (Comparison.RATIO_TO_REFERENCE, 4 / 9),
    ],
)
def test_what_is_seen_between_all_groups(comparison: Comparison, value: float) -> None:
    assert FORMULAS[comparison].observed(seen(0.4, 0.9, 0.9, 0.4)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("comparison", "value"),
    [
        (Comparison.DIFFERENCE, 0.3),  # the reference has .6: .9 − .6 is more than .6 − .4
        (Comparison.RATIO, 0.6 / 0.9),  # .6 / .9 = .667, and .4 / .6 is as low
        (Comparison.RATIO_TO_REFERENCE, 0.4 / 0.6),
    ],
)
def test_what_is_seen_beside_a_reference(comparison: Comparison, value: float) -> None:
    assert FORMULAS[comparison].observed(seen(0.4, 0.9, 0.6, 0.6)) == pytest.approx(value)


@pytest.mark.parametrize("comparison", [Comparison.RATIO, Comparison.RATIO_TO_REFERENCE])
def test_a_ratio_of_zeros_has_no_value(comparison: Comparison) -> None:
    assert np.isnan(FORMULAS[comparison].observed(seen(0.0, 0.0, 0.0, 0.0)))


def test_the_rest_is_needed_where_a_group_is_held_against_all_others() -> None:
    rates = RateBounds(p=np.array([0.9, 0.4]), lower=np.array([0.8, 0.3]), upper=np.array([1.0, 0.5]))
    pairs = GroupPairs.of(Comparison.WORST_TO_OVERALL, None)
    side = Side(rates=rates, rest=None, weight=np.array([0.5, 0.5]), pairs=pairs)
    with pytest.raises(TypeError, match="rates of the rest"):
        FORMULAS[Comparison.WORST_TO_OVERALL].failing(side)
