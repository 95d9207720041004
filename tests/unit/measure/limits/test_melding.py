"""Limits of weighted sums of shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc

from audit.measure.limits.melding import EvenMeans, MeldedLimits, _below, _masses, _quantiles
from audit.measure.rates.intervals import clopper_pearson

ERRORS = np.array([0.3, 0.05, 0.002])


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 60))
def test_one_share_has_its_exact_limits(right: int, more: int) -> None:
    x, n = np.array([[float(right)]]), np.array([[float(right + more)]])
    found = MeldedLimits(x=x, n=n, weight=np.ones(1)).at(ERRORS)
    exact = clopper_pearson(x[:, 0], n[:, 0], ERRORS)
    assert np.array([each.lower for each in found]) == pytest.approx(exact.lower, abs=3e-4)
    assert np.array([each.upper for each in found]) == pytest.approx(exact.upper, abs=3e-4)


def test_sums_are_added_up_in_2048_cells_and_their_edges() -> None:
    found = MeldedLimits(x=np.array([[3.0, 9]]), n=np.array([[5.0, 10]]), weight=np.full(2, 0.5))
    for distribution in (found._lower, found._upper):
        assert distribution.shape == (1, 2049)
        assert distribution[0, -1] == pytest.approx(1)


def test_the_limit_is_the_quantile_of_the_sum_of_betas() -> None:
    x, n, weight = np.array([3.0, 98, 40]), np.array([5.0, 100, 80]), np.array([0.5, 0.3, 0.2])
    rng = np.random.default_rng(4)
    lower, upper = rng.beta(x, n - x + 1, (400_000, 3)) @ weight, rng.beta(x + 1, n - x, (400_000, 3)) @ weight
    for error, found in zip(ERRORS, MeldedLimits(x=x[None], n=n[None], weight=weight).at(ERRORS), strict=True):
        assert found.lower[0] == pytest.approx(np.quantile(lower, error), abs=2e-3)
        assert found.upper[0] == pytest.approx(np.quantile(upper, 1 - error), abs=2e-3)


def test_always_right_and_never_right_are_sure_on_one_side_only() -> None:
    n = np.array([[10.0, 300], [10, 300]])
    found = MeldedLimits(x=np.array([[10.0, 300], [0, 0]]), n=n, weight=np.full(2, 0.5)).at(ERRORS)[1]
    assert (found.upper[0], found.lower[1]) == (1, 0)
    assert found.p.tolist() == [1, 0]
    assert found.lower[0] == pytest.approx(1 - found.upper[1], abs=1e-3)
    assert found.lower[0] < 1 - 0.1 * 0.5  # a tenth of the ten may have been wrong


def test_many_audits_at_once_are_those_one_by_one() -> None:
    rng = np.random.default_rng(1)
    n = np.broadcast_to([5.0, 40, 12], (20, 3, 3))
    x = rng.binomial(n.astype(int), 0.8).astype(float)
    weight = np.array([0.2, 0.5, 0.3])
    together = MeldedLimits(x=x, n=n, weight=weight).at(ERRORS)
    for i in (0, 7):
        for one, found in zip(MeldedLimits(x=x[i], n=n[i], weight=weight).at(ERRORS), together, strict=True):
            assert found.lower[i] == pytest.approx(one.lower)
            assert found.upper[i] == pytest.approx(one.upper)


def test_even_means_are_those_of_as_many_shares_of_the_same_counts() -> None:
    x, n = np.array([[30.0, 12], [30, 29]]), np.array([[36.0, 36], [36, 30]])
    even = EvenMeans(x=x, n=n, parts=3)
    three = (np.repeat(each[..., None] / 3, 3, axis=-1) for each in (x, n))
    melded = MeldedLimits(x=next(three), n=next(three), weight=np.full(3, 1 / 3))
    assert even.p == pytest.approx(melded.p)
    for one, other in zip(even.at(ERRORS), melded.at(ERRORS), strict=True):
        assert one.lower == pytest.approx(other.lower, abs=1e-9)
        assert one.upper == pytest.approx(other.upper, abs=1e-9)
    alike = MeldedLimits(x=x[..., None] / 3, n=n[..., None] / 3, weight=np.array([1 / 3]), alike=3)
    assert alike.p == pytest.approx(melded.p)
    assert alike.spread == pytest.approx(melded.spread)


def test_a_value_is_counted_in_the_cell_whose_centre_is_nearest() -> None:
    """Evenly spread values: as many in every cell, half as many in the two that have half their width beyond 0 or 1."""
    found = _masses(np.array([1.0]), np.array([1.0]), 1.0)
    assert found[0] * 2048 == pytest.approx([0.5, *[1] * 2047, 0.5])


def test_a_quantile_is_interpolated_within_its_cell_and_is_0_or_1_beyond_the_last() -> None:
    """Half of a cell lies before its centre; values cannot lie below 0 or above 1."""
    found = np.zeros(2049)
    found[:3] = 0.8, 0.9, 0.9  # up to the edge of the first cell, of the second, of the third
    found[3:] = 1.0
    levels = np.array([0.2, 0.6, 0.8, 0.825, 0.95])
    expected = [0, 0.25, 0.5, 0.75, 3]  # .2 is a quarter of the first cell, which begins half a cell below 0
    assert _quantiles(found, levels) * 2048 == pytest.approx(expected)
    assert _quantiles(np.minimum(found, 0.99), np.array([0.995])) == 1


def test_a_share_of_none_or_of_all_is_0_or_1_for_sure() -> None:
    """Beta(0, b) lies at 0 and Beta(a, 0) at 1, times the weight."""
    none, every = _masses(np.array([0.0, 2.0]), np.array([2.0, 0.0]), 0.5)
    assert (none[0], none[1:].sum()) == (1, 0)
    assert every[1024] == 1
    assert every.sum() == 1
    assert len(every) == 1025  # cells above the weight hold nothing


def test_limits_never_lie_on_the_wrong_side_of_the_value() -> None:
    """Cells have a width: the limits of many images at a large error stay where they belong."""
    n = np.array([[1e7, 1e7]])
    for found in MeldedLimits(x=n * 0.30001, n=n, weight=np.full(2, 0.5)).at(np.array([0.499, 0.4])):
        assert found.lower <= found.p
        assert found.upper >= found.p


def test_the_largest_standard_error_is_that_of_shares_of_a_half() -> None:
    limits = MeldedLimits(x=np.array([[1.0, 1]]), n=np.array([[4.0, 25]]), weight=np.array([0.25, 0.75]))
    assert limits.spread == pytest.approx([0.5 * np.sqrt(0.25**2 / 4 + 0.75**2 / 25)])
    assert limits.alike == 1


@pytest.mark.parametrize("edges", [np.linspace(0, 1, 40), np.array([0.2, 0.9]), np.linspace(0, 1, 33)])
def test_where_nothing_or_all_lies_below_no_edge_is_worked_out_and_none_differs(edges: np.ndarray) -> None:
    """Wide distributions, narrow ones between two of the edges looked at first, and some at either end."""
    a, b = np.array([1.0, 3, 4e5, 2e7, 1, 900, 0.3]), np.array([1.0, 9, 6e5, 3e5, 900, 1, 0.2])
    exact = betainc(a[:, None], b[:, None], edges)
    found = _below(a, b, edges)
    assert found == pytest.approx(exact, abs=1e-39)
    assert (found[exact > 1e-39] == exact[exact > 1e-39]).all()


def test_a_level_is_reached_within_its_cell_and_each_level_by_itself() -> None:
    """Half of it in the cell around 3 / 2048, half in that around 7 / 2048; another all in the first cell."""
    steps = np.zeros((2, 2049))
    steps[0, 3:7], steps[0, 7:], steps[1] = 0.5, 1, 1
    found = _quantiles(steps, np.array([0.25, 0.5, 0.75]))
    assert found.shape == (3, 2)
    assert (2048 * found[:, 0]).tolist() == [3.0, 3.5, 7.0]
    assert (2048 * found[:, 1]).tolist() == [0, 0, 0.25]
    rising = np.clip(np.arange(2049.0) / 8, 0, 1)[None]
    assert _quantiles(rising, np.array([0.3125])) * 2048 == pytest.approx(3)  # half of the cell around 3 is below it
