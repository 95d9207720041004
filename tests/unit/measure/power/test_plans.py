"""A plan holds together, and refuses what cannot be planned."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from simulation.planned_f1 import reached as reached_f1
from simulation.planned_means import reached

from audit.cli.planning.power_command import _MEAN_OF
from audit.domain.counts.metrics import METRICS
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement
from audit.errors import UsageError
from audit.measure.bounds.group_limits import of_strata
from audit.measure.limits.limits import GroupLimits
from audit.measure.limits.people import PeopleLimits
from audit.measure.power.plans import MEANS, _collected, plan
from audit.measure.power.reach import Rule


def test_larger_disparities_need_fewer_images_and_one_pair_needs_more_than_one_low_group() -> None:
    found = plan(6, Comparison.DIFFERENCE, 0.1)
    first, *failing = found.needed
    assert (first.verdict, first.disparity) == (Verdict.PASS, 0.0)
    low = [n.images for n in failing if n.arrangement is Arrangement.ONE_LOWER_GROUP]
    pair = [n.images for n in failing if n.arrangement is Arrangement.ONE_PAIR]
    assert [n.disparity for n in failing[::2]] == [0.15, 0.2, 0.3]
    assert low == sorted(low, reverse=True)
    assert all(more > fewer for more, fewer in zip(pair, low, strict=True))


def test_limits_that_share_the_error_make_fail_dearer_and_pass_not() -> None:
    """Seven limits leave each .05 / 7 for FAIL; all of them have to pass, so each has .05 for PASS."""
    alone, shared = (plan(2, Comparison.DIFFERENCE, 0.1, limits=limits) for limits in (1, 7))
    assert (alone.limits, shared.limits) == (1, 7)
    passing, *failing = zip(alone.needed, shared.needed, strict=True)
    assert passing[0] == passing[1]
    assert all(one.images * 1.2 < seven.images for one, seven in failing)
    strict = plan(2, Comparison.DIFFERENCE, 0.1, confidence=1 - 0.05 / 7)
    assert [each.images for each in shared.needed[1:]] == [each.images for each in strict.needed[1:]]


def test_a_difference_that_no_rates_have_is_left_out() -> None:
    assert [n.disparity for n in plan(2, Comparison.DIFFERENCE, 0.5, rate=0.6).needed] == [0.0, 0.55, 0.6]


def test_what_five_pictures_per_group_show() -> None:
    found = plan(5, Comparison.DIFFERENCE, 0.2, per_group=5).capability
    assert all(showing.shares.inconclusive == 1 for showing in found.showings)
    assert found.detectable is None
    # F = P(x ≤ k) of 5 images at .8 = .00032, .00672, .05792, .26272, .67232; mean maximum = Σ (1 − F⁵) / 5 = .9723,
    # mean minimum = Σ (1 − F)⁵ / 5 = .5858
    assert found.by_chance == pytest.approx(0.9723 - 0.5858, abs=0.005)


def test_a_limit_of_equality_can_fail_but_never_pass() -> None:
    passing, *failing = plan(2, Comparison.RATIO, 1.0).needed
    assert passing.images is None
    assert all(n.images for n in failing)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"groups": 1}, "2 to 1,000 groups, found 1"),
        ({"limit": math.nan}, "from 0 to 1, found nan"),
        ({"rate": 0.0}, "above 0 and at most 1, found 0"),
        ({"confidence": 1.0}, "below 1, found 1"),
        ({"per_group": 0}, "from 1 to 10,000,000, found 0"),
        ({"comparison": Comparison.FLOOR}, "a difference or a ratio"),
        ({"per_person": 0}, "pictures per person are a count from 1 to 10,000,000, found 0"),
        ({"per_person": 4, "per_group": 50}, "with 4 pictures of each person a group has a multiple of that, not 50"),
        ({"per_person": 4, "per_group": 40, "looks": 5}, "a series is planned for pictures of different people"),
        ({"emotions": 0}, "emotions of a mean are a count from 1 to 100, found 0"),
        ({"emotions": 7, "per_person": 2}, "planned for pictures of different people; leave out per-person"),
        ({"emotions": 7, "per_group": 100}, "5 at least: a multiple of 7 from 35 on, not 100"),
        ({"emotions": 7, "per_group": 28}, "a multiple of 7 from 35 on, not 28"),
        ({"strata": 0}, "strata are a count from 1 to 100, found 0"),
        ({"strata": 101}, "strata are a count from 1 to 100, found 101"),
        ({"strata": 4, "emotions": 7}, "shares of pictures of different people; leave out emotions"),
        ({"strata": 4, "per_person": 2}, "shares of pictures of different people; leave out per-person"),
        (
            {"strata": 4, "per_group": 41},
            "within 4 strata a group has as many pictures in each: a multiple of 4, not 41",
        ),
        (
            {"metric": "macro_f1"},
            "metric 'macro_f1' is a mean over emotions; say over how many, 2 or more, with emotions",
        ),
        ({"metric": "macro_fl", "emotions": 7}, "metric 'macro_fl' is no mean over .*did you mean 'macro_f1'"),
        ({"metric": "accuracy", "emotions": 7}, "no mean over emotions that is planned; expected one of macro_recall"),
    ],
)
def test_what_cannot_be_planned_is_refused(values: dict, words: str) -> None:
    asked = {"groups": 2, "comparison": Comparison.DIFFERENCE, "limit": 0.1} | values
    with pytest.raises(UsageError, match=words):
        plan(asked.pop("groups"), asked.pop("comparison"), asked.pop("limit"), **asked)


def test_people_whose_pictures_are_alike_are_as_many_as_pictures_of_different_people() -> None:
    """The limits of people with as many pictures each, all alike, are those of a share of people, exactly."""
    pictures, people = (plan(2, Comparison.DIFFERENCE, 0.1, per_person=each, per_group=40 * each) for each in (1, 4))
    assert [4 * each.images for each in pictures.needed] == [each.images for each in people.needed]
    assert (people.per_person, people.capability.images) == (4, 160)
    assert people.capability.showings == pictures.capability.showings
    assert people.capability.detectable == pictures.capability.detectable


def test_more_pictures_than_can_be_collected_are_none() -> None:
    assert plan(2, Comparison.DIFFERENCE, 0.1, per_person=10_000_000).needed[0].images is None


def test_the_rule_reaches_its_verdict_as_often_as_the_plan_says() -> None:
    """Of groups of the planned size, four pictures of each person all alike, as many fail as was asked for."""
    planned = plan(2, Comparison.DIFFERENCE, 0.1, per_person=4)
    wanted = next(each for each in planned.needed if each.disparity == 0.3)
    rng, rule = np.random.default_rng(5), Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95)
    persons, audits, failed = wanted.images // 4, 200, 0
    for _ in range(audits):
        right = rng.binomial(persons, [0.8, 0.5]).astype(float)
        x, n = np.array([[4.0, 4], [0, 0]]), np.full((2, 2), 4.0)
        own = PeopleLimits(x=x, n=n, people=np.array([right, persons - right]))
        limits = GroupLimits(own=own, rest=None, weight=np.full(2, 0.5), spread=own.spread)
        failed += bool(rule.broken(rule.failing_of(limits)))
    assert failed / audits == pytest.approx(planned.power, abs=4 * np.sqrt(0.16 / audits))


def test_means_of_recalls_reach_their_verdict_as_often_as_the_plan_says() -> None:
    """Each emotion has right images of its own, where the plan spreads them evenly."""
    found = plan(2, Comparison.DIFFERENCE, 0.2, emotions=3)
    for wanted in (found.needed[0], found.needed[-1]):
        assert wanted.images % 3 == 0
        assert reached(found, wanted, 250) == pytest.approx(found.power, abs=4 * np.sqrt(0.16 / 250))
    shares = plan(2, Comparison.DIFFERENCE, 0.2)
    assert all(one.images < mean.images for one, mean in zip(shares.needed, found.needed, strict=True))


def test_means_of_f1_reach_their_verdict_as_often_as_the_plan_says() -> None:
    """Every picture is answered by itself, and half of the wrong answers fall on one emotion."""
    found = plan(2, Comparison.DIFFERENCE, 0.2, emotions=3, metric="macro_f1")
    for wanted in (found.needed[0], found.needed[-1]):
        share = reached_f1(found, wanted, 150, one_sided=True)
        assert share == pytest.approx(found.power, abs=4 * np.sqrt(0.16 / 150))


def test_comparisons_within_strata_reach_their_verdict_as_often_as_the_plan_says() -> None:
    """Each stratum has right images of its own, where the plan spreads them evenly."""
    found = plan(2, Comparison.DIFFERENCE, 0.2, strata=4)
    for wanted in (found.needed[0], found.needed[-1]):
        assert wanted.images % 4 == 0
        assert reached(found, wanted, 250) == pytest.approx(found.power, abs=4 * np.sqrt(0.16 / 250))
    shares = plan(2, Comparison.DIFFERENCE, 0.2)
    assert all(one.images < within.images for one, within in zip(shares.needed, found.needed, strict=True))


def test_a_planned_stratum_has_the_limits_of_a_stratum_of_an_audit() -> None:
    x, n, errors = np.array([30.0, 48.0]), np.array([40.0, 60.0]), np.array([0.05, 0.01])
    rule = replace(Rule.at(Comparison.DIFFERENCE, 0.1, confidence=0.95), parts=2)
    audited = of_strata(np.stack([x, x], 1) / 2, np.stack([n, n], 1) / 2, np.full(2, 0.5), None).limits
    for one, other in zip(rule.limits(x, n).own.at(errors), audited.own.at(errors), strict=True):
        assert np.allclose([one.p, one.lower, one.upper], [other.p, other.lower, other.upper], rtol=1e-12)


def test_balanced_accuracy_is_the_mean_of_recalls_and_a_share_has_no_mean() -> None:
    recalls, same = (
        plan(2, Comparison.DIFFERENCE, 0.3, emotions=2, metric=each) for each in (None, "balanced_accuracy")
    )
    assert (recalls.metric, same.metric) == ("macro_recall", "balanced_accuracy")
    assert recalls.needed == same.needed
    assert plan(2, Comparison.DIFFERENCE, 0.3).metric is None


def test_every_mean_that_a_policy_may_limit_is_planned() -> None:
    means = {name for name, metric in METRICS.items() if metric.over_emotions}
    assert set(MEANS) == set(_MEAN_OF) == means


def test_every_emotion_has_as_many_pictures_and_five_at_least() -> None:
    assert _collected(36, per_person=1, emotions=7, strata=1) == 42
    assert _collected(16, per_person=1, emotions=7, strata=1) == 35
    assert _collected(None, per_person=1, emotions=7, strata=1) is None


def test_every_stratum_has_as_many_pictures_and_one_at_least() -> None:
    assert _collected(37, per_person=1, emotions=1, strata=4) == 40
    assert _collected(1, per_person=1, emotions=1, strata=12) == 12


def test_a_power_of_four_fifths_in_ten_thousand_audits_is_known_to_four_thousandths() -> None:
    assert plan(2, Comparison.DIFFERENCE, 0.2).standard_error == pytest.approx(0.004)
