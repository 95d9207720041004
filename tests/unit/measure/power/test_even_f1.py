"""Limits of means of F1 when planning: those of an audit whose matrices are as even as can be."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from audit.measure.limits.drawn import DrawnLimits
from audit.measure.power.even_f1 import EvenF1
from audit.measure.rates.averages import over_emotions

ERRORS = np.array([0.05, 0.004])


def drawn(right: float, images: float, emotions: int) -> DrawnLimits:
    """Return the limits of one group of whose images as many of each emotion are right, the others spread evenly."""
    cells = np.full((emotions, emotions), (images - right) / emotions / (emotions - 1))
    np.fill_diagonal(cells, right / emotions)
    average = partial(over_emotions, "macro_f1", emotions=np.arange(emotions))
    return DrawnLimits(cells=cells[None], people=None, average=average)


@pytest.mark.parametrize(("emotions", "images"), [(3, 60.0), (7, 140.0)])
def test_few_counts_have_the_limits_of_their_even_matrices(emotions: int, images: float) -> None:
    x = np.array([images, 0.8 * images, 0.5 * images])
    even = EvenF1(x=x, n=np.full(3, images), emotions=emotions)
    for place, found in enumerate(even.at(ERRORS)):
        for group, right in enumerate(x.tolist()):
            exact = drawn(right, images, emotions)
            assert even.p[group] == pytest.approx(exact.p[0])
            one = exact.at(ERRORS)[place]
            assert (found.lower[group], found.upper[group]) == pytest.approx((one.lower[0], one.upper[0]))


def test_of_many_counts_what_lies_between_those_worked_out_is_near_to_them() -> None:
    x = np.arange(100.0, 181)
    found = EvenF1(x=x, n=np.full(81, 200.0), emotions=4).at(ERRORS)
    for right in (103, 141, 176):
        for place, one in enumerate(drawn(right, 200, 4).at(ERRORS)):
            each = found[place]
            assert each.lower[right - 100] == pytest.approx(one.lower[0], abs=0.005)
            assert each.upper[right - 100] == pytest.approx(one.upper[0], abs=0.005)
    assert all(np.all(np.diff(each.lower) > 0) and np.all(np.diff(each.upper) > 0) for each in found)


def test_each_size_is_worked_out_by_itself_and_many_audits_are_as_one_by_one() -> None:
    x, n = np.array([[16.0, 40], [20, 30]]), np.array([[20.0, 50], [20, 50]])
    together = EvenF1(x=x, n=n, emotions=2).at(ERRORS)
    for i, k in ((0, 0), (0, 1), (1, 1)):
        alone = EvenF1(x=x[i, k : k + 1], n=n[i, k : k + 1], emotions=2).at(ERRORS)
        for one, other in zip(alone, together, strict=True):
            assert other.lower.shape == x.shape
            assert (other.lower[i, k], other.upper[i, k]) == pytest.approx((one.lower[0], one.upper[0]))
