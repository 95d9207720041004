"""Probabilities and what came true of them add up exactly, in whatever order and parts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.uncertainty.binned import BinnedAnswers

SHARES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20)


def binned(rows: list[tuple[float, float]]) -> BinnedAnswers:
    said, success = np.array(rows, float).reshape(-1, 2).T
    return BinnedAnswers.of(said, success, [np.zeros(len(rows), np.int64)], 1)


@given(SHARES, SHARES)
def test_two_shards_in_either_order_are_all_rows(one: list, other: list) -> None:
    whole = binned(one + other)
    for found in (binned(one) + binned(other), binned(other) + binned(one)):
        assert np.array_equal(found.sums, whole.sums)


@given(SHARES)
def test_sums_are_those_of_exact_fractions(rows: list[tuple[float, float]]) -> None:
    """Each number is rounded to a part of 2⁻⁵², and nothing is lost after that."""
    found = binned(rows)
    for column, sums in ((0, found.said(0)), (1, found.success(0))):
        exact = sum(Fraction(row[column]) for row in rows)
        assert abs(Fraction(float(sums.sum())) - exact) <= (len(rows) + 10) * Fraction(1, 1 << 48)
    assert found.sums[0].sum() == len(rows)


def test_groups_of_several_axes_are_filled_side_by_side() -> None:
    everyone, of_feature = np.zeros(3, np.int64), np.array([1, 2, 1])
    found = BinnedAnswers.of(np.array([0.95, 0.85, 0.9]), np.array([1.0, 0, 1]), [everyone, of_feature], 3)
    assert found.sums[0].sum(axis=1).tolist() == [3, 2, 1]
    assert [found.success(place).sum() for place in range(3)] == [2, 2, 0]
