"""What was seen, in words, whatever is compared and however."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import five_each
from assets.findings import finding

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.disparities import Strata
from audit.domain.decision.findings import Finding
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.sentences.seen import seen


def seen_of(of: Finding) -> str:
    return seen(of.disparity).replace("\xa0", " ")


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
    assert seen_of(finding(metric, Comparison.DIFFERENCE, emotion)).startswith(words)


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (Comparison.RATIO, "recognised 0.50 times as often for age group “b” as for “a”"),
        (Comparison.FLOOR, "recognised least often for age group “b”, at 40.0 % (20 of 50 pictures)"),
        # overall 60 of 100, b 20 of 50
        (
            Comparison.WORST_TO_OVERALL,
            "recognised 20 points less often for age group “b” than overall (40.0 %, 20 of 50 pictures)",
        ),
    ],
)
def test_each_comparison_has_its_own_form(comparison, words) -> None:
    assert words in seen_of(finding("recall", comparison, "happy", limit=0.8))


def test_the_support_stands_in_the_order_of_the_groups_named() -> None:
    told = seen_of(finding("precision", Comparison.DIFFERENCE, "happy"))
    assert told.endswith("for age group “a” than for “b” (66.7 %, 40 of 60 pictures, against 80.0 %, 20 of 25)")
    high = seen_of(finding("selection_rate", Comparison.DIFFERENCE, "happy"))
    assert high.endswith("for age group “a” than for “b” (60.0 %, 60 of 100 pictures, against 25.0 %, 25 of 100)")


def test_equal_groups_are_said_to_be_equal() -> None:
    result = five_each("gender", {"female": 3, "male": 3})
    equal = "pictures are classified correctly equally often in every gender compared"
    assert seen_of(result.findings[0]) == f"{equal} (60.0 %, 3 of 5 pictures for “female”)"


def test_a_group_that_names_its_feature_does_not_name_it_twice() -> None:
    told = seen_of(five_each("glasses", {"no glasses": 5, "glasses": 3}).findings[0])
    assert "less often for “glasses” than for “no glasses”" in told
    told = seen_of(five_each("glasses", {"no": 5, "yes": 3}).findings[0])
    assert "less often for glasses “yes” than for “no”" in told


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        # b 65 of 100 against a 70 of 100
        ("a", "pictures are classified correctly 0.93 times as often for age group “b” as for “a” (65.0 %, 65 of 100"),
        (
            "b",
            "pictures are classified correctly at least as often in every age group compared as for “b” (70.0 %, 70",
        ),
    ],
)
def test_a_ratio_to_a_reference_in_words(reference: str, words: str) -> None:
    found = finding("accuracy", Comparison.RATIO_TO_REFERENCE, limit=0.8, reference=reference)
    assert seen_of(found).startswith(words)
    assert (
        criterion_title(found.criterion) == f"success rate, smallest ratio of any group by age group to “{reference}”"
    )
    assert limit_text(found.criterion) == "at least 0.80"


def test_groups_whose_order_strata_turn_round_are_named() -> None:
    """A Simpson reversal is told with what was seen, in the words of both orders."""
    of = finding("accuracy", Comparison.DIFFERENCE)
    a, b = (estimate.group for estimate in of.disparity.estimates)
    strata = Strata(features=("light",), used=("dim", "bright"), left_out=0, raw=0.1, reversed_pair=(a, b))
    told = seen(replace(of.disparity, strata=strata))
    assert ", within light (" in told
    assert told.endswith("; a Simpson reversal: without control “a” is below “b”, within the strata it is above")


def test_of_a_mean_of_notions_the_widest_gap_is_told_and_of_a_plain_mean_none() -> None:
    odds = seen_of(finding("macro_equalized_odds", Comparison.DIFFERENCE))
    assert "apart" in odds
    assert "; the widest gap is in recall of “happy”, “b” against “a”" in odds
    assert "the widest gap" not in seen_of(finding("macro_recall", Comparison.DIFFERENCE))


def test_averages_are_lower_or_the_same() -> None:
    found = finding("macro_recall", Comparison.DIFFERENCE).disparity
    lower = "macro-averaged recall is 5 points lower for age group “b” than for “a” (65.0"
    assert seen(found).startswith(lower)
    assert seen(replace(found, value=0.0)).startswith("macro-averaged recall is the same in every age group compared")


def test_a_rate_without_its_group_is_of_no_pictures_and_an_average_has_no_numerator() -> None:
    found = finding("accuracy", Comparison.DIFFERENCE).disparity
    assert seen(replace(found, estimates=())).endswith("(no pictures, against no pictures)")
    told = seen(finding("macro_recall", Comparison.DIFFERENCE).disparity).replace("\xa0", " ")
    assert told.endswith("(65.0 % on 100 pictures, against 70.0 % on 100)")


def test_a_ratio_is_told_from_the_low_end_also_of_what_harms_where_it_is_high() -> None:
    found = finding("false_positive_rate", Comparison.RATIO, "happy", limit=0.8).disparity
    told = seen(found).replace("\xa0", " ")
    assert "0.25 times as often for age group “b” as for “a” (10.0 %, 5 of 50 pictures, against 40.0 %, 20 of" in told


def test_a_rate_of_nought_is_told_as_nought() -> None:
    floor = finding("accuracy", Comparison.FLOOR, limit=0.8).disparity
    assert "at 0.0\xa0%" in seen(replace(floor, value=0.0))
    ratio = finding("accuracy", Comparison.RATIO, limit=0.8).disparity
    assert "0.00 times as often" in seen(replace(ratio, value=0.0))


def test_of_a_lowest_rate_the_pictures_behind_it_are_told_and_no_second_group() -> None:
    floor = finding("accuracy", Comparison.FLOOR, limit=0.8).disparity
    told = seen(replace(floor, highest=floor.lowest)).replace("\xa0", " ")
    assert told.endswith("for age group “b”, at 65.0 % (65 of 100 pictures)")
