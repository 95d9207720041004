"""How many contrasts of a difference can be wrongly proven together."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, norm

from audit.domain.decision.comparisons import Comparison, Pairing
from audit.measure.bounds.contrasts import extremes
from audit.measure.bounds.sharing import contrasts, on_a_limit, share_of_error

SURE, UNSURE = 0.5 / np.sqrt(10_000), 0.5 / np.sqrt(5)


@pytest.mark.parametrize(("groups", "pairs"), [(2, 1), (3, 2), (4, 4), (5, 6), (25, 156)])
def test_far_from_equality_only_pairs_across_the_limit_count(groups: int, pairs: int) -> None:
    assert on_a_limit(np.full(groups, SURE), 0.1, 0.05, None) == pytest.approx(pairs, rel=1e-3)


@pytest.mark.parametrize("groups", [2, 3, 10])
def test_at_equality_every_pair_counts_in_either_order(groups: int) -> None:
    for spread in (SURE, UNSURE):
        assert on_a_limit(np.full(groups, spread), 0, 0.05, None) == groups * (groups - 1)
        assert on_a_limit(np.full(groups, spread), 1e-9, 0.05, None) == pytest.approx(groups * (groups - 1), rel=1e-5)


def test_two_groups_by_hand() -> None:
    """100 pictures each: s = √(.25 / 50) = .0707, a limit of .02 is .283 of it; the other order is .566 away."""
    z, away = norm.isf(0.05), 0.02 / np.sqrt(0.25 / 100 + 0.25 / 100)
    apart = 1 + norm.sf(z + 2 * away) / 0.05
    alike = 2 * norm.sf(z + away) / 0.05
    assert on_a_limit(np.full(2, 0.05), 0.02, 0.05, None) == pytest.approx(max(apart, alike))
    assert apart == pytest.approx(1.27, abs=0.01)


def test_a_reference_has_one_pair_with_every_other_group() -> None:
    assert on_a_limit(np.full(5, SURE), 0.1, 0.05, 2) == pytest.approx(4, rel=1e-3)
    assert on_a_limit(np.full(5, SURE), 0, 0.05, 2) == 8


def test_a_small_group_counts_in_both_orders_and_the_others_do_not() -> None:
    found = on_a_limit(np.array([UNSURE, SURE, SURE]), 0.1, 0.05, None)
    assert 2 < found < 6
    assert found > on_a_limit(np.full(3, SURE), 0.1, 0.05, None) + 0.2


def test_only_differences_from_a_limit_above_zero_share_less() -> None:
    spread = np.full(4, SURE)
    for comparison in Comparison:
        reference = 0 if comparison.pairing is Pairing.REFERENCE else None
        every = 0.05 / contrasts(comparison, 4, reference)
        options = {"error": 0.05, "reference": reference}
        found = share_of_error(comparison, spread, 4, limit=0.1, **options)
        assert (found > every * 1.5) is (comparison is Comparison.DIFFERENCE)
        assert share_of_error(comparison, spread, 4, limit=0.0, **options) == every
        assert share_of_error(comparison, None, 4, limit=0.1, **options) == every


def test_a_limit_narrows_the_failing_bound_and_leaves_the_passing_one() -> None:
    x, n = np.array([70.0, 90, 88]), np.full(3, 100.0)
    errors = {"error_fail": 0.05, "error_pass": 0.05}
    held, free = (extremes(Comparison.DIFFERENCE, x, n, limit=limit, **errors) for limit in (0.1, 0.0))
    assert held.lower > free.lower
    assert held.upper == free.upper


@pytest.mark.parametrize(
    ("comparison", "groups", "reference", "number"),
    [
        (Comparison.DIFFERENCE, 5, None, 20),
        (Comparison.DIFFERENCE, 5, 1, 8),
        (Comparison.RATIO, 4, None, 12),
        (Comparison.RATIO, 4, 0, 6),
        (Comparison.RATIO_TO_REFERENCE, 5, 2, 4),
        (Comparison.WORST_TO_OVERALL, 5, None, 5),
        (Comparison.FLOOR, 5, None, 5),
    ],
)
def test_so_many_contrasts_share_the_error(
    comparison: Comparison, groups: int, reference: int | None, number: int
) -> None:
    assert contrasts(comparison, groups, reference) == number


def test_under_a_floor_each_group_has_its_part_of_the_error() -> None:
    """Five groups at 5 %: the lowest fails by Clopper and Pearson's limit at 1 %, a quantile of Beta(61, 40)."""
    x, n = np.array([60.0, 95, 90, 92, 99]), np.full(5, 100.0)
    found = extremes(Comparison.FLOOR, x, n, error_fail=0.05, error_pass=0.05, limit=0.8)
    assert found.upper == pytest.approx(beta.ppf(0.99, 61, 40))
    assert found.lower == pytest.approx(beta.ppf(0.05, 60, 41))


def test_below_all_pictures_each_group_has_its_part_of_the_error() -> None:
    """Two groups at 5 %: .6 and .9 of 100, so half of the distance, less both distances to limits at 2.5 %."""
    x, n = np.array([60.0, 90]), np.full(2, 100.0)
    found = extremes(Comparison.WORST_TO_OVERALL, x, n, error_fail=0.05, error_pass=0.05, limit=0.05)
    down, up = 0.9 - beta.ppf(0.025, 90, 11), beta.ppf(0.975, 61, 40) - 0.6
    assert found.lower == pytest.approx(0.5 * (0.3 - np.hypot(down, up)))


def test_with_a_reference_by_hand() -> None:
    """Three groups of 25 pictures, two pairs with the reference: z of .05 / 2, each pair in one order or both."""
    z, away = norm.isf(0.05 / 2), 0.02 / np.sqrt(2 * 0.25 / 25)
    apart = 1 + norm.sf(z + 2 * away) / norm.sf(z)
    alike = 2 * norm.sf(z + away) / norm.sf(z)
    assert on_a_limit(np.full(3, 0.1), 0.02, 0.05, 1) == pytest.approx(2 * max(apart, alike))
    assert on_a_limit(np.full(3, 0.1), 0.02, 0.05, 0) == on_a_limit(np.full(3, 0.1), 0.02, 0.05, 2)


def test_of_many_audits_the_largest_standard_error_of_each_group_counts() -> None:
    many = np.array([[SURE, UNSURE], [UNSURE, SURE]])
    options = {"error": 0.05, "reference": None, "limit": 0.02}
    found = share_of_error(Comparison.DIFFERENCE, many, 2, **options)
    assert found == share_of_error(Comparison.DIFFERENCE, np.full(2, UNSURE), 2, **options)
    assert found < share_of_error(Comparison.DIFFERENCE, np.full(2, SURE), 2, **options)
