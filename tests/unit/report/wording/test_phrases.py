"""A disparity in words, whatever is compared and however."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from assets.audits import audited, cohort, five_each, sixty

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Predictions
from audit.domain.counts.rates import Interval
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Bounds, Resampled
from audit.domain.decision.policy import Policy
from audit.report.wording.phrases import (
    bounds_text,
    criterion_title,
    gap_sentence,
    group_list,
    limit_text,
    resampled_text,
)

HAPPY_SAD = LABEL_SETS["happy-sad"]
ONE_POINT = Bounds(lower=0.0, upper=0.01, error_lower=0.05, error_upper=0.05, family=1)

# rows happy, sad; answered happy first: a is right for 40 of 50 happy and 30 of 50 sad, b for 20 and 45 of 50
CELLS = {"a": ((40, 10), (20, 30)), "b": ((20, 30), (5, 45))}


def finding(
    metric: str,
    comparison: Comparison,
    emotion: str | None = None,
    limit: float = 0.1,
    reference: str | None = None,
):
    """Return the finding of one criterion over two groups of a hundred."""
    rows = [
        (g, true, answer)
        for g, matrix in enumerate(CELLS.values())
        for true, row in enumerate(matrix)
        for answer, n in enumerate(row)
        for _ in range(n)
    ]
    codes, y_true, predicted = (np.array(column) for column in zip(*rows, strict=True))
    people = cohort(HAPPY_SAD, y_true, [SensitiveFeature(name="age_group", groups=("a", "b"))], codes[:, None])
    predictions = Predictions(labels=HAPPY_SAD, predicted=predicted, outcomes=np.zeros(len(rows), int))
    criterion = Criterion(
        metric=metric,
        features=("age_group",),
        comparison=comparison,
        emotion=emotion,
        limit=limit,
        reference=reference,
    )
    return audited(people, predictions, Policy(title="one", criteria=(criterion,))).findings[0]


@pytest.mark.parametrize(
    ("metric", "emotion", "words"),
    [
        # a 70 of 100, b 65 of 100
        (
            "accuracy",
            None,
            "pictures are classified correctly 5 points less often for age group “b” than for “a”",
        ),
        # happy: a 40 of 50, b 20 of 50
        (
            "recall",
            "happy",
            "“happy” faces are recognised 40 points less often for age group “b” than",
        ),
        # answered happy: a 40 of 60, b 20 of 25
        (
            "precision",
            "happy",
            "the answer “happy” is right 13.3 points less often for age group “a” than for “b”",
        ),
        # sad called happy: a 20 of 50, b 5 of 50
        (
            "false_positive_rate",
            "happy",
            "faces labelled otherwise are called “happy” 30 points more often for age group “a” than for",
        ),
        # sad not called happy: a 30 of 50, b 45 of 50
        (
            "specificity",
            "happy",
            "faces labelled otherwise are not called “happy” 30 points less often for age group “a” than for",
        ),
        # answered happy: a 60 of 100, b 25 of 100
        (
            "selection_rate",
            "happy",
            "the answer is “happy” 35 points more often for age group “a” than for “b”",
        ),
    ],
)
def test_each_metric_has_its_own_clause(metric, emotion, words) -> None:
    assert gap_sentence(finding(metric, Comparison.DIFFERENCE, emotion)).startswith(words)


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (Comparison.RATIO, "recognised 0.50 times as often for age group “b” as for “a”"),
        (Comparison.FLOOR, "recognised least often for age group “b”, at 40.0\xa0%"),
        # overall 60 of 100, b 20 of 50
        (Comparison.WORST_TO_OVERALL, "recognised 20 points less often for age group “b” than overall"),
    ],
)
def test_each_comparison_has_its_own_form(comparison, words) -> None:
    assert words in gap_sentence(finding("recall", comparison, "happy", limit=0.8))


def test_the_support_stands_in_the_order_of_the_groups_named() -> None:
    assert "; 25 and 60 pictures)" not in gap_sentence(finding("precision", Comparison.DIFFERENCE, "happy"))
    assert "; 60 and 25 pictures)" in gap_sentence(finding("precision", Comparison.DIFFERENCE, "happy"))


def test_equal_groups_are_said_to_be_equal() -> None:
    result = five_each("gender", {"female": 3, "male": 3})
    assert "pictures are classified correctly equally often in every gender compared" in gap_sentence(
        result.findings[0]
    )


def test_limits_have_a_direction_and_a_unit() -> None:
    assert limit_text(Criterion(metric="accuracy", features=("a",), limit=0.1)) == "at most 10 points"
    ratio = Criterion(metric="accuracy", features=("a",), limit=0.8, comparison=Comparison.RATIO)
    assert limit_text(ratio) == "at least 0.80"
    floor = Criterion(metric="recall", features=("b", "a_b"), limit=0.75, comparison=Comparison.FLOOR, emotion="sad")
    assert limit_text(floor) == "at least 75.0\xa0%"
    assert criterion_title(floor) == "recall of “sad”, lowest rate by a b × b"


def test_bounds_are_said_with_their_confidence_and_the_unit_once() -> None:
    # b 20 points behind a on happy; 5 % either side
    told = gap_sentence(finding("recall", Comparison.DIFFERENCE, "happy"))
    assert re.search(r"“a” \(95\xa0% bounds [\d.]+ to [\d.]+; 50 and 50 pictures\), where at most 10 points", told)
    floor = gap_sentence(finding("recall", Comparison.FLOOR, "happy", limit=0.8))
    assert re.search(r"\(95\xa0% bounds [\d.]+ to [\d.]+\xa0%; 50 pictures\)", floor)


def test_one_point_is_singular() -> None:
    assert limit_text(Criterion(metric="accuracy", features=("a",), limit=0.01)) == "at most 1 point"
    assert bounds_text(Comparison.DIFFERENCE, ONE_POINT) == "0 to 1 point"


def test_a_group_that_names_its_feature_does_not_name_it_twice() -> None:
    told = gap_sentence(five_each("glasses", {"no glasses": 5, "glasses": 3}).findings[0])
    assert "less often for “glasses” than for “no glasses”" in told
    told = gap_sentence(five_each("glasses", {"no": 5, "yes": 3}).findings[0])
    assert "less often for glasses “yes” than for “no”" in told


def test_long_lists_of_groups_are_counted() -> None:
    groups = tuple(e.group for e in sixty().findings[0].disparity.estimates)
    assert group_list(groups[:2]) == "“region 000” and “region 001”"
    assert group_list(groups).endswith("and 55 more groups")


def test_a_bootstrap_interval_is_said_with_how_often_such_intervals_hold_the_truth() -> None:
    disparity = finding("accuracy", Comparison.DIFFERENCE).disparity
    assert resampled_text(disparity) == ""
    interval = Interval(lower=0.083, upper=0.202, confidence=0.95, method="count bootstrap")
    found = Resampled(interval=interval, resamples=2000, coverage=0.07, coverage_if_equal=0.0)
    assert resampled_text(replace(disparity, resampled=found)) == (
        "count bootstrap 8.3 to 20.2 points, 95\xa0% of 2,000 resamples; in simulated audits with these rates such "
        "intervals held the truth in 7\xa0%, with equal rates in 0\xa0%"
    )
    unequal = replace(found, coverage_if_equal=None)
    assert resampled_text(replace(disparity, resampled=unequal)).endswith("held the truth in 7\xa0%")
    unmeasured = replace(found, coverage=None, coverage_if_equal=None)
    told = resampled_text(replace(disparity, resampled=unmeasured, comparison=Comparison.RATIO))
    assert told.startswith("count bootstrap 0.08 to 0.20, 95\xa0%")
    assert told.endswith("how often such intervals hold the truth was not measured")


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        # b 65 of 100 against a 70 of 100
        ("a", "pictures are classified correctly 0.93 times as often for age group “b” as for “a” (95 % bounds"),
        (
            "b",
            "pictures are classified correctly at least as often in every age group compared as for “b” (95 % bounds",
        ),
    ],
)
def test_a_ratio_to_a_reference_in_words(reference: str, words: str) -> None:
    found = finding("accuracy", Comparison.RATIO_TO_REFERENCE, limit=0.8, reference=reference)
    assert gap_sentence(found).replace("\xa0", " ").startswith(words)
    assert (
        criterion_title(found.criterion) == f"success rate, smallest ratio of any group by age group to “{reference}”"
    )
    assert limit_text(found.criterion) == "at least 0.80"
    assert "the reference, a ratio of" in found.reason
