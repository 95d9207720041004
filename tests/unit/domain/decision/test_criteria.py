"""A criterion refuses what cannot be a limit, and its neighbours are allowed."""

from __future__ import annotations

import pytest

from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion, Regression
from audit.domain.decision.waivers import Waiver
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
        {"comparison": Comparison.WORST_TO_OVERALL},
        {"metric": "recall", "comparison": Comparison.WORST_TO_OVERALL, "emotion": "sad"},
        {"metric": "equalized_odds", "emotion": "sad", "comparison": Comparison.DIFFERENCE},
        {"comparison": Comparison.RATIO, "control": ("gender",)},
        {"metric": "macro_recall", "features": ("age", "gender")},
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


@pytest.mark.parametrize("limit", [0, 1])
def test_no_difference_at_all_and_any_difference_are_limits(limit: int) -> None:
    assert Criterion(metric="accuracy", features=AGE, limit=limit).limit == limit
    assert Regression(features=AGE, limit=limit).limit == limit


def test_unless_told_a_criterion_is_a_difference_of_all_pairs_that_bounds_decide_and_that_blocks() -> None:
    plain = Criterion(metric="accuracy", features=AGE, limit=0.1)
    assert (plain.comparison, plain.decide_on) == (Comparison.DIFFERENCE, DecideOn.INTERVAL)
    assert (plain.on_inconclusive, plain.primary) == (OnInconclusive.BLOCK, False)
    assert (plain.emotion, plain.reference, plain.control) == (None, None, ())
    loss = Regression(features=AGE, limit=0.1)
    assert (loss.metric, loss.emotion, loss.on_inconclusive) == ("accuracy", None, OnInconclusive.BLOCK)


@pytest.mark.parametrize("kind", [Criterion, Regression])
def test_features_are_named_and_each_once(kind: type) -> None:
    metric = {"metric": "accuracy"}
    with pytest.raises(UsageError, match="names no sensitive feature"):
        kind(features=(), limit=0.1, **metric)
    with pytest.raises(UsageError, match="names a sensitive feature twice: age, age"):
        kind(features=("age", "age"), limit=0.1, **metric)


def test_a_ratio_to_a_reference_wants_the_reference_and_a_metric_whose_low_end_harms() -> None:
    def limit(**fields: object) -> Criterion:
        terms = {"metric": "accuracy", "features": AGE, "limit": 0.8, "comparison": Comparison.RATIO_TO_REFERENCE}
        return Criterion(**(terms | fields))

    assert limit(reference="adult").reference == "adult"
    with pytest.raises(UsageError, match="name it, for example reference = 'adult'"):
        limit()
    with pytest.raises(UsageError, match="take metric 'specificity' or comparison 'ratio'"):
        limit(metric="false_positive_rate", reference="adult")


def test_codes_name_everything_that_tells_two_criteria_apart() -> None:
    crossed = Criterion(metric="accuracy", features=("gender", "age"), limit=0.1, control=("place", "light"))
    assert crossed.feature == "age × gender"
    assert crossed.code == "accuracy/age × gender/difference within light × place"
    to_adults = Criterion(metric="recall", emotion="sad", features=AGE, limit=0.1, reference="adult")
    assert to_adults.code == "recall[sad]/age/difference vs adult"
    loss = Regression(features=("gender", "age"), limit=0.1, metric="recall", emotion="sad")
    assert (loss.feature, loss.code) == ("age × gender", "recall[sad]/age × gender/loss")
    assert Regression(features=AGE, limit=0.1).code == "accuracy/age/loss"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"metric": "precision"}, "a comparison of two classifiers is by accuracy or recall, found 'precision'"),
        ({"limit": 1.01}, "the limit of a regression is a number from 0 to 1, found 1.01"),
        ({"limit": -0.01}, "the limit of a regression is a number from 0 to 1"),
        ({"limit": float("nan")}, "the limit of a regression is a number from 0 to 1"),
        ({"emotion": "sad"}, "metric 'accuracy' is over all emotions; remove emotion 'sad'"),
    ],
)
def test_what_cannot_limit_a_loss_is_refused(fields: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Regression(**({"features": AGE, "limit": 0.1} | fields))


def test_a_waiver_has_its_ceiling_for_a_limit_and_no_stricter_one() -> None:
    def waiver(ceiling: float) -> Waiver:
        return Waiver(finding="f", ceiling=ceiling, owner="A", reason="r", expires="2026-12-31")

    largest = Criterion(metric="accuracy", features=AGE, limit=0.1)
    least = Criterion(metric="accuracy", features=AGE, limit=0.8, comparison=Comparison.RATIO)
    assert [largest.waived(waiver(ceiling)).limit for ceiling in (0.1, 0.3)] == [0.1, 0.3]
    assert [least.waived(waiver(ceiling)).limit for ceiling in (0.8, 0.5)] == [0.8, 0.5]
    with pytest.raises(UsageError, match="a ceiling is at least that"):
        largest.waived(waiver(0.09))
    with pytest.raises(UsageError, match="a ceiling is at most that"):
        least.waived(waiver(0.81))
