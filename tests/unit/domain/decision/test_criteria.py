"""A criterion refuses what cannot be a limit, and its neighbours are allowed."""

from __future__ import annotations

import pytest

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.errors import UsageError

AGE = ("age",)


@pytest.mark.parametrize("limit", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_limit_is_a_share(limit: float) -> None:
    with pytest.raises(UsageError, match="from 0 to 1"):
        Criterion(metric="accuracy", features=("age",), limit=limit)


def test_a_shown_metric_cannot_be_gated() -> None:
    with pytest.raises(UsageError, match="shown but not gated"):
        Criterion(metric="f1", features=("age",), limit=0.1, emotion="happy")


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


def test_a_criterion_on_every_emotion_names_its_findings_by_any_of_them() -> None:
    each = Criterion(metric="recall", features=AGE, limit=0.1)
    assert each.finding_code == "recall[EMOTION]/age/difference"
    assert each.has_finding("recall[sad]/age/difference")
    assert not each.has_finding("recall[sad]/gender/difference")
    one = Criterion(metric="recall", emotion="sad", features=AGE, limit=0.1)
    assert one.finding_code == one.code == "recall[sad]/age/difference"
    assert not one.has_finding("recall[happy]/age/difference")
