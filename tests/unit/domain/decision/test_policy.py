"""A policy refuses what cannot be a limit."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counts import ConfusionCounts
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.expansion import expand
from audit.domain.decision.policy import Criterion, Policy, one_limit_per_feature
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


AGE = ("age",)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"metric": "macro_f1", "comparison": Comparison.WORST_TO_OVERALL},
            "metric 'macro_f1' is no share of images, so no group is a part of the overall value; "
            "compare it by difference, ratio or floor",
        ),
        (
            {"metric": "equalized_odds", "comparison": Comparison.FLOOR},
            "'equalized_odds' compares groups with each other: by difference or ratio",
        ),
        (
            {"metric": "macro_demographic_parity", "comparison": Comparison.WORST_TO_OVERALL},
            "'macro_demographic_parity' compares groups with each other: by difference or ratio",
        ),
        (
            {"reference": "adult", "comparison": Comparison.FLOOR},
            "a reference group is for the difference or ratio of one feature",
        ),
        (
            {"reference": "adult", "comparison": Comparison.WORST_TO_OVERALL},
            "a reference group is for the difference or ratio of one feature",
        ),
        (
            {"reference": "adult × female", "features": ("age", "gender")},
            "a reference group is for the difference or ratio of one feature",
        ),
        (
            {"metric": "macro_recall", "control": ("gender",)},
            "metric 'macro_recall' cannot be compared within strata; take a share of images",
        ),
        (
            {"metric": "equal_opportunity", "emotion": "sad", "control": ("gender",)},
            "metric 'equal_opportunity' cannot be compared within strata; take a share of images",
        ),
        (
            {"control": ("gender",), "comparison": Comparison.WORST_TO_OVERALL},
            "within strata groups are compared by difference, ratio or floor",
        ),
        (
            {"control": ("gender", "age")},
            "'age' cannot make the groups and control for them at once",
        ),
        (
            {"metric": "macro_equalized_odds", "emotion": "sad"},
            "metric 'macro_equalized_odds' is over all emotions; remove emotion 'sad'",
        ),
    ],
)
def test_comparisons_that_have_no_meaning_are_refused_with_a_sentence(fields: dict, sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        Criterion(**({"metric": "accuracy", "features": AGE, "limit": 0.1} | fields))
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "fields",
    [
        {"metric": "macro_f1", "comparison": Comparison.FLOOR},
        {"metric": "macro_recall", "comparison": Comparison.RATIO, "reference": "adult"},
        {"metric": "equalized_odds", "emotion": "sad", "comparison": Comparison.RATIO, "reference": "adult"},
        {"metric": "recall", "emotion": "sad", "control": ("gender", "light"), "comparison": Comparison.FLOOR},
        {"reference": "adult", "control": ("gender",)},
    ],
)
def test_their_neighbours_are_allowed(fields: dict) -> None:
    criterion = Criterion(**({"metric": "accuracy", "features": AGE, "limit": 0.1} | fields))
    assert criterion.has_finding(criterion.code)


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
