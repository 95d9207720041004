"""One value of a cohort and the answers to it: labels are read in the classifier's order once, here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.answers.shards import Shard
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


def test_a_shard_has_its_rows_of_the_cohort_and_of_the_answers() -> None:
    whole = answered(replace(COHORT, subjects=np.array([0, 0, 1, 2])), HAPPY_THRICE)
    part = whole.of(Shard(start=1, stop=3))
    assert len(part) == 2
    assert part.cohort.images == ("1.png", "2.png")
    assert part.true.tolist() == [1, 0]
    assert part.predictions.predicted.tolist() == [1, 1]
    assert part.cohort.subjects.tolist() == [0, 1]
    assert whole.of(Shard(start=0, stop=4)) is whole


def test_what_somebody_left_out_ended_so_whatever_became_of_it_and_nothing_else_does() -> None:
    out = np.array([True, True, False, False])
    ended = HAPPY_THRICE.leaving_out(np.array([True, False, False, False]), Outcome.NO_FACE)
    found = AnsweredCohort.as_counted(replace(COHORT, left_out=out), ended)
    left, scored = Outcome.LEFT_OUT.code, Outcome.SCORED.code
    assert found.predictions.outcomes.tolist() == [left, left, scored, scored]
    kept = AnsweredCohort.as_counted(COHORT, ended)
    assert kept.predictions.outcomes.tolist() == [Outcome.NO_FACE.code, scored, scored, scored]
