"""Exact limits of shares, and the images that a value weighs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.measure.limits.drift import Drift
from audit.measure.limits.limits import GroupLimits, ShareLimits, effective_images
from audit.measure.limits.melding import MeldedLimits


def test_independent_images_weigh_themselves() -> None:
    x, n = np.array([0.0, 3, 70, 200]), np.array([4.0, 9, 80, 200])
    assert effective_images(ShareLimits(x=x, n=n), n) == pytest.approx(n, rel=1e-6)


def test_never_more_than_there_are() -> None:
    surer = MeldedLimits(x=np.array([[50.0, 0]]), n=np.array([[50.0, 50]]), weight=np.full(2, 0.5))
    assert effective_images(surer, np.array([100.0]))[0] == pytest.approx(100)


def test_the_rest_are_all_other_images() -> None:
    found = GroupLimits.of_shares(np.array([1.0, 2, 3]), np.array([10.0, 20, 10]))
    assert found.rest.p.tolist() == pytest.approx([5 / 30, 4 / 20, 3 / 30])
    assert found.weight.tolist() == [0.25, 0.5, 0.25]


def test_what_a_mean_weighs_is_told_by_limits_at_an_error_of_a_twentieth() -> None:
    """8 of 10 and 6 of 10: 17.70 images by limits at .05; at .075 they would be 17.33."""
    mean = MeldedLimits(x=np.array([[8.0, 6]]), n=np.array([[10.0, 10]]), weight=np.full(2, 0.5))
    weighed = effective_images(mean, np.array([20.0]))
    assert weighed == pytest.approx([17.70], abs=0.01)
    assert weighed.tolist() == np.round(weighed, 6).tolist()  # six decimals are told


def test_the_largest_standard_error_is_on_the_scale_of_the_true_values() -> None:
    plain = GroupLimits.of_shares(np.array([1.0, 8]), np.array([4.0, 25]))
    assert plain.scaled_spread.tolist() == [0.25, 0.1]
    assert replace(plain, spread=None).scaled_spread is None
    moved = Drift(scale=np.array([2.0, 0.5]), down=np.zeros(2), up=np.zeros(2))
    assert replace(plain, drift=moved).scaled_spread.tolist() == [0.5, 0.05]
    assert replace(plain, drift=moved, spread=None).scaled_spread is None


def test_each_error_has_limits_of_its_own() -> None:
    found = ShareLimits(x=np.array([3.0]), n=np.array([5.0])).at(np.array([0.05, 0.2]))
    assert [float(each.p[0]) for each in found] == [0.6, 0.6]
    assert found[0].lower < found[1].lower < 0.6 < found[1].upper < found[0].upper
