"""What is said of wrong labels and guessed groups, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.findings import finding

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.mislabelling.declared import Mislabelled, Tipping
from audit.domain.sentences.finding import finding_sentence
from audit.domain.sentences.mislabelled import allowances, as_recorded, overturned_by

AGE = finding("accuracy", Comparison.DIFFERENCE, limit=0.4)
LABELS = (0.02,) * len(AGE.disparity.estimates)
FIRST = AGE.disparity.estimates[0].group.text


def told(mislabelled: Mislabelled | None = None, tipping: Tipping | None = None) -> tuple[str, ...]:
    return allowances(replace(AGE.disparity, mislabelled=mislabelled, tipping=tipping))


def test_nothing_is_said_where_all_is_taken_as_true() -> None:
    assert told() == ()
    assert as_recorded(AGE.criterion, AGE.disparity, Verdict.INCONCLUSIVE) == ""
    assert overturned_by(AGE.disparity, Verdict.FAIL) == ()


def test_rates_that_are_equal_differ_or_are_many() -> None:
    assert told(Mislabelled(label_errors=LABELS)) == (
        "the bounds hold for the true labels if at most 2.0\xa0% of the labels of every group are wrong",
    )
    assert told(Mislabelled(label_errors=(0.06, *LABELS[1:])))[0].startswith(
        f"the bounds hold for the true labels if at most 6.0\xa0% of the labels of “{FIRST}”"
    )
    assert told(Mislabelled(label_errors=(0.06, *(0.01,) * 7))) == (
        "the bounds hold for the true labels if at most 1.0\xa0% to 6.0\xa0% of the labels of each group are wrong",
    )


def test_what_nobody_knows_proves_nothing() -> None:
    assert told(Mislabelled(label_errors=(1.0, *LABELS[1:]))) == (
        f"how far wrong labels can move “{FIRST}” is not known, so nothing is proven of it",
    )
    assert told(Mislabelled(assignments=((1.0, 1.0),) * len(LABELS))) == (
        "how far wrongly guessed groups can move this is not worked out, so nothing is proven of it",
    )


def test_groups_that_were_guessed() -> None:
    assert told(Mislabelled(assignments=((0.05, 0.02),) * len(LABELS))) == (
        "the bounds hold for the true groups if, as declared, 5.0\xa0% of the pictures of every group belong to "
        "another group",
    )
    assert told(tipping=Tipping(undeclared=True)) == (
        "another model guessed the groups, and how often wrongly is not declared: this is about groups as guessed",
    )


def test_what_overturns_a_verdict_and_nothing_of_an_open_one() -> None:
    disparity = replace(AGE.disparity, tipping=Tipping(label_error=0.036, assignment_error=0.041))
    assert overturned_by(disparity, Verdict.PASS) == (
        "the PASS would be open if 3.6\xa0% of the labels of every group were wrong in the worst way",
        "the PASS would be open if 4.1\xa0% of every group belonged to another, in the worst way",
    )
    assert overturned_by(disparity, Verdict.INCONCLUSIVE) == ()


def test_an_open_limit_says_what_it_would_be_as_recorded() -> None:
    disparity = replace(AGE.disparity, taken_as_true=AGE.disparity.bounds)
    assert as_recorded(AGE.criterion, disparity, Verdict.INCONCLUSIVE).startswith(
        "taken as recorded it would be PASS, with bounds from "
    )
    bounds = replace(AGE.disparity.bounds, lower=0.5, upper=0.6)
    assert as_recorded(AGE.criterion, replace(disparity, taken_as_true=bounds), Verdict.INCONCLUSIVE) == (
        "taken as recorded it would be FAIL, with bounds from 50 to 60 points"
    )
    still = replace(AGE.disparity.bounds, lower=0.3, upper=0.6)
    assert as_recorded(AGE.criterion, replace(disparity, taken_as_true=still), Verdict.INCONCLUSIVE) == ""
    assert as_recorded(AGE.criterion, disparity, Verdict.PASS) == ""


@pytest.mark.parametrize("part", ["bounds hold for the true labels", "would be open if 3.6"])
def test_the_sentence_of_a_finding_carries_it(part: str) -> None:
    disparity = replace(AGE.disparity, mislabelled=Mislabelled(label_errors=LABELS), tipping=Tipping(label_error=0.036))
    assert part in finding_sentence(replace(AGE, disparity=disparity))
    assert part not in finding_sentence(AGE)
