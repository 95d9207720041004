"""Counts in which a picture without an answer has a place by its outcome."""

from __future__ import annotations

import numpy as np
import pytest
from builders import asked_table, count_table

from audit.domain.answers.asked import (
    NEVER_ASKED,
    NO_ANSWER,
    answers_alone,
    by_ending,
    dropped_out,
    emotions_of,
    unanswered,
    with_outcomes,
    without_answer_as_one,
)
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.counted import Counted
from audit.domain.counts.drop_outs import DROP_OUTS, UNANSWERED
from audit.domain.counts.metrics import METRICS, rate
from audit.domain.counts.people import PeopleTable
from audit.errors import InputError

LABELS = with_outcomes(LABEL_SETS["happy-sad"])
WAYS = (Outcome.NO_FACE, Outcome.CORRUPT)
ASKED = asked_table({"a": [[3, 1, 2, 0], [0, 4, 0, 0]], "b": [[5, 0, 0, 0], [1, 2, 1, 3]]}, outcomes=WAYS)


def rates(metric: str, counted: Counted) -> list[tuple[int, int]]:
    collapsed = by_ending(counted, METRICS[metric].outcome).table
    found = [rate(metric, each.confusion) for each in collapsed.by(("group",))]
    return [(each.numerator, each.denominator) for each in found]


def test_outcomes_follow_the_emotions_and_are_nobodys_label() -> None:
    assert LABELS.emotions == ("happy", "sad", *(outcome.value for outcome in UNANSWERED))
    for taken in ("corrupt", NO_ANSWER):
        with pytest.raises(InputError, match="call the emotion otherwise"):
            with_outcomes(LabelSet(emotions=("happy", taken)))


def test_rows_without_an_answer_are_counted_by_group_and_label_and_by_outcome() -> None:
    assert unanswered(ASKED, ("group",)).tolist() == [[2, 0], [0, 4]]
    by_outcome = dropped_out(ASKED, ("group",))
    assert by_outcome[:, [UNANSWERED.index(outcome) for outcome in WAYS]].tolist() == [[2, 0], [1, 3]]
    assert by_outcome.sum() == 6


def test_the_scored_rate_is_of_all_that_were_asked() -> None:
    """a: 8 of 10, b: 8 of 12."""
    assert rates("scored_rate", Counted(table=ASKED)) == [(8, 10), (8, 12)]


def test_each_outcome_has_a_rate_and_all_of_them_sum_to_one() -> None:
    assert rates("no_face_rate", Counted(table=ASKED)) == [(2, 10), (1, 12)]
    assert rates("corrupt_rate", Counted(table=ASKED)) == [(0, 10), (3, 12)]
    names = ["scored_rate", *(metric.name for metric in DROP_OUTS)]
    assert np.sum([rates(name, Counted(table=ASKED)) for name in names], axis=0)[:, 0].tolist() == [10, 12]


def test_of_scored_images_all_got_an_answer_whatever_their_emotions_are_called() -> None:
    scored = Counted(table=count_table({"a": [[3, 1], [0, 4]]}, LabelSet(emotions=("happy", "corrupt"))))
    assert rates("scored_rate", scored) == [(8, 8)]
    assert rates("corrupt_rate", scored) == [(0, 8)]


def test_no_answer_is_one_wrong_answer_in_the_deployers_view() -> None:
    found = without_answer_as_one(Counted(table=ASKED)).table
    assert found.labels.emotions == ("happy", "sad", NO_ANSWER)
    assert found.by(("group",))[1].confusion.cells.tolist() == [[5, 0, 0], [1, 2, 4], [0, 0, 0]]


def test_people_keep_their_pictures() -> None:
    """One person with an answer and without, another without: 3 rows, 1 answer."""
    face, k = LABELS.code(Outcome.NO_FACE.value), len(LABELS)
    keys = np.array([[0, 0, 0], [0, 0, face], [0, 1, face]])
    table = asked_table({"a": [[1, 0, 1], [0, 0, 1]]}, outcomes=(Outcome.NO_FACE,))
    people = PeopleTable.of(np.array([7, 7, 8]), keys, (1, k, k))
    found = by_ending(Counted(table=table, people=people), None)
    assert found.people is not None
    assert (found.people.total, found.people.images) == (2, 3)
    assert found.table.overall().cells.tolist() == [[1, 2], [0, 0]]


def test_counts_saved_before_outcomes_were_told_apart_are_refused() -> None:
    older = count_table({"a": [[1, 0, 1]] * 3}, LabelSet(emotions=("happy", "sad", NO_ANSWER)))
    with pytest.raises(InputError, match="audit the tables again"):
        unanswered(older, ("group",))


def test_counts_saved_when_there_were_fewer_outcomes_have_none_of_the_later_ones() -> None:
    labels = LabelSet(emotions=("happy", "sad", *(outcome.value for outcome in UNANSWERED[:8])))
    cells = np.zeros((10, 10), int)
    cells[0, 0], cells[1, 3] = 5, 2
    table = count_table({"a": cells.tolist(), "b": cells.tolist()}, labels=labels)
    found = dropped_out(table, ("group",))
    assert found.shape == (2, len(UNANSWERED))
    assert found.sum(axis=0).tolist() == [0, 4, *[0] * (len(UNANSWERED) - 2)]
    assert unanswered(table, ("group",)).sum() == 4


def test_answers_alone_are_the_scored_pictures_and_those_who_have_one() -> None:
    """Persons 7 and 7: an answer and none; 8: none; 9: two answers."""
    face, k = LABELS.code(Outcome.NO_FACE.value), len(LABELS)
    keys = np.array([[0, 0, 0], [0, 0, face], [0, 1, face], [0, 1, 1], [0, 1, 1]])
    table = asked_table({"a": [[1, 0, 1], [0, 2, 1]]}, outcomes=(Outcome.NO_FACE,))
    people = PeopleTable.of(np.array([7, 7, 8, 9, 9]), keys, (1, k, k))
    found = answers_alone(Counted(table=table, people=people))
    assert found.table.labels.emotions == ("happy", "sad")
    assert found.table.overall().cells.tolist() == [[1, 0], [0, 2]]
    assert found.people is not None
    assert (found.people.total, found.people.images) == (2, 3)
    assert answers_alone(Counted(table=table)).people is None


def test_the_emotions_of_asked_counts_are_those_before_the_outcomes() -> None:
    assert emotions_of(ASKED).emotions == ("happy", "sad")
    assert emotions_of(count_table({"a": [[1, 0], [0, 1]]})).emotions == ("happy", "sad")
    assert NEVER_ASKED == (Outcome.UNKNOWN_LABEL, Outcome.LEFT_OUT)
