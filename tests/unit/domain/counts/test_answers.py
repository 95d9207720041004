"""Counts in which a picture without an answer has a place of its own."""

from __future__ import annotations

import numpy as np
import pytest
from builders import count_table

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.counts.answers import NO_ANSWER, answered, unanswered, with_no_answer
from audit.domain.counts.counted import Counted
from audit.domain.counts.metrics import rate
from audit.domain.counts.people import PeopleTable
from audit.errors import InputError

LABELS = with_no_answer(LABEL_SETS["happy-sad"])
ASKED = count_table({"a": [[3, 1, 2], [0, 4, 0], [0, 0, 0]], "b": [[5, 0, 0], [1, 2, 1], [0, 0, 0]]}, LABELS)


def test_no_answer_is_the_last_of_the_emotions_and_nobodys_label() -> None:
    assert LABELS.emotions == ("happy", "sad", NO_ANSWER)
    with pytest.raises(InputError, match="call the emotion otherwise"):
        with_no_answer(LabelSet(emotions=("happy", NO_ANSWER)))


def test_rows_without_an_answer_are_counted_by_group_and_label() -> None:
    assert unanswered(ASKED, ("group",)).tolist() == [[2, 0], [0, 1]]


def test_the_share_that_is_right_is_the_share_that_got_an_answer() -> None:
    """a: 8 of 10, b: 8 of 9."""
    rates = [rate("scored_rate", each.confusion) for each in answered(Counted(table=ASKED)).table.by(("group",))]
    assert [(r.numerator, r.denominator) for r in rates] == [(8, 10), (8, 9)]


def test_of_scored_images_that_is_all() -> None:
    scored = count_table({"a": [[3, 1], [0, 4]], "b": [[5, 0], [1, 2]]})
    rates = [rate("scored_rate", each.confusion) for each in answered(Counted(table=scored)).table.by(("group",))]
    assert [(r.numerator, r.denominator) for r in rates] == [(8, 8), (8, 8)]


def test_people_keep_their_pictures() -> None:
    """One person with an answer and without, another without: 3 rows, 1 answer."""
    keys = np.array([[0, 0, 0], [0, 0, 2], [0, 1, 2]])
    shape = (1, 3, 3)
    table = count_table({"a": [[1, 0, 1], [0, 0, 1], [0, 0, 0]]}, LABELS)
    people = PeopleTable.of(np.array([7, 7, 8]), keys, shape)
    found = answered(Counted(table=table, people=people))
    assert found.people is not None
    assert (found.people.total, found.people.images) == (2, 3)
    assert found.table.overall().cells.tolist() == [[1, 2], [0, 0]]
