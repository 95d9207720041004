"""A policy refuses what cannot be a limit."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.counts import ConfusionCounts
from audit.domain.labels import LABEL_SETS
from audit.domain.policy import Criterion, Policy, expand, one_limit_per_feature
from audit.errors import UsageError


@pytest.mark.parametrize("limit", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_limit_is_a_share(limit: float) -> None:
    with pytest.raises(UsageError, match="from 0 to 1"):
        Criterion(metric="accuracy", features=("age",), limit=limit)


def test_the_same_limit_twice_is_refused() -> None:
    criterion = Criterion(metric="accuracy", features=("age",), limit=0.1)
    with pytest.raises(UsageError, match="once"):
        Policy(title="twice", criteria=(criterion, criterion))


def test_a_shown_metric_cannot_be_gated() -> None:
    with pytest.raises(UsageError, match="shown but not gated"):
        Criterion(metric="f1", features=("age",), limit=0.1, emotion="happy")


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
