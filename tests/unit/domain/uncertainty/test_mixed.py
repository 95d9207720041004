"""Reliability in bins, by hand; what chance alone shows; temperatures that cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from audit.domain.counts.rates import Interval
from audit.domain.uncertainty.mixed import Reliability, Temperature, Truth
from audit.errors import InputError, UsageError


def bins(values: dict[int, float]) -> np.ndarray:
    """Return ten bins, those not named 0."""
    return np.array([values.get(i, 0) for i in range(10)])


def reliability(images, success, confidence, interval=None) -> Reliability:
    return Reliability(
        group=None,
        truth=Truth.LABEL,
        images=bins(images).astype(int),
        success=bins(success).astype(float),
        confidence=bins(confidence).astype(float),
        interval=interval,
    )


def test_gap_and_error_by_hand() -> None:
    # 10 pictures said with .6 (8 right), 10 with .9 (7 right): gap (6 + 9 - 8 - 7)/20 = 0; error (2 + 2)/20 = .2
    found = reliability({6: 10, 9: 10}, {6: 8, 9: 7}, {6: 6.0, 9: 9.0})
    assert (found.total, found.mean_confidence, found.success_rate) == (20, 0.75, 0.75)
    assert found.gap == pytest.approx(0.0)
    assert found.error == pytest.approx(0.2)


def test_the_bounds_of_the_gap_mirror_those_of_the_success_rate() -> None:
    rate = Interval(lower=0.5, upper=0.8, confidence=0.9, method="Wilson")
    found = reliability({8: 4}, {8: 2}, {8: 3.4}, rate)
    assert found.gap == pytest.approx(0.35)
    assert (found.gap_interval.lower, found.gap_interval.upper) == pytest.approx((0.05, 0.35))
    assert found.gap_interval.confidence == 0.9


def test_without_images_nothing_is_defined() -> None:
    found = reliability({}, {}, {})
    numbers = (found.gap, found.gap_interval, found.error, found.chance_error, found.success_rate)
    assert [*numbers, found.mean_confidence, *found.expected()] == [None] * 16


def test_what_chance_shows_by_hand() -> None:
    # one picture said with .8: right (off by .2) with chance .8, wrong (off by .8) with .2: 2 * .8 * .2
    assert reliability({8: 1}, {8: 1}, {8: 0.8}).chance_error == pytest.approx(0.32)
    assert reliability({9: 5}, {9: 5}, {9: 5.0}).chance_error == 0.0


@given(n=st.integers(1, 400), p=st.floats(0.001, 0.999))
def test_what_chance_shows_is_the_mean_deviation_of_a_binomial_number(n, p) -> None:
    k = np.arange(n + 1)
    expected = float((np.abs(k - n * p) * binom.pmf(k, n, p)).sum() / n)
    assert reliability({5: n}, {5: 0}, {5: n * p}).chance_error == pytest.approx(expected, abs=1e-9)


def test_a_perfectly_calibrated_classifier_shows_no_more_than_chance_at_25_pictures() -> None:
    rng, errors, bounds = np.random.default_rng(0), [], []
    for _ in range(2000):
        said = rng.uniform(0.3, 1, 25)
        right = rng.random(25) < said
        at = np.minimum((said * 10).astype(int), 9)
        images, success, confidence = (np.bincount(at, w, 10) for w in (None, right, said))
        found = reliability(*(dict(enumerate(values.tolist())) for values in (images, success, confidence)))
        errors.append(found.error)
        bounds.append(found.chance_error)
    assert 0.16 < np.mean(errors) < 0.21
    assert np.mean(errors) <= np.mean(bounds) + 2 * np.std(errors) / np.sqrt(2000)
    assert np.mean(bounds) - np.mean(errors) < 0.01


def test_the_bar_of_a_calibrated_bin_by_hand() -> None:
    bar = reliability({5: 100}, {5: 0}, {5: 50.0}).expected()[5]
    assert (bar.lower, bar.upper) == pytest.approx((0.5 - 1.96 * 0.05, 0.5 + 1.96 * 0.05), abs=1e-4)
    sure = reliability({9: 3}, {9: 3}, {9: 3.0 + 1e-16}).expected()[9]
    assert (sure.lower, sure.upper) == (1.0, 1.0)


def test_bins_of_another_number_are_refused() -> None:
    with pytest.raises(InputError, match="10 bins of images"):
        Reliability(
            group=None,
            truth=Truth.LABEL,
            images=np.zeros(9),
            success=np.zeros(9),
            confidence=np.zeros(9),
            interval=None,
        )


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_temperature_is_finite_and_above_0(value) -> None:
    with pytest.raises(UsageError, match="expected a finite number above 0"):
        Temperature(value=value, fitted_on="somewhere")


def test_a_temperature_says_what_it_was_fitted_on() -> None:
    with pytest.raises(UsageError, match="fitted_on is empty"):
        Temperature(value=1.0, fitted_on=" ")
