"""Which pairs of groups a comparison looks at, in arrays over one audit and over many."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.pairs import GroupPairs, SinglePairs

RATES = np.array([0.9, 0.7, 0.4])


def largest(pairs: GroupPairs, rates: np.ndarray) -> np.ndarray:
    return pairs.largest(np.subtract, (rates,), (rates,))


def smallest(pairs: GroupPairs, rates: np.ndarray) -> np.ndarray:
    return pairs.smallest(np.subtract, (rates,), (rates,))


def test_without_reference_every_ordered_pair_is_compared_and_no_group_with_itself() -> None:
    pairs = GroupPairs.of(Comparison.DIFFERENCE, None)
    assert pairs.first(RATES).shape == (3, 1)
    assert pairs.second(RATES).shape == (1, 3)
    assert largest(pairs, RATES) == pytest.approx(0.5)  # .9 − .4
    assert smallest(pairs, RATES) == pytest.approx(-0.5)
    nearest = pairs.smallest(lambda p, q: np.abs(p - q), (RATES,), (RATES,))
    assert nearest == pytest.approx(0.2)  # .9 − .7; a group and itself are 0 apart


def test_with_a_reference_only_its_pairs_are_compared_in_both_orders() -> None:
    pairs = GroupPairs.of(Comparison.DIFFERENCE, 1)
    assert pairs.first(RATES).shape == pairs.second(RATES).shape == (2, 3)
    assert largest(pairs, RATES) == pytest.approx(0.3)  # .7 − .4, though .9 − .4 is more
    assert smallest(pairs, RATES) == pytest.approx(-0.3)


def test_a_ratio_to_a_reference_has_the_reference_first_and_in_that_order_alone() -> None:
    pairs = GroupPairs.of(Comparison.RATIO_TO_REFERENCE, 1)
    assert largest(pairs, RATES) == pytest.approx(0.3)
    assert smallest(pairs, RATES) == pytest.approx(-0.2)


def test_of_many_audits_few_groups_are_taken_pair_by_pair_in_the_order_that_is_compared() -> None:
    twice = np.stack([RATES, RATES])
    for reference, greatest in ((None, 0.5), (0, 0.5), (1, 0.3)):
        assert largest(GroupPairs.of(Comparison.DIFFERENCE, reference), twice).tolist() == pytest.approx([greatest] * 2)
    first = GroupPairs.of(Comparison.RATIO_TO_REFERENCE, 1)
    assert smallest(first, twice).tolist() == pytest.approx([-0.2, -0.2])  # .7 − .9, and never .4 − .7
    assert first.largest(lambda p, more, q: p + more - q, (RATES, 2 * RATES), (RATES,)) == pytest.approx(
        1.7
    )  # 2.1 − .4


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO_TO_REFERENCE])
@pytest.mark.parametrize("reference", [None, 0])
@pytest.mark.parametrize("groups", [3, 8])
def test_many_audits_at_once_are_as_each_by_itself(groups: int, reference: int | None, comparison: Comparison) -> None:
    """Few groups in many audits are gone through pair by pair, all others as one array."""
    many = np.random.default_rng(0).random((4, groups))
    pairs = GroupPairs.of(comparison, reference)
    for find in (largest, smallest):
        assert find(pairs, many).tolist() == [float(find(pairs, one)) for one in many]


def test_unless_told_a_reference_is_compared_in_both_orders() -> None:
    assert largest(GroupPairs(reference=1), RATES) == pytest.approx(0.3)
    assert smallest(GroupPairs(reference=1), RATES) == pytest.approx(-0.3)


def test_single_pairs_are_compared_place_by_place() -> None:
    """.9 − .4 and .7 − .6: neither is the other's, and the first of each stays the first."""
    pairs = SinglePairs()
    for find in (pairs.largest, pairs.smallest):
        found = find(np.subtract, (np.array([0.9, 0.7]),), (np.array([0.4, 0.6]),))
        assert found == pytest.approx([0.5, 0.1])
