"""Bounds of a single rate."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from audit.measure.rates.intervals import ExactBounds, clopper_pearson, wilson, wilson_of_f1


@pytest.mark.parametrize(("right", "n"), [(0, 5), (3, 5), (5, 5), (81, 100), (1, 1)])
def test_wilson_equals_scipy(right: int, n: int) -> None:
    ours = wilson(right, n, 0.95)
    theirs = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert ours is not None
    assert (ours.lower, ours.upper) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0, 0.95) is None
    assert wilson_of_f1(0, 0, 0.95) is None


def test_the_interval_of_f1_holds_it_as_often_as_wilsons_holds_its_share() -> None:
    # of 30 images labelled or answered so, TP are both with probability J; F1 is 2J / (1 + J)
    share, images = 0.6, 30
    right = np.arange(images + 1)
    held = [
        interval.lower <= 2 * share / (1 + share) <= interval.upper
        for interval in (wilson_of_f1(2 * tp, images + tp, 0.95) for tp in right.tolist())
        if interval is not None
    ]
    assert float(binom.pmf(right, images, share)[held].sum()) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("n", [1, 5, 40])
def test_exact_bounds_leave_exactly_the_error_outside(n: int) -> None:
    x = np.arange(n + 1.0)
    bounds = clopper_pearson(x, np.full(n + 1, float(n)), 0.05)
    # at the lower bound, seeing x or more has probability .05; at the upper, x or fewer
    assert binom.sf(x[1:] - 1, n, bounds.lower[1:]) == pytest.approx(0.05)
    assert binom.cdf(x[:-1], n, bounds.upper[:-1]) == pytest.approx(0.05)
    assert (bounds.lower[0], bounds.upper[-1]) == (0, 1)


def test_five_of_five_still_leaves_room_below() -> None:
    # .05 ** (1/5) = .5493
    bounds = clopper_pearson(np.array([5.0]), np.array([5.0]), 0.05)
    assert bounds.lower[0] == pytest.approx(0.05**0.2)
    assert bounds.upper[0] == 1


def test_many_rates_are_bounded_as_each_by_itself() -> None:
    x, n = np.arange(200.0) % 7, np.arange(200.0) % 5 + 7
    errors = np.array([0.05, 0.2])
    found = clopper_pearson(x, n, errors)
    for side in ("lower", "upper"):
        each = [getattr(clopper_pearson(x[[i]], n[[i]], errors), side)[:, 0].tolist() for i in range(200)]
        assert getattr(found, side).T.tolist() == each


def test_the_rates_themselves_stand_beside_their_bounds() -> None:
    found = ExactBounds(x=np.array([3.0, 0]), n=np.array([4.0, 5]), error=0.05)
    assert found.p.tolist() == [0.75, 0]
    assert clopper_pearson(np.array([3.0]), np.array([4.0]), 0.05).p.tolist() == [0.75]


def test_fractions_of_images_have_bounds_between_those_of_whole_ones() -> None:
    bounds = clopper_pearson(np.array([3.0, 3.5, 4]), np.array([6.0, 7, 8]), 0.05)
    assert bounds.lower.tolist() == sorted(bounds.lower)
    assert bounds.upper.tolist() == sorted(bounds.upper, reverse=True)


@pytest.mark.parametrize(("x", "n"), [(0, 4), (4, 4)])
def test_none_and_all_touch_their_end_of_wilsons_interval(x: int, n: int) -> None:
    interval = wilson(x, n, 0.95)
    assert (interval.lower == 0, interval.upper == 1) == (x == 0, x == n)
    assert interval.confidence == 0.95
    assert interval.method == "Wilson"
