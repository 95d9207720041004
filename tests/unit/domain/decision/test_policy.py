"""A policy refuses what it cannot hold together, and names what it limits."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.expansion import expand
from audit.domain.decision.policy import Policy, one_limit_per_feature
from audit.errors import UsageError


def test_the_same_limit_twice_is_refused() -> None:
    criterion = Criterion(metric="accuracy", features=("age",), limit=0.1)
    with pytest.raises(UsageError, match="once"):
        Policy(title="twice", criteria=(criterion, criterion))


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
