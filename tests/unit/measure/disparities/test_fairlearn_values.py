"""fairlearn's own values by hand, and what it is not asked; that our counts have them is held in `tests/contract`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import count_table

from audit.domain.decision.choices import IntervalMethod
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.errors import UsageError
from audit.measure.disparities import fairlearn_values as module
from audit.measure.disparities.fairlearn_values import MOST_ROWS, bootstrap, point_values

X, N = np.array([0.0, 30, 81, 100]), np.array([1.0, 42, 100, 157])
NONE = np.zeros(4)

DIFFERENCE = Criterion(metric="accuracy", features=("group",), limit=0.1)
POLICY = Policy(title="t", criteria=(DIFFERENCE,), interval=IntervalMethod.FAIRLEARN_BOOTSTRAP, seed=5)


def test_what_fairlearn_does_not_have_is_refused_with_what_to_do() -> None:
    for criterion, what in (
        (replace(DIFFERENCE, comparison=Comparison.WORST_TO_OVERALL), "worst_to_overall"),
        (replace(DIFFERENCE, reference="a"), "a reference group"),
    ):
        with pytest.raises(UsageError, match=f"no bootstrap interval for {what}; set interval = 'count_bootstrap'"):
            bootstrap(criterion, X, N, NONE, POLICY)
    with pytest.raises(UsageError, match=r"at most 100,000 here, found 300,000; set interval = 'count_bootstrap'"):
        bootstrap(DIFFERENCE, 1000 * X, 1000 * N, NONE, POLICY)


def test_the_interval_leaves_half_of_the_error_on_either_side(monkeypatch) -> None:
    monkeypatch.setattr(module, "_bootstrapped", lambda _x, _n, _outside, _policy, quantiles: quantiles)
    monkeypatch.setattr(module, "_interval", lambda quantiles, _comparison: quantiles)
    found = bootstrap(DIFFERENCE, X, N, NONE, replace(POLICY, confidence=0.9))
    assert (found.lower, found.upper, found.confidence) == pytest.approx((0.05, 0.95, 0.9))


@pytest.mark.parametrize("ends", [(np.nan, 0.5), (0.5, np.nan)])
def test_an_interval_without_one_of_its_ends_is_refused(ends: tuple[float, float], monkeypatch) -> None:
    monkeypatch.setattr(module, "_bootstrapped", lambda *_: None)
    monkeypatch.setattr(module, "_interval", lambda *_: ends)
    with pytest.raises(UsageError, match="has no ratio where every rate is 0"):
        bootstrap(DIFFERENCE, X, N, NONE, POLICY)


def test_a_ratio_of_zeros_in_a_resample_is_refused() -> None:
    ratio = replace(DIFFERENCE, comparison=Comparison.RATIO)
    policy = replace(POLICY, resamples=100)
    with pytest.raises(UsageError, match="no ratio where every rate is 0"):
        bootstrap(ratio, np.array([1.0, 0]), np.array([9.0, 9]), np.zeros(2), policy)


GROUPS = count_table({"a": [[8, 2], [4, 6]], "b": [[3, 1], [2, 4]]}).by(("group",))


@pytest.mark.parametrize(
    ("metric", "emotion", "rates"),
    [
        ("accuracy", None, (14 / 20, 7 / 10)),
        ("recall", "happy", (8 / 10, 3 / 4)),
        ("precision", "sad", (6 / 8, 4 / 5)),
        ("selection_rate", "sad", (8 / 20, 5 / 10)),
        ("macro_recall", None, ((0.8 + 0.6) / 2, (3 / 4 + 4 / 6) / 2)),
    ],
)
def test_rates_by_hand(metric: str, emotion: str | None, rates: tuple[float, float]) -> None:
    found = point_values(GROUPS, metric, emotion, Comparison.DIFFERENCE)
    assert found.rates == pytest.approx(rates)
    assert found.disparity == pytest.approx(abs(rates[0] - rates[1]))
    assert point_values(GROUPS, metric, emotion, Comparison.RATIO).disparity == pytest.approx(min(rates) / max(rates))
    assert point_values(GROUPS, metric, emotion, Comparison.FLOOR).disparity == pytest.approx(min(rates))


def test_the_distance_to_all_images_counts_every_image_once() -> None:
    # overall recall of happy 11 of 14; the lower group has .75
    found = point_values(GROUPS, "recall", "happy", Comparison.WORST_TO_OVERALL)
    assert found.disparity == pytest.approx(11 / 14 - 3 / 4)


def test_a_share_of_grades_is_that_of_the_mixed_ones() -> None:
    graded = tuple(
        replace(group, graded=np.array(grades))
        for group, grades in zip(GROUPS, ([5, 5, 5, 2, 3], [4, 1, 5, 0, 0]), strict=True)
    )
    found = point_values(graded, "mixed_rate", None, Comparison.DIFFERENCE)
    assert found.rates == (0.25, 0.5)  # the third of five grades is mixed
    assert found.disparity == 0.25


def test_an_average_is_over_the_emotions_that_occur() -> None:
    groups = count_table({"a": [[8, 2], [0, 0]], "b": [[3, 1], [0, 0]]}).by(("group",))
    assert point_values(groups, "macro_recall", None, Comparison.DIFFERENCE).rates == pytest.approx((0.8, 0.75))


def test_images_outside_the_denominator_are_rows_too() -> None:
    many = np.full(2, MOST_ROWS / 2)
    with pytest.raises(UsageError, match="at most 100,000 here, found 100,001"):
        bootstrap(DIFFERENCE, many, many, np.array([1.0, 0]), POLICY)
