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


@pytest.mark.parametrize(("comparison", "value"), [(Comparison.DIFFERENCE, 0.4), (Comparison.RATIO, 0.2 / 0.6)])
def test_beside_a_reference_the_lowest_group_may_be_farther_away_than_the_highest(
    comparison: Comparison, value: float
) -> None:
    """.6 − .2 is more than .9 − .6, and .2 / .6 less than .6 / .9."""
    assert FORMULAS[comparison].observed(seen(0.2, 0.9, 0.6, 0.6)) == pytest.approx(value)


@pytest.mark.parametrize("comparison", [Comparison.RATIO, Comparison.RATIO_TO_REFERENCE])
def test_a_ratio_of_zeros_has_no_value(comparison: Comparison) -> None:
    assert np.isnan(FORMULAS[comparison].observed(seen(0.0, 0.0, 0.0, 0.0)))


def test_the_rest_is_needed_where_a_group_is_held_against_all_others() -> None:
    rates = RateBounds(p=np.array([0.9, 0.4]), lower=np.array([0.8, 0.3]), upper=np.array([1.0, 0.5]))
    pairs = GroupPairs.of(Comparison.WORST_TO_OVERALL, None)
    side = Side(rates=rates, rest=None, weight=np.array([0.5, 0.5]), pairs=pairs)
    with pytest.raises(TypeError, match="rates of the rest"):
        FORMULAS[Comparison.WORST_TO_OVERALL].failing(side, side)


HIGH_LOW = RateBounds(p=np.array([0.9, 0.4]), lower=np.array([0.85, 0.3]), upper=np.array([0.95, 0.48]))


def side(rates: RateBounds, comparison: Comparison, *, rest: RateBounds | None = None) -> Side:
    reference = 0 if comparison is Comparison.RATIO_TO_REFERENCE else None
    return Side(rates=rates, rest=rest, weight=np.array([0.25, 0.75]), pairs=GroupPairs.of(comparison, reference))


def test_the_bound_that_can_fail_a_difference_squares_and_adds_the_distances() -> None:
    found = FORMULAS[Comparison.DIFFERENCE].failing(*[side(HIGH_LOW, Comparison.DIFFERENCE)] * 2)
    assert found == pytest.approx(0.5 - np.hypot(0.9 - 0.85, 0.48 - 0.4))


@pytest.mark.parametrize("comparison", [Comparison.RATIO, Comparison.RATIO_TO_REFERENCE])
def test_the_bound_that_can_fail_a_ratio_is_where_its_contrast_is_no_longer_proven(comparison: Comparison) -> None:
    ratio = float(FORMULAS[comparison].failing(*[side(HIGH_LOW, comparison)] * 2))
    assert ratio > 0.4 / 0.9
    assert ratio * 0.9 - 0.4 == pytest.approx(np.hypot(ratio * (0.9 - 0.85), 0.48 - 0.4))


def test_a_group_that_may_have_a_rate_of_0_proves_no_ratio() -> None:
    rates = RateBounds(p=np.array([0.2, 0.1]), lower=np.zeros(2), upper=np.array([0.5, 0.4]))
    assert FORMULAS[Comparison.RATIO].failing(*[side(rates, Comparison.RATIO)] * 2) == np.inf


def test_the_bounds_of_the_distance_to_all_count_the_share_of_the_others() -> None:
    rest = RateBounds(p=HIGH_LOW.p[::-1], lower=HIGH_LOW.lower[::-1], upper=HIGH_LOW.upper[::-1])
    own = side(HIGH_LOW, Comparison.WORST_TO_OVERALL, rest=rest)
    formula = FORMULAS[Comparison.WORST_TO_OVERALL]
    assert formula.failing(own, own) == pytest.approx(0.25 * (0.5 - np.hypot(0.9 - 0.85, 0.48 - 0.4)))
    assert formula.split(own, own) == pytest.approx(0.25 * (0.95 - 0.3))


def test_the_bounds_that_can_pass_take_one_end_of_either_group() -> None:
    for comparison, value in ((Comparison.DIFFERENCE, 0.95 - 0.3), (Comparison.RATIO, 0.3 / 0.95)):
        own = side(HIGH_LOW, comparison)
        assert FORMULAS[comparison].split(own, own) == pytest.approx(value)
