"""Which pairs of groups a comparison looks at, in arrays over one audit and over many."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.pairs import GroupPairs

RATES = np.array([0.9, 0.7, 0.4])


def gaps(pairs: GroupPairs, rates: np.ndarray) -> np.ndarray:
    return pairs.first(rates) - pairs.second(rates)


def test_without_reference_every_ordered_pair_is_compared_and_no_group_with_itself() -> None:
    pairs = GroupPairs.of(Comparison.DIFFERENCE, None)
    assert gaps(pairs, RATES).shape == (3, 3)
    assert pairs.largest(gaps(pairs, RATES)) == pytest.approx(0.5)  # .9 − .4; a group and itself are 0 apart
    assert pairs.smallest(np.abs(gaps(pairs, RATES))) == pytest.approx(0.2)  # .9 − .7


def test_with_a_reference_only_its_pairs_are_compared_in_both_orders() -> None:
    pairs = GroupPairs.of(Comparison.DIFFERENCE, 1)
    assert gaps(pairs, RATES).shape == (2, 3)
    assert pairs.largest(gaps(pairs, RATES)) == pytest.approx(0.3)  # .7 − .4, though .9 − .4 is more


def test_a_ratio_to_a_reference_has_the_reference_first_and_in_that_order_alone() -> None:
    pairs = GroupPairs.of(Comparison.RATIO_TO_REFERENCE, 1)
    assert gaps(pairs, RATES).shape == (1, 3)
    assert pairs.largest(gaps(pairs, RATES)) == pytest.approx(0.3)
    assert pairs.smallest(gaps(pairs, RATES)) == pytest.approx(-0.2)


@pytest.mark.parametrize("reference", [None, 0])
@pytest.mark.parametrize("groups", [3, 8])
def test_many_audits_at_once_are_as_each_by_itself(groups: int, reference: int | None) -> None:
    """Few groups in many audits are gone through pair by pair, all others as one array."""
    many = np.random.default_rng(0).random((4, groups))
    pairs = GroupPairs.of(Comparison.DIFFERENCE, reference)
    for find in (pairs.largest, pairs.smallest):
        together = find(gaps(pairs, many))
        assert together.tolist() == [float(find(gaps(pairs, one))) for one in many]
