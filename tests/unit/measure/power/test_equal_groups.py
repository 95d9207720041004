"""Audits of groups that truly share one rate: against every outcome counted, with its chance."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.stats import binom

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.measure.power.equal_groups import equal_groups, equal_rates
from audit.measure.power.reach import Rule

AUDITS = 4_000


def exactly(rule: Rule, groups: int, rate: float, images: int) -> float:
    """Return the chance that a limit is proven kept, from all outcomes of all groups."""
    x = np.array(list(product(range(images + 1), repeat=groups)), float)
    chance = binom.pmf(x, images, rate).prod(axis=1)
    return float(chance @ rule.proven(Verdict.PASS, x, np.full(x.shape, float(images))))


@pytest.mark.parametrize(
    ("comparison", "limit", "reference", "images", "rate"),
    [
        (Comparison.DIFFERENCE, 0.6, None, 12, 0.8),
        (Comparison.DIFFERENCE, 0.6, 1, 12, 0.8),
        (Comparison.RATIO, 0.4, None, 12, 0.8),
        (Comparison.RATIO_TO_REFERENCE, 0.5, 2, 12, 0.9),
        (Comparison.WORST_TO_OVERALL, 0.35, None, 12, 0.8),
        (Comparison.FLOOR, 0.55, None, 12, 0.9),
    ],
)
def test_three_groups_as_in_every_outcome_counted(
    comparison: Comparison, limit: float, reference: int | None, images: int, rate: float
) -> None:
    rule = Rule.at(comparison, limit, confidence=0.95, reference=reference)
    exact = exactly(rule, 3, rate, images)
    assert 0.1 < exact < 0.95
    found = equal_groups(rule, 3, audits=AUDITS, seed=7).passed(rate, images)
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / AUDITS))


def test_one_group_against_a_floor() -> None:
    rule = Rule.at(Comparison.FLOOR, 0.5, confidence=0.95)
    exact = exactly(rule, 1, 0.8, 20)
    found = equal_groups(rule, 1, audits=AUDITS, seed=7).passed(0.8, 20)
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / AUDITS))


def test_only_the_groups_that_decide_are_drawn() -> None:
    columns = {
        Comparison.DIFFERENCE: 2,
        Comparison.RATIO: 2,
        Comparison.WORST_TO_OVERALL: 9,
        Comparison.FLOOR: 1,
    }
    for comparison, few in columns.items():
        rule = Rule.at(comparison, 0.1, confidence=0.95)
        assert equal_groups(rule, 9, audits=5, seed=0).uniforms.shape == (5, few)
    with_reference = Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95, reference=7)
    found = equal_groups(with_reference, 9, audits=5, seed=0)
    assert (found.uniforms.shape, found.rule.reference) == ((5, 3), 0)


def test_observed_disparities_of_two_single_images_by_hand() -> None:
    found = equal_rates(Comparison.DIFFERENCE, np.ones(2), 0.7, audits=AUDITS, seed=1)
    assert set(found.tolist()) == {0.0, 1.0}
    assert found.mean() == pytest.approx(2 * 0.7 * 0.3, abs=4 * np.sqrt(0.42 * 0.58 / AUDITS))


def test_a_ratio_without_a_right_image_has_no_value_and_all_right_is_equal() -> None:
    n = np.array([4.0, 9, 2])
    assert np.isnan(equal_rates(Comparison.RATIO, n, 0.0, audits=3, seed=1)).all()
    assert equal_rates(Comparison.RATIO, n, 1.0, audits=3, seed=1).tolist() == [1, 1, 1]
    assert equal_rates(Comparison.DIFFERENCE, n, 0.0, audits=3, seed=1).tolist() == [0, 0, 0]


def test_beside_a_reference_others_may_differ_as_they_like() -> None:
    n = np.array([1.0, 1_000_000, 1])
    every = equal_rates(Comparison.DIFFERENCE, n, 0.5, audits=400, seed=2)
    with_large = equal_rates(Comparison.DIFFERENCE, n, 0.5, reference=1, audits=400, seed=2)
    assert with_large == pytest.approx(0.5, abs=0.01)  # a single image is half away from half
    assert set(every.round(1).tolist()) == {0.5, 1.0}
