"""What somebody asked for becomes a policy; a policy stands alone."""

from __future__ import annotations

import pytest

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.limits import Limits, crossed
from audit.domain.decision.policy import one_limit_per_feature
from audit.errors import UsageError

AGE, SEX = (SensitiveFeature(name=name, groups=("a", "b")) for name in ("age", "sex"))


def test_nothing_asked_is_ten_points_of_the_success_rate_for_every_feature() -> None:
    assert Limits().policy_for((AGE, SEX)) == one_limit_per_feature((("age",), ("sex",)), limit=0.1)


def test_a_ratio_has_its_own_limit() -> None:
    (rule,) = Limits(min_ratio=0.8, on_inconclusive=OnInconclusive.WARN).policy_for((AGE,)).criteria
    assert (rule.comparison, rule.limit, rule.on_inconclusive) == (Comparison.RATIO, 0.8, OnInconclusive.WARN)


def test_a_limit_of_nought_is_a_limit() -> None:
    assert Limits(max_difference=0.0).policy_for((AGE,)).criteria[0].limit == 0


def test_named_features_are_compared_and_each_is_known_once() -> None:
    limits = Limits(features=crossed("age, age*sex"))
    assert [rule.features for rule in limits.policy_for((AGE, SEX)).criteria] == [("age",), ("age", "sex")]
    assert limits.named_features == ("age", "sex")
    assert Limits().named_features == ()


@pytest.mark.parametrize(
    "single", [{"features": (("age",),)}, {"metric": "recall"}, {"max_difference": 0.1}, {"min_ratio": 0.8}]
)
def test_a_policy_stands_alone(single: dict[str, object]) -> None:
    policy = one_limit_per_feature((("age",),))
    assert Limits(policy=policy).policy_for((SEX,)) is policy
    assert Limits(policy=policy).named_features == ("age",)
    with pytest.raises(UsageError, match=f"remove --{next(iter(single)).replace('_', '-')}, or the policy"):
        Limits(policy=policy, **single)


def test_a_difference_and_a_ratio_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="min"):
        Limits(max_difference=0.1, min_ratio=0.8)


def test_another_metric_is_limited_as_it_is_asked() -> None:
    (rule,) = Limits(metric="recall", max_difference=0.3).policy_for((AGE,)).criteria
    assert (rule.metric, rule.limit, rule.comparison) == ("recall", 0.3, Comparison.DIFFERENCE)
    assert rule.on_inconclusive is OnInconclusive.BLOCK
    (ratio,) = Limits(min_ratio=0.0).policy_for((AGE,)).criteria
    assert (ratio.metric, ratio.limit) == ("accuracy", 0.0)


def test_crossed_features_are_named_once_whatever_the_spaces() -> None:
    assert crossed("age*sex, age * sex,sex") == (("age", "sex"), ("sex",))
