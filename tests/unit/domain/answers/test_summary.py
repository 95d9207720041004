"""Summaries of shards add up to that of all rows, whatever the shards and their order."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.answers.summary import Summary, _added, sum_of
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.counts.cells import CellTable
from audit.domain.results.serialization import to_data
from audit.errors import InputError
from audit.measure import summarise

N = 40


def everybody() -> AnsweredCohort:
    """Return rows of every ending, in which people have several pictures, also of several groups."""
    rng = np.random.default_rng(3)
    cohort = cohort_of(rng.integers(-1, 2, N), rng.integers(0, 3, N), groups=("a", "b", "c"))
    ended = np.where(rng.random(N) < 0.5, 0, np.arange(N) % len(OUTCOMES))
    ended = np.where((cohort.y_true < 0) & (ended == 0), Outcome.UNKNOWN_LABEL.code, ended)
    found = predictions_of(rng.dirichlet([1, 1], N).tolist())
    shares = np.where(ended[:, None] == 0, found.probabilities, 0)
    said = replace(found, outcomes=ended, predicted=np.where(ended == 0, found.predicted, -1), probabilities=shares)
    votes = rng.integers(0, 4, (N, 2)) + np.array([0, 1])
    return answered(replace(cohort, subjects=rng.integers(0, 12, N), votes=votes), said)


def part(whole: AnsweredCohort, rows: list[int]) -> AnsweredCohort:
    cohort, said = whole.cohort, whole.predictions
    there = {name: getattr(cohort, name) for name in ("y_true", "codes", "subjects", "votes")}
    arrays = {name: array[rows] for name, array in there.items() if array is not None}
    answers = {name: getattr(said, name)[rows] for name in ("predicted", "outcomes", "probabilities")}
    images = tuple(cohort.images[row] for row in rows)
    return answered(replace(cohort, images=images, **arrays), replace(said, **answers))


def written(summary: Summary) -> str:
    """Return what an audit takes from a summary, as the text that `audit.json` would have of it."""
    parts = (summary, summary.counted, summary.asked, summary.coverage)
    return json.dumps(list(map(to_data, parts)))


@given(st.permutations(range(N)), st.lists(st.integers(0, 3), min_size=N, max_size=N))
@settings(max_examples=25)
def test_any_shards_in_any_order_give_the_same_text(order: list[int], shard: list[int]) -> None:
    whole = everybody()
    shards = [[row for row in order if shard[row] == which] for which in range(4)]
    found = reduce(add, [summarise(part(whole, rows)) for rows in shards])
    assert written(found) == written(summarise(whole))


@given(st.lists(st.integers(0, N), max_size=9))
@settings(max_examples=25)
def test_the_sum_of_shards_however_many_is_that_of_all_rows(cuts: list[int]) -> None:
    whole = everybody()
    shards = pairwise(sorted([0, *cuts, N]))
    found = sum_of(summarise(part(whole, list(range(start, stop)))) for start, stop in shards)
    assert written(found) == written(summarise(whole))


def test_people_are_counted_once_who_are_in_several_shards() -> None:
    """Each half shows everybody on it once, so that only together do they show that people have several pictures."""
    cohort = replace(cohort_of([0, 1, 0, 1], [0, 1, 0, 1]), subjects=np.array([0, 1, 0, 1]))
    whole = answered(cohort, predictions_of([[0.9, 0.1]] * 4))
    halves = [summarise(part(whole, rows)) for rows in ([0, 1], [2, 3])]
    assert [half.counted.people for half in halves] == [None, None]
    people = (halves[0] + halves[1]).counted.people
    assert people is not None
    assert (people.total, people.images) == (2, 4)


def test_rows_without_an_answer_are_asked_about_and_where_each_has_one_nothing_is_told_twice() -> None:
    cohort, said = cohort_of([0, 1, 0], [0, 1, 1]), predictions_of([[0.9, 0.1]] * 3)
    assert summarise(answered(cohort, said)).asked is None
    lost = np.array([0, Outcome.NO_FACE.code, 0])
    silent = replace(said, outcomes=lost, predicted=np.array([0, -1, 0]), probabilities=None)
    found = summarise(answered(cohort, silent)).asked
    assert found is not None
    assert found.table.cells.counts.sum() == 3


def test_every_row_of_the_ledger_is_in_the_summary() -> None:
    whole = everybody()
    coverage = summarise(whole).coverage
    assert coverage.overall().tolist() == np.bincount(whole.predictions.outcomes, minlength=len(OUTCOMES)).tolist()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (answered(cohort_of([0], [0], groups=("a", "z")), predictions_of([[1, 0]])), "sensitive features agree"),
        (answered(replace(cohort_of([0], [0]), subjects=[0]), predictions_of([[1, 0]])), "both name people"),
        (
            answered(cohort_of([0], [0]), replace(predictions_of([[1, 0]]), probabilities=None)),
            "both hold grades",
        ),
    ],
    ids=["groups", "people", "grades"],
)
def test_what_is_not_of_one_cohort_does_not_add_up(other: AnsweredCohort, said: str) -> None:
    one = summarise(answered(cohort_of([0], [0]), predictions_of([[1, 0]])))
    with pytest.raises(InputError, match=said):
        one + summarise(other)


def test_any_number_of_summaries_adds_up_to_the_same_as_one_after_the_other() -> None:
    whole = everybody()
    parts = [summarise(part(whole, list(range(start, N, 5)))) for start in range(5)]
    for many in range(1, 6):
        assert written(sum_of(parts[:many])) == written(reduce(add, parts[:many]))


def test_somebody_in_several_rows_is_told_from_everybody_in_one() -> None:
    said = predictions_of([[0.9, 0.1]] * 2)
    for subjects, several in ((np.array([4, 4]), True), (np.array([4, 5]), False), (None, False)):
        assert summarise(answered(replace(cohort_of([0, 1], [0, 1]), subjects=subjects), said)).several is several


def test_rows_whose_label_the_model_lacks_were_not_asked_about() -> None:
    """Of four rows one has another label: of the other three one got no answer."""
    cohort = cohort_of([0, 1, 0, 2], [0, 1, 1, 1], labels=LabelSet(emotions=("happy", "sad", "calm")))
    lost = np.array([0, Outcome.NO_FACE.code, 0, Outcome.UNKNOWN_LABEL.code])
    said = replace(
        predictions_of([[0.9, 0.1]] * 4), outcomes=lost, predicted=np.array([0, -1, 0, -1]), probabilities=None
    )
    people = replace(cohort, subjects=np.array([7, 7, 8, 8]))
    found = summarise(answered(people, said))
    assert found.asked.table.cells.total == 3
    assert (found.asked.people.total, found.asked.people.images) == (2, 3)
    assert found.counted.table.cells.total == 2
    assert found.coverage.rows == 4


def test_a_part_that_one_summary_lacks_has_no_sum() -> None:
    part = CellTable.of(np.array([[0], [1]]), (2,))
    assert _added(part, part).counts.tolist() == [2, 2]
    assert [_added(*pair) for pair in ((part, None), (None, part), (None, None))] == [None] * 3


def test_a_picture_of_another_label_in_which_no_face_was_found_was_not_asked_about() -> None:
    cohort = cohort_of([0, 1, 2], [0, 1, 1], labels=LabelSet(emotions=("happy", "sad", "calm")))
    lost = np.array([0, Outcome.NO_FACE.code, Outcome.NO_FACE.code])
    said = replace(predictions_of([[0.9, 0.1]] * 3), outcomes=lost, predicted=[0, -1, -1], probabilities=None)
    found = summarise(answered(replace(cohort, subjects=np.array([7, 7, 8])), said))
    assert found.asked.table.cells.total == 2
    assert (found.asked.people.total, found.asked.people.images) == (1, 2)
    assert found.coverage.of(Outcome.NO_FACE) == 2
