"""One look of a series: what was counted up to it, and what is said of it."""

from __future__ import annotations

import numpy as np
from builders import count_table

from audit.domain.answers.asked import with_outcomes
from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.people import PeopleTable
from audit.domain.series.look import SeriesLook

ASKED = with_outcomes(LabelSet(emotions=("happy", "sad")))


def asked(cells: list[list[int]]) -> list[list[int]]:
    """Return counts by emotion and answer, the last of them a missing file, with the places of all outcomes."""
    table = np.zeros((len(ASKED), len(ASKED)), int)
    table[:2, :3] = cells
    return table.tolist()


def look(cells: list[list[int]], *, fresh: int = 3, seen: int = 0, people: PeopleTable | None = None) -> SeriesLook:
    table = count_table({"a": asked(cells), "b": asked(cells)}, labels=ASKED)
    return SeriesLook(
        number=2,
        planned=52,
        since="2026-03-01T10:00:00+00:00",
        fresh=fresh,
        seen=seen,
        confidence=0.95,
        share=0.1,
        asked=table,
        asked_people=people,
    )


def test_scored_pictures_are_those_with_an_answer() -> None:
    found = look([[5, 1, 2], [0, 4, 0]])
    assert found.counted.table.labels.emotions == ("happy", "sad")
    assert found.counted.table.by(("group",))[0].confusion.cells.tolist() == [[5, 1], [0, 4]]
    assert found.counted_as_asked is not None
    assert found.counted_as_asked.table.cells.total == 24


def test_where_every_row_has_an_answer_nothing_else_was_asked() -> None:
    assert look([[5, 1, 0], [0, 4, 0]]).counted_as_asked is None


def test_a_person_without_a_scored_picture_is_none_of_the_scored() -> None:
    keys = np.array([[0, 0, 0], [0, 0, 1], [1, 1, 2]])  # group, label, answer
    people = PeopleTable.of(np.array([7, 7, 8]), keys, (2, len(ASKED), len(ASKED)))
    cells = {"a": asked([[1, 1, 0], [0, 0, 0]]), "b": asked([[0, 0, 0], [0, 0, 1]])}
    table = count_table(cells, labels=ASKED)
    found = SeriesLook(
        number=1, planned=2, since="", fresh=3, seen=0, confidence=0.95, share=0.5, asked=table, asked_people=people
    ).counted  # fmt: skip
    assert found.people is not None
    assert (found.people.total, found.people.images) == (1, 2)


def test_the_sentence_says_which_look_it_is_and_what_was_not_counted_again() -> None:
    told = look([[5, 1, 0], [0, 4, 0]], fresh=3, seen=1).sentence
    assert told == (
        "look 2 of a series since 2026-03-01 (3 rows fresh, 1 seen before and not counted again), judged on all 20 "
        "rows of the series; over all its looks FAIL is wrong in at most 5\xa0% of series, PASS in at most 5\xa0% for "
        "each limit"
    )
    assert look([[5, 1, 0], [0, 4, 0]], fresh=0, seen=3).sentence.startswith("look 2 again of a series")
