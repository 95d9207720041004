"""How often an audit ends in each verdict when the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement
from audit.errors import UsageError
from audit.measure.power.draws import rates_at
from audit.measure.power.power import by_chance, detectable, images_for_fail, images_for_pass, power
from audit.measure.power.reach import Rule


def rule(comparison: Comparison = Comparison.DIFFERENCE, limit: float = 0.1) -> Rule:
    return Rule.at(comparison, limit, confidence=0.95)


def test_two_small_groups_as_in_every_outcome_counted() -> None:
    """The simulated share of FAIL equals the sum of the probabilities of all 21 × 21 outcomes that fail."""
    x = np.stack(np.meshgrid(np.arange(21.0), np.arange(21.0), indexing="ij"), axis=-1)
    fails = rule().failed(rule().bounds(x, np.full_like(x, 20)))
    exact = binom.pmf(np.arange(21), 20, 0.3) @ fails @ binom.pmf(np.arange(21), 20, 0.8)
    found = power(rule(), np.array([0.3, 0.8]), np.array([20, 20]), audits=20_000)
    assert found.failed == pytest.approx(exact, abs=4 * found.standard_error(Verdict.FAIL))
    assert found.failed + found.passed + found.inconclusive == pytest.approx(1)


@pytest.mark.parametrize(
    ("groups", "verdict", "truth", "arrangement", "documented"),
    [
        (2, Verdict.PASS, 0.0, Arrangement.ONE_LOWER_GROUP, 295),
        (2, Verdict.FAIL, 0.3, Arrangement.ONE_LOWER_GROUP, 74),
        (5, Verdict.PASS, 0.0, Arrangement.ONE_LOWER_GROUP, 481),
        (5, Verdict.FAIL, 0.3, Arrangement.ONE_PAIR, 122),
        (25, Verdict.PASS, 0.0, Arrangement.ONE_LOWER_GROUP, 768),
        (25, Verdict.FAIL, 0.3, Arrangement.ONE_PAIR, 204),
    ],
)
def test_images_needed_as_measured_before(groups, verdict, truth, arrangement, documented) -> None:
    """Within 6 % of independent simulations at limit .1 and rate .8."""
    asked = {"groups": groups, "rate": 0.8, "audits": 2000}
    if verdict is Verdict.PASS:
        found = images_for_pass(rule(), **asked)
    else:
        found = images_for_fail(rule(), **asked, disparity=truth, arrangement=arrangement)
    assert found == pytest.approx(documented, rel=0.06)


def test_the_images_said_to_be_needed_give_the_power_asked_for() -> None:
    images = images_for_fail(rule(), groups=4, rate=0.9, disparity=0.3, power=0.9)
    found = power(rule(), np.array([0.6, 0.9, 0.9, 0.9]), np.full(4, images), seed=9)
    assert found.failed == pytest.approx(0.9, abs=0.02)


def test_no_number_of_images_proves_what_is_not_so() -> None:
    for truth in (0.1, 0.05):
        assert images_for_fail(rule(limit=0.1), groups=2, rate=0.8, disparity=truth, audits=200) is None
    assert images_for_pass(rule(limit=0.0), groups=2, rate=0.8, audits=200) is None
    assert images_for_pass(rule(Comparison.FLOOR, 0.9), groups=2, rate=0.8, audits=200) is None


@pytest.mark.parametrize(
    ("comparison", "limit", "reference"),
    [
        (Comparison.DIFFERENCE, 0.1, None),
        (Comparison.DIFFERENCE, 0.1, 4),
        (Comparison.RATIO, 0.8, None),
        (Comparison.RATIO, 0.8, 0),
        (Comparison.WORST_TO_OVERALL, 0.1, None),
        (Comparison.FLOOR, 0.7, None),
    ],
)
def test_images_to_pass_give_the_power_of_the_full_simulation(comparison, limit: float, reference) -> None:
    """The few groups that decide whether equal groups pass give the verdicts of all six."""
    ruled = Rule.at(comparison, limit, confidence=0.95, reference=reference)
    images = images_for_pass(ruled, groups=6, rate=0.8, audits=4000)
    found = power(ruled, np.full(6, 0.8), np.full(6, images), audits=3000, seed=5)
    assert found.passed == pytest.approx(0.8, abs=0.04)


def test_a_group_below_nothing_is_refused() -> None:
    with pytest.raises(
        UsageError, match=r"no group can be at a difference of 0\.9 when the others have a rate of 0\.8"
    ):
        images_for_fail(rule(), groups=2, rate=0.8, disparity=0.9)


@pytest.mark.parametrize("sizes", [(100, 100), (100,) * 8, (40, 90, 150)])
def test_the_detectable_difference_is_just_detected(sizes: tuple[int, ...]) -> None:
    n = np.array(sizes)
    gap = detectable(rule(), n.astype(float), 0.8, audits=4000)
    rates = np.full(len(n), 0.8)
    rates[0] -= gap  # the smallest group is the low one
    assert power(rule(), rates, n, audits=4000, seed=5).failed == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(
    ("comparison", "limit", "reference"),
    [
        (Comparison.RATIO, 0.8, None),
        (Comparison.RATIO, 0.8, 2),
        (Comparison.DIFFERENCE, 0.1, 2),
        (Comparison.WORST_TO_OVERALL, 0.1, None),
        (Comparison.FLOOR, 0.7, None),
    ],
)
def test_what_is_detectable_is_detected_on_every_scale(comparison: Comparison, limit: float, reference) -> None:
    """Looking at contrasts with the lower group alone gives the power that all contrasts together have."""
    n = np.array([80.0, 120.0, 200.0])
    ruled = Rule.at(comparison, limit, confidence=0.95, reference=reference)
    truth = detectable(ruled, n, 0.8, audits=4000)
    found = power(ruled, rates_at(comparison, n, 0.8, truth), n.astype(int), audits=4000, seed=5)
    assert found.failed == pytest.approx(0.8, abs=0.04)


def test_five_pictures_per_group_detect_nothing() -> None:
    assert detectable(rule(), np.full(5, 5.0), 0.8, audits=500) is None


def test_chance_alone_gives_two_groups_of_one_a_gap() -> None:
    # two single images at rate .7: they differ with probability 2 · .7 · .3 = .42
    assert by_chance(Comparison.DIFFERENCE, np.ones(2), 0.7) == pytest.approx(0.42, abs=0.02)


@pytest.mark.parametrize(("images", "documented"), [(5, 0.46), (25, 0.21), (100, 0.11), (500, 0.05)])
def test_chance_gaps_of_five_equal_groups_as_measured_before(images: int, documented: float) -> None:
    assert by_chance(Comparison.DIFFERENCE, np.full(5, float(images)), 0.7) == pytest.approx(documented, abs=0.006)


def test_chance_values_of_the_other_comparisons() -> None:
    # two groups of two at .5: the lower has 0, 1, 2 right with 7/16, 8/16, 1/16, mean share 5/16;
    # below all images lies half the difference, whose mean is 6/16
    n = np.full(2, 2.0)
    assert by_chance(Comparison.FLOOR, n, 0.5) == pytest.approx(5 / 16, abs=0.01)
    assert by_chance(Comparison.WORST_TO_OVERALL, n, 0.5) == pytest.approx(3 / 16, abs=0.01)
    # ratio, without both at 0 (1/16): 1 where equal (5/16), 1/2 at one and two (4/16), else 0
    assert by_chance(Comparison.RATIO, n, 0.5) == pytest.approx((5 + 2) / 15, abs=0.015)


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, other = (power(rule(), np.array([0.6, 0.8]), np.full(2, 80), audits=500, seed=s) for s in (3, 3))
    assert one == other


def test_the_farthest_disparity_is_one_that_can_be() -> None:
    """Always wrong beside 102 of 134 is 40.89998 points below all images: 40.9 would need a rate below 0."""
    rule = Rule.at(Comparison.WORST_TO_OVERALL, 0.1, confidence=0.95)
    assert detectable(rule, np.array([62.0, 72]), 102 / 134, audits=200) < 0.409
