"""Every image is counted once, every row ends once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.audits import audited
from builders import answered, cohort_of, predictions_of

from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.decision.policy import Policy
from audit.errors import InputError
from audit.measure import count, ledger, summarise
from audit.measure.rates import counting
from audit.measure.rates.counting import asked_rows, count_people
from audit.report import to_document

COHORT = cohort_of([0, 0, 1, 1], [0, 1, 1, 1])
RIGHT = predictions_of([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]])


def test_counts_by_group_by_hand() -> None:
    by_group = {g.group.text: g.confusion.cells.tolist() for g in count(answered(COHORT, RIGHT)).by(("group",))}
    assert by_group == {"a": [[1, 0], [0, 0]], "b": [[1, 0], [1, 1]]}


def test_rows_left_out_are_in_the_ledger_and_not_in_the_counts() -> None:
    predictions = RIGHT.leaving_out(np.array([True, False, False, False]), Outcome.CORRUPT)
    assert count(answered(COHORT, predictions)).overall().total == 3
    coverage = ledger(answered(COHORT, predictions))
    assert (coverage.rows, coverage.of(Outcome.SCORED), coverage.of(Outcome.CORRUPT)) == (4, 3, 1)
    assert coverage.by("group").sum(axis=1).tolist() == [1, 3]


def test_rows_that_were_asked_about_are_those_of_its_emotions_that_nobody_left_out() -> None:
    ended = np.array([0, Outcome.NO_FACE.code, Outcome.LEFT_OUT.code, 0])
    asked = asked_rows(answered(COHORT, replace(RIGHT, outcomes=ended, predicted=np.array([0, -1, -1, 0]))))
    assert asked.rows.tolist() == [0, 1, 3]
    assert asked.codes[:, :2].tolist() == [[0, 0], [1, 0], [1, 1]]  # group, label
    assert asked.codes[[0, 2], 2].tolist() == [0, 0]
    assert asked.codes[1, 2] >= 2  # after the two emotions: why there is no answer


def test_people_are_as_many_as_have_a_number() -> None:
    assert [counting._number(np.array(people, int)) for people in ([], [0, 0], [0, 2])] == [1, 1, 3]


def test_predictions_of_another_cohort_are_refused() -> None:
    with pytest.raises(InputError, match="4 rows, the predictions 1"):
        count(answered(COHORT, predictions_of([[1.0, 0.0]])))


def test_people_are_those_of_the_scored_rows_alone() -> None:
    """Persons 0, 0, 1, 1, 2; one picture of each of the first two is not scored, and neither is the third person's."""
    cohort = replace(cohort_of([0] * 5, [0] * 5), subjects=np.array([0, 0, 1, 1, 2]))
    answers = predictions_of([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    answers = answers.leaving_out(np.array([False, True, True, False, True]), Outcome.CORRUPT)
    found = count_people(answered(cohort, answers))
    assert (found.total, found.images) == (2, 2)
    assert sorted(found.cells.counts.tolist()) == [1, 1]
    assert found.counted.counts.tolist() == count(answered(cohort, answers)).cells.counts.tolist()


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_rows_counted_some_at_a_time_give_the_same_audit(at_once, monkeypatch) -> None:
    cohort = replace(
        cohort_of([0, 1, 0, 1, 1], [0, 1, 1, 1, 0]),
        subjects=np.array([0, 2, 0, 1, 2]),
        votes=np.array([[3, 1], [0, 4], [2, 2], [1, 3], [4, 0]]),
    )
    answers = predictions_of([[0.9, 0.1], [0.55, 0.45], [0.3, 0.7], [0.6, 0.4], [0.2, 0.8]])
    answers = answers.leaving_out(np.array([False, True, False, False, False]), Outcome.CORRUPT)
    policy = Policy(title="t", criteria=())
    expected = to_document(audited(cohort, answers, policy))
    monkeypatch.setattr(counting, "_AT_ONCE", at_once)
    assert to_document(audited(cohort, answers, policy)) == expected


def test_mixed_emotions_are_counted_by_right_or_not_mixed_or_not_and_a_hundred_widths_of_entropy() -> None:
    """Axes: two groups, two labels, then these."""
    mixed = summarise(answered(COHORT, RIGHT)).mixed
    assert mixed.cells.shape == (2, 2, 2, 2, 100)
    assert not mixed.people


def test_the_two_strongest_emotions_are_counted_in_order_all_and_those_of_mixed_pictures() -> None:
    rows = np.array([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.0, 0.0, 1.0]])
    every, of_mixed = counting._top_two(rows, np.array([True, False, True, False]))
    assert every.tolist() == [[0, 2, 0], [0, 0, 0], [1, 1, 0]]  # of equal ones the first comes second
    assert of_mixed.tolist() == [[0, 1, 0], [0, 0, 0], [0, 1, 0]]


def test_what_comes_true_of_votes_is_the_share_of_the_answer_overall_and_in_each_group() -> None:
    cohort = replace(COHORT, votes=np.array([[3, 1], [1, 3], [0, 4], [2, 2]]))
    found = summarise(answered(cohort, RIGHT))
    # answers: happy, happy, sad, happy; labels: happy, happy, sad, sad
    assert found.said.sums[0].sum(axis=1).tolist() == [4, 1, 3]  # all, then a and b
    assert [found.said.success(place).sum() for place in range(3)] == [3, 1, 2]
    assert [found.voted.success(place).sum() for place in range(3)] == [2.5, 0.75, 0.25 + 1 + 0.5]
    assert found.voted.said(0).sum() == pytest.approx(0.9 + 0.8 + 0.7 + 0.6)


def test_decisions_say_nothing_of_mixed_emotions() -> None:
    decided = replace(RIGHT, probabilities=None)
    found = summarise(answered(COHORT, decided))
    assert (found.graded, found.mixed, found.said, found.voted) == (None, None, None, None)
    assert summarise(answered(COHORT, RIGHT)).voted is None


def test_rows_that_were_asked_about_are_counted_where_one_has_no_answer() -> None:
    assert counting.count_asked(answered(COHORT, RIGHT)) is None
    lost = RIGHT.leaving_out(np.array([True, False, False, False]), Outcome.NO_FACE)
    assert counting.count_asked(answered(COHORT, lost)).table.cells.total == 4
    assert counting.count_all(answered(COHORT, lost)).table.cells.total == 3


def test_a_million_rows_are_counted_at_a_time() -> None:
    assert counting._AT_ONCE == 1024**2


def test_rows_have_a_level_for_a_label_that_the_model_lacks_and_one_for_each_way_to_end() -> None:
    found = summarise(answered(COHORT, RIGHT))
    assert found.rows.shape == (2, 3, 2 + len(OUTCOMES))
    assert found.people is None
    several = summarise(answered(replace(COHORT, subjects=np.array([0, 0, 3, 3])), RIGHT))
    assert several.people.shape == (4, 2, 3, 2 + len(OUTCOMES))
    assert several.mixed.cells.shape == (4, 2, 2, 2, 2, 100)
