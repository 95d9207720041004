"""Two ways to the same distribution: fairlearn draws rows, we draw counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.decision.choices import IntervalMethod
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.measure.disparities import fairlearn_values
from audit.measure.disparities.bootstrap import ResampledUnits, percentile_interval, resampled

# 300 images; the group of one is always wrong and vanishes from a resample with chance (299/300)^300 = .37
X, N = np.array([0.0, 30, 81, 100]), np.array([1.0, 42, 100, 157])
NONE = np.zeros(4)
RESAMPLES = 150
MANY = 20_000
ONE_PERCENT = 1.63 * np.sqrt(1 / RESAMPLES + 1 / MANY)
"""Kolmogorov and Smirnov's distance that equal distributions exceed once in a hundred."""

DIFFERENCE = Criterion(metric="accuracy", features=("group",), limit=0.1)
POLICY = Policy(
    title="t", criteria=(DIFFERENCE,), interval=IntervalMethod.FAIRLEARN_BOOTSTRAP, resamples=RESAMPLES, seed=5
)


def by_count(comparison: Comparison, outside: np.ndarray) -> np.ndarray:
    draws = ResampledUnits.of_images(X, N, outside).drawn(MANY, np.random.default_rng(7))
    return draws.disparities(replace(DIFFERENCE, comparison=comparison), None)


def distance(few: np.ndarray, many: np.ndarray) -> float:
    """Return the largest distance of the two cumulative distributions."""
    places = np.unique(np.concatenate([few, many]))
    shares = (np.searchsorted(np.sort(values), places, side="right") / len(values) for values in (few, many))
    return float(np.abs(np.subtract(*shares)).max())


@pytest.fixture(scope="module", params=[0, 50], ids=["all in the denominator", "some outside"])
def drawn(request: pytest.FixtureRequest) -> tuple[np.ndarray, dict[Comparison, np.ndarray]]:
    """Return the images outside, and fairlearn's resampled disparities: these quantiles are its values in order."""
    outside = np.array([0.0, request.param, 0, 0])
    orders = (np.arange(1, RESAMPLES - 1) / (RESAMPLES - 1)).tolist()
    frame = fairlearn_values._bootstrapped(X, N, outside, POLICY, orders)
    return outside, {
        Comparison.DIFFERENCE: np.array(frame.difference_ci(method="between_groups"), float),
        Comparison.RATIO: np.array(frame.ratio_ci(method="between_groups"), float),
        Comparison.FLOOR: np.array(frame.group_min_ci(), float),
    }


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR])
def test_resampled_counts_are_distributed_as_resampled_rows(comparison: Comparison, drawn: tuple) -> None:
    outside, theirs = drawn
    assert distance(theirs[comparison], by_count(comparison, outside)) < ONE_PERCENT


def test_draws_in_each_group_apart_are_told_from_it(drawn: tuple) -> None:
    """A stratified bootstrap keeps the group of one, and with it a difference that fairlearn often does not see."""
    _, theirs = drawn
    rates = np.random.default_rng(7).binomial(N.astype(int), X / N, (MANY, 4)) / N
    apart = rates.max(axis=1) - rates.min(axis=1)
    assert distance(theirs[Comparison.DIFFERENCE], apart) > 2 * ONE_PERCENT


def test_counts_of_other_rates_are_told_from_it(drawn: tuple) -> None:
    outside, theirs = drawn
    other = ResampledUnits.of_images(X + np.array([0, -15, 0, 0]), N, outside).drawn(MANY, np.random.default_rng(7))
    assert distance(theirs[Comparison.DIFFERENCE], other.disparities(DIFFERENCE, None)) > 2 * ONE_PERCENT


def test_fairlearn_s_interval_is_shown_with_the_coverage_of_counts() -> None:
    found = resampled(DIFFERENCE, X[1:], N[1:], NONE[1:], replace(POLICY, resamples=100))
    assert found is not None
    assert (found.interval.method, found.resamples) == ("fairlearn bootstrap", 100)
    draws = (
        ResampledUnits.of_images(X[1:], N[1:], NONE[1:])
        .drawn(MANY, np.random.default_rng(7))
        .disparities(DIFFERENCE, None)
    )
    ours = percentile_interval(draws, 0.95, "count bootstrap")
    # a percentile of 100 resamples has a standard error of about .02 here
    assert (found.interval.lower, found.interval.upper) == pytest.approx((ours.lower, ours.upper), abs=0.05)
    assert 0 < found.coverage < 1
    assert found.coverage_if_equal < 0.5
