"""A policy refuses what it cannot hold together, and names what it limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.decision.choices import Promise
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.expansion import expand
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy, one_limit_per_feature
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
