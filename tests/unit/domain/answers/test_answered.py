"""One value of a cohort and the answers to it: labels are read in the classifier's order once, here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError

SAD_HAPPY = LabelSet(emotions=("sad", "happy"))
COHORT = cohort_of([0, 0, 1, 1], [0, 1, 0, 1])
HAPPY_THRICE = predictions_of([[0.1, 0.9], [0.2, 0.8], [0.4, 0.6], [0.9, 0.1]], SAD_HAPPY)


def test_labels_are_read_in_the_order_of_the_classifier() -> None:
    found = answered(COHORT, HAPPY_THRICE)
    assert found.true.tolist() == [1, 1, 0, 0]
    assert found.right.tolist() == [True, True, False, True]
    assert (len(found), found.labels, found.levels) == (4, SAD_HAPPY, (2,))


def test_a_row_without_an_answer_is_not_right() -> None:
    out = np.array([True, False, False, False])
    found = answered(COHORT, HAPPY_THRICE).leaving_out(out, Outcome.CORRUPT)
    assert found.right.tolist() == [False, True, False, True]
    assert found.leaving_out(~out & False, Outcome.CORRUPT) is found


def test_a_row_that_ended_keeps_its_outcome_unless_it_is_told_otherwise() -> None:
    out = np.array([True, False, False, False])
    ended = answered(COHORT, HAPPY_THRICE).leaving_out(out, Outcome.NO_FACE)
    assert ended.leaving_out(out, Outcome.CORRUPT) is ended
    told = ended.leaving_out(out, Outcome.CORRUPT, scored_alone=False)
    assert told.predictions.outcomes.tolist() == [Outcome.CORRUPT.code, 0, 0, 0]


def test_as_counted_what_is_left_out_and_what_the_classifier_lacks_has_no_answer() -> None:
    other = LabelSet(emotions=("happy", "contempt", "sad"))
    people = replace(cohort_of([0, 1, 2, 0], [0, 1, 0, 1], labels=other), left_out=np.array([False] * 3 + [True]))
    found = AnsweredCohort.as_counted(people, HAPPY_THRICE)
    assert found.true.tolist() == [1, -1, 0, 1]
    ends = [Outcome.SCORED, Outcome.UNKNOWN_LABEL, Outcome.SCORED, Outcome.LEFT_OUT]
    assert found.predictions.outcomes.tolist() == [outcome.code for outcome in ends]


def test_people_are_known_where_somebody_has_several_pictures() -> None:
    several = answered(replace(COHORT, subjects=np.array([0, 0, 1, 2])), HAPPY_THRICE)
    assert several.subjects is not None
    assert several.subjects.tolist() == [0, 0, 1, 2]
    assert answered(replace(COHORT, subjects=np.arange(4)), HAPPY_THRICE).subjects is None
    assert answered(COHORT, HAPPY_THRICE).subjects is None


def test_answers_to_another_cohort_are_refused() -> None:
    with pytest.raises(InputError, match="4 rows, the predictions 1"):
        answered(COHORT, predictions_of([[1.0, 0.0]]))
