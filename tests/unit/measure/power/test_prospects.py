"""What stands beside a finding: what chance gives, what just decides, what is found, what it would take."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from builders import reference_place
from scipy.stats import binom

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.disparities import Prospects
from audit.domain.decision.findings import Verdict
from audit.measure.power.draws import rates_at
from audit.measure.power.power import power
from audit.measure.power.prospects import prospects
from audit.measure.power.reach import Rule

LIMITS = {
    Comparison.DIFFERENCE: 0.1,
    Comparison.RATIO: 0.8,
    Comparison.WORST_TO_OVERALL: 0.1,
    Comparison.FLOOR: 0.7,
    Comparison.RATIO_TO_REFERENCE: 0.8,
}


def rule(comparison: Comparison = Comparison.DIFFERENCE, limit: float | None = None, reference: int | None = None):
    reference = reference_place(comparison, 2) if reference is None else reference
    return Rule.at(comparison, LIMITS[comparison] if limit is None else limit, confidence=0.95, reference=reference)


def at(ruled: Rule, x: list[float], n: list[float]) -> Prospects:
    return prospects(ruled, np.array(x, float), np.array(n, float), seed=0)


def test_chance_and_the_plain_comparison_of_two_groups_by_hand() -> None:
    # two groups of 2 at .5: |x − y| is 0, 1, 2 with 6/16, 8/16, 2/16, so the mean difference is (4 + 2)/16 = .375
    found = at(rule(), [1, 1], [2, 2])
    assert found.rate == 0.5
    assert found.by_chance == pytest.approx(0.375, abs=0.025)
    assert found.point_false_fail == pytest.approx(10 / 16, abs=0.04)
    assert (found.fails_from, found.passes_to, found.detectable) == (None, None, None)


def test_a_value_on_the_limit_is_no_false_fail_of_the_plain_comparison() -> None:
    # two groups of 10 at .8: only differences of 2 and more images are above a limit of .1
    pmf = binom.pmf(np.arange(11), 10, 0.8)
    exact = sum(pmf[i] * pmf[k] for i in range(11) for k in range(11) if abs(i - k) > 1)
    assert at(rule(), [8, 8], [10, 10]).point_false_fail == pytest.approx(exact, abs=0.04)


def test_the_plain_comparison_fails_most_equal_classifiers_of_small_groups() -> None:
    """As measured before: 5 equal groups of 5 at .7 fail a limit of .1 in 99 % of audits."""
    assert at(rule(), [3, 4, 3, 4, 3.5], [5] * 5).point_false_fail == pytest.approx(0.99, abs=0.01)


@pytest.mark.parametrize("comparison", list(Comparison))
def test_the_values_that_just_decide_are_just_decided(comparison: Comparison) -> None:
    n = np.array([150.0, 300, 1000, 350, 700])
    ruled, x = rule(comparison), 0.8 * n
    found = prospects(ruled, x, n, seed=0)
    beyond = -0.001 if comparison.limit_is_minimum else 0.001

    def verdict(disparity: float) -> Verdict:
        return ruled.verdict(rates_at(comparison, n, 0.8, disparity) * n, n)

    assert verdict(found.fails_from) is Verdict.FAIL
    assert verdict(found.fails_from - beyond) is not Verdict.FAIL
    if found.passes_to is not None:
        assert verdict(found.passes_to) is Verdict.PASS
        assert verdict(found.passes_to + beyond) is not Verdict.PASS


@pytest.mark.parametrize("reference", [None, 0, 2])
def test_what_is_detectable_is_detected_by_every_contrast_together(reference: int | None) -> None:
    n = np.array([60.0, 110, 240, 300])
    ruled = rule(reference=reference)
    found = prospects(ruled, 0.8 * n, n, seed=0).detectable
    rates = np.full(4, 0.8)
    rates[1 if reference == 0 else 0] -= found  # the smallest that is not the reference
    share = power(ruled, rates, n.astype(int), audits=3000, seed=5).failed
    assert share == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize("comparison", list(Comparison))
def test_the_images_still_needed_give_the_power_said(comparison: Comparison) -> None:
    n = np.full(3, 50.0)
    x = n * [0.5, 0.9, 0.95]
    ruled = rule(comparison)
    found = prospects(ruled, x, n, seed=0)
    rate = 0.7833333333
    images = np.full(3, found.to_fail)
    disparity = {
        Comparison.DIFFERENCE: 0.45,
        Comparison.RATIO: 0.5 / 0.95,
        Comparison.WORST_TO_OVERALL: rate - 0.5,
        Comparison.FLOOR: 0.5,
        Comparison.RATIO_TO_REFERENCE: 0.5 / 0.95,
    }[comparison]
    rates = rates_at(comparison, images, rate, disparity)
    assert power(ruled, rates, images, audits=3000, seed=5).failed == pytest.approx(0.8, abs=0.08)
    if found.to_pass is not None:
        passed = power(ruled, np.full(3, rate), np.full(3, found.to_pass), audits=3000, seed=5).passed
        assert passed == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize("comparison", list(Comparison))
def test_more_images_never_make_the_detectable_disparity_larger(comparison: Comparison) -> None:
    found = [
        prospects(rule(comparison), 0.8 * n, n, seed=0).detectable
        for n in (images * np.array([1.0, 2, 3]) for images in (50, 100, 200, 400, 1600))
    ]
    distance = [abs(value - LIMITS[comparison]) for value in found]
    assert all(after <= before + 0.005 for before, after in itertools.pairwise(distance))
    assert distance[-1] < distance[0] / 2


def test_with_right_and_wrong_exchanged_a_difference_has_the_same_prospects() -> None:
    one, other = at(rule(), [3, 10, 20], [60, 100, 150]), at(rule(), [57, 90, 130], [60, 100, 150])
    assert one.rate == pytest.approx(1 - other.rate)
    for name in ("fails_from", "passes_to", "detectable", "to_pass", "to_fail"):
        assert getattr(one, name) == getattr(other, name)
    assert one.detectable is not None  # .05 of false positives leaves no room below, but one group may lie above


@pytest.mark.parametrize("comparison", list(Comparison))
@pytest.mark.parametrize("right", [0.0, 1.0])
def test_all_wrong_or_all_right_still_has_prospects(comparison: Comparison, right: float) -> None:
    n = np.array([9.5, 20, 41])  # 0 or 70.5 of 70.5: half an image right or wrong
    found = prospects(rule(comparison), right * n, n, seed=0)
    assert found.rate == pytest.approx((right * 70.5 + 0.5) / 71.5)
    assert 0 <= found.by_chance <= 1
    assert 0 <= found.point_false_fail <= 1


def test_a_disparity_too_large_for_the_rate_is_planned_at_the_next_rate_that_has_it() -> None:
    """60 of 100 and 1 of 1,000: at a rate of .055 no two groups are .599 apart, at .599 they are."""
    assert at(rule(), [60, 1], [100, 1000]).to_fail < 50


def test_what_keeps_the_limit_needs_no_images_to_fail_and_what_breaks_equality_none_to_pass() -> None:
    kept = at(rule(), [80, 81], [100, 100])
    assert kept.to_fail is None
    assert kept.to_pass > 200
    assert at(rule(limit=0.0), [80, 81], [100, 100]).to_pass is None


def test_a_single_group_is_held_against_a_floor() -> None:
    found = at(rule(Comparison.FLOOR), [80], [100])
    assert found.by_chance == pytest.approx(0.8, abs=0.01)
    # the lowest count of 100 that proves .7 kept, and the highest that proves it broken, one-sided at .05
    assert found.passes_to == pytest.approx(0.78, abs=0.012)
    assert found.fails_from == pytest.approx(0.61, abs=0.012)
    assert found.point_false_fail == pytest.approx(binom.cdf(69, 100, 0.8), abs=0.01)


def test_groups_below_a_floor_are_said_to_be_planned_at_the_floor() -> None:
    """At a rate of .5 a floor of .7 is broken by equal groups too: the plain comparison is asked at .7."""
    found = at(rule(Comparison.FLOOR), [50], [100])
    assert found.point_false_fail == pytest.approx(binom.cdf(69, 100, 0.7), abs=0.04)
    assert found.to_pass is None
    assert found.to_fail is not None


def test_a_limit_that_no_lower_group_can_break_is_kept_by_every_value() -> None:
    found = at(rule(limit=0.95), [400, 400], [800, 800])
    assert (found.fails_from, found.detectable) == (None, None)
    assert found.passes_to == pytest.approx(0.5)


def test_the_order_of_the_groups_changes_nothing_but_the_place_of_the_reference() -> None:
    x, n = np.array([40.0, 90, 150]), np.array([60.0, 100, 200])
    turned = [2, 0, 1]
    assert prospects(rule(), x, n, seed=1) == prospects(rule(), x[turned], n[turned], seed=1)
    # group 2 is the reference, wherever it stands
    found = prospects(rule(reference=2), x, n, seed=1), prospects(rule(reference=0), x[turned], n[turned], seed=1)
    assert found[0] == found[1]


def test_the_same_seed_gives_the_same_prospects() -> None:
    assert at(rule(), [30, 50], [40, 70]) == at(rule(), [30, 50], [40, 70])
