"""A policy refuses what it cannot hold together, and names what it limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.decision.choices import IntervalMethod, OnInconclusive, Promise, Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion, Regression
from audit.domain.decision.expansion import expand
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy, one_limit_per_feature
from audit.domain.decision.waivers import Waiver
from audit.domain.mislabelling.declared import label_errors
from audit.domain.results.serialization import to_data
from audit.errors import UsageError


def test_the_same_limit_twice_is_refused() -> None:
    criterion = Criterion(metric="accuracy", features=("age",), limit=0.1)
    with pytest.raises(UsageError, match="once"):
        Policy(title="twice", criteria=(criterion, criterion))


def test_what_a_policy_does_not_use_is_not_written() -> None:
    plain = Policy(title="t", criteria=(Criterion(metric="accuracy", features=("age",), limit=0.1),))
    assert {"label_error", "tipping_points", "promise"}.isdisjoint(to_data(plain))
    used = replace(plain, label_error=(label_errors({"*": 0.1}, "age"),), tipping_points=True)
    assert {"label_error", "tipping_points"} <= to_data(used).keys()


def test_a_criterion_without_emotion_becomes_one_for_each_labelled_emotion() -> None:
    overall = ConfusionCounts(labels=LABEL_SETS["fer6"], cells=np.diag([0, 0, 4, 3, 0, 0]))
    policy = one_limit_per_feature((("age",),), metric="recall")
    assert [criterion.emotion for criterion in expand(policy, overall)] == ["happy", "neutral"]


def test_false_positives_of_an_emotion_nobody_shows_are_compared_too() -> None:
    overall = ConfusionCounts(labels=LABEL_SETS["fer6"], cells=np.diag([0, 0, 4, 3, 0, 0]))
    policy = one_limit_per_feature((("age",),), metric="false_positive_rate")
    assert "angry" in [criterion.emotion for criterion in expand(policy, overall)]


def test_a_cohort_without_feature_has_nothing_to_limit() -> None:
    assert one_limit_per_feature(()).criteria == ()


AGE = ("age",)


def test_features_that_are_controlled_for_are_named_by_the_policy() -> None:
    criterion = Criterion(metric="accuracy", features=AGE, limit=0.1, control=("gender",))
    assert Policy(title="t", criteria=(criterion,)).features == (("age",), ("gender",))


def test_a_notion_becomes_one_limit_for_each_emotion_whose_parts_all_have_a_value() -> None:
    """Where all images are happy nobody can be called so falsely: no emotion has both, so each is named."""
    some = ConfusionCounts(labels=LABEL_SETS["fer6"], cells=np.diag([0, 0, 4, 3, 0, 0]))
    policy = one_limit_per_feature((AGE,), metric="equalized_odds")
    assert [criterion.emotion for criterion in expand(policy, some)] == ["happy", "neutral"]
    happy = ConfusionCounts(labels=LABEL_SETS["happy-sad"], cells=[[5, 1], [0, 0]])
    assert [criterion.emotion for criterion in expand(policy, happy)] == ["happy", "sad"]
    (mean,) = expand(one_limit_per_feature((AGE,), metric="macro_equalized_odds"), some)
    assert mean.emotion is None


@pytest.mark.parametrize("confidence", [0.4999, 1.0, -0.1, float("nan"), float("inf")])
def test_a_confidence_at_which_a_coin_would_do_as_well_is_refused(confidence: float) -> None:
    with pytest.raises(UsageError, match=r"confidence is a number from 0\.5 to below 1"):
        replace(one_limit_per_feature((AGE,)), confidence=confidence)


def test_a_look_of_a_series_has_its_part_of_the_error_and_an_audit_by_itself_all_of_it() -> None:
    policy = replace(one_limit_per_feature((AGE,)), monitoring=Monitoring(looks=10))
    assert policy.at_look(None) is policy
    first = policy.at_look(1)
    assert 1 - first.confidence == pytest.approx(0.05 * policy.monitoring.share(1))
    assert first.confidence > policy.confidence


def test_a_primary_limit_has_no_half_where_nothing_is_shared() -> None:
    primary = Criterion(metric="accuracy", features=AGE, limit=0.1, primary=True)
    assert Policy(title="t", criteria=(primary,)).promise is Promise.POLICY
    assert Policy(title="t", criteria=(replace(primary, primary=False),), promise=Promise.CRITERION).criteria
    with pytest.raises(UsageError, match="a primary limit has half of the error that all share"):
        Policy(title="t", criteria=(primary,), promise=Promise.CRITERION)


def test_what_nobody_wrote_is_as_documented() -> None:
    policy = Policy(title="t", criteria=())
    assert (policy.confidence, policy.seed, policy.min_support, policy.resamples) == (0.95, 0, 1, 2000)


def test_unless_written_a_policy_asks_for_nothing_special() -> None:
    policy = Policy(title="t", criteria=())
    flags = (policy.include_unknown, policy.judge_scored_rate, policy.tipping_points)
    assert flags == (False, True, False)
    assert (policy.interval, policy.unscored) == (IntervalMethod.BOUNDS, Unscored.LEFT_OUT)
    assert policy.promise is Promise.POLICY
    assert (policy.scored_rate_limit, policy.monitoring) == (None, None)
    assert (policy.waivers, policy.regressions, policy.label_error) == ((), (), ())


def test_one_limit_per_feature_is_ten_points_of_the_success_rate_in_groups_of_five_pictures() -> None:
    policy = one_limit_per_feature((AGE, ("age", "gender")))
    assert [criterion.features for criterion in policy.criteria] == [("age",), ("age", "gender")]
    (code, _), limits = (c.code for c in policy.criteria), {c.limit for c in policy.criteria}
    assert (code, limits, policy.min_support) == ("accuracy/age/difference", {0.1}, 5)
    assert {c.on_inconclusive for c in policy.criteria} == {OnInconclusive.BLOCK}


@pytest.mark.parametrize(
    ("field", "least", "words"),
    [
        ("resamples", 100, "resamples is a count, at least 100, found 99"),
        ("seed", 0, "seed is a whole number, at least 0, found -1"),
        ("min_support", 1, "min_support is a count of images, at least 1, found 0"),
    ],
)
def test_counts_have_a_least_value_that_is_allowed(field: str, least: int, words: str) -> None:
    assert getattr(Policy(title="t", criteria=(), **{field: least}), field) == least
    with pytest.raises(UsageError, match=words):
        Policy(title="t", criteria=(), **{field: least - 1})


def test_half_is_the_least_confidence_and_a_share_any_limit_of_the_scored_rate() -> None:
    assert Policy(title="t", criteria=(), confidence=0.5).confidence == 0.5
    assert [Policy(title="t", criteria=(), scored_rate_limit=limit).scored_rate_limit for limit in (0, 1)] == [0, 1]
    for wrong in (-0.01, 1.01, float("nan")):
        with pytest.raises(UsageError, match="scored_rate_limit is a number from 0 to 1"):
            Policy(title="t", criteria=(), scored_rate_limit=wrong)
    with pytest.raises(UsageError, match="none with judge_scored_rate = false"):
        Policy(title="t", criteria=(), scored_rate_limit=0.1, judge_scored_rate=False)


def test_label_errors_of_a_feature_that_nothing_limits_are_refused() -> None:
    limited = one_limit_per_feature((AGE,))
    with pytest.raises(UsageError, match=r"names 'agee', which no criterion compares; .*did you mean 'age'"):
        replace(limited, label_error=(label_errors({"*": 0.1}, "agee"),))
    controlled = Criterion(metric="accuracy", features=AGE, limit=0.1, control=("gender",))
    rates = (label_errors({"*": 0.1}, "gender"),)
    assert Policy(title="t", criteria=(controlled,), label_error=rates).label_error == rates


def test_a_finding_is_waived_once() -> None:
    waiver = Waiver(finding="accuracy/age/difference", ceiling=0.2, owner="A", reason="r", expires="2026-12-31")
    with pytest.raises(UsageError, match="a policy waives each finding once"):
        replace(one_limit_per_feature((AGE,)), waivers=(waiver, replace(waiver, ceiling=0.3)))


def test_a_waiver_stricter_than_its_limit_is_refused_on_either_scale() -> None:
    waiver = Waiver(finding="accuracy/age/difference", ceiling=0.09, owner="A", reason="r", expires="2026-12-31")
    with pytest.raises(UsageError, match=r"its ceiling is 0\.09, the limit 0\.1; a ceiling is at least that"):
        replace(one_limit_per_feature((AGE,)), waivers=(waiver,))
    same = replace(waiver, ceiling=0.1)
    assert replace(one_limit_per_feature((AGE,)), waivers=(same,)).waivers == (same,)
    ratio = one_limit_per_feature((AGE,), comparison=Comparison.RATIO, limit=0.8)
    higher = replace(waiver, finding="accuracy/age/ratio", ceiling=0.81)
    with pytest.raises(UsageError, match=r"its ceiling is 0\.81, the limit 0\.8; a ceiling is at most that"):
        replace(ratio, waivers=(higher,))
    assert replace(ratio, waivers=(replace(higher, ceiling=0.8),)).waivers


def test_intersections_are_those_of_several_features_each_once() -> None:
    names = (AGE, ("gender", "age"), ("age", "gender"), ("age", "place"))
    criteria = [Criterion(metric="accuracy", features=each, limit=0.1) for each in names[:1] + names[2:]]
    recall = Criterion(metric="recall", features=names[1], limit=0.1)
    policy = Policy(title="t", criteria=(*criteria, recall))
    assert policy.intersections == (("age", "gender"), ("age", "place"))
    assert policy.features == (("age",), ("age", "gender"), ("age", "place"), ("gender", "age"))
    loss = Regression(features=("place",), limit=0.1)
    assert replace(policy, criteria=(), regressions=(loss,)).features == (("place",),)


def test_who_got_an_answer_is_judged_once_for_each_features_unless_the_policy_limits_it() -> None:
    policy = one_limit_per_feature((AGE, ("gender",)))
    codes = [criterion.code for criterion in policy.answer_criteria]
    assert codes[:2] == ["scored_rate/age/difference", "missing_file_rate/age/difference"]
    assert len(codes) == len(set(codes))
    assert {code.split("/")[1] for code in codes} == {"age", "gender"}
    own = Criterion(metric="scored_rate", features=AGE, limit=0.3)
    more = replace(policy, criteria=(*policy.criteria, own))
    assert {criterion.features for criterion in more.answer_criteria} == {("gender",)}


def test_who_got_an_answer_is_held_to_the_least_difference_on_its_own_features_and_warns_as_they_do() -> None:
    warns = {"on_inconclusive": OnInconclusive.WARN}
    criteria = (
        Criterion(metric="accuracy", features=AGE, limit=0.3, **warns),
        Criterion(metric="recall", features=AGE, limit=0.25, **warns),
        Criterion(metric="accuracy", features=("gender",), limit=0.05),
        Criterion(metric="accuracy", features=("place",), limit=0.8, comparison=Comparison.RATIO),
    )
    found = {c.features: c for c in Policy(title="t", criteria=criteria).answer_criteria}
    assert {features: c.limit for features, c in found.items()} == {AGE: 0.25, ("gender",): 0.05, ("place",): 0.05}
    assert [found[each].on_inconclusive.value for each in (AGE, ("gender",))] == ["warn", "block"]
    ratios = Policy(title="t", criteria=criteria[3:])
    assert {c.limit for c in ratios.answer_criteria} == {0.1}
    assert Policy(title="t", criteria=criteria, judge_scored_rate=False).answer_criteria == ()


def test_a_waiver_of_what_no_criterion_finds_is_refused_with_what_they_find() -> None:
    waiver = Waiver(finding="recall[sad]/age/differense", ceiling=0.2, owner="A", reason="r", expires="2026-12-31")
    """Ways to drop out, which an audit may find and nobody wrote, are not among them."""
    offered = r"expected one of recall\[EMOTION\]/age/difference, scored_rate/age/difference \(did"
    meant = r"'recall\[EMOTION\]/age/difference'"
    with pytest.raises(UsageError, match=rf"which no criterion has for a finding; {offered}.*{meant}"):
        replace(one_limit_per_feature((AGE,), metric="recall"), waivers=(waiver,))
