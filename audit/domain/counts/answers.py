"""Who got an answer: counts in which a picture without one stands in a column of its own.

Words: a row is *asked* when its label is one of the classifier's emotions and nobody left it out by wish. In the
*asked* counts every such row has its place, with `no answer` as the last of the emotions, which no picture shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CellTable, CountTable
from audit.domain.counts.people import PeopleTable
from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NO_ANSWER = "no answer"
"""The answer of a picture that has none."""

NEVER_ASKED = (Outcome.UNKNOWN_LABEL, Outcome.LEFT_OUT)
"""Outcomes of rows that the classifier was never asked about."""

_ANSWERED = LabelSet(emotions=("an answer", NO_ANSWER))


def with_no_answer(labels: LabelSet) -> LabelSet:
    """Return a classifier's emotions with `no answer` as the last."""
    if NO_ANSWER in labels.emotions:
        raise InputError(f"'{NO_ANSWER}' is what a picture without an answer is counted as; call the emotion otherwise")
    return LabelSet(emotions=(*labels.emotions, NO_ANSWER))


def answered(asked: Counted) -> Counted:
    """Return counts by whether there was an answer, and label every row as having one.

    The share that is right is then the share of rows that got an answer. Of scored images that is all.
    """
    emotions = asked.table.labels.emotions
    place = emotions.index(NO_ANSWER) if NO_ANSWER in emotions else len(emotions)

    def collapsed(cells: CellTable) -> CellTable:
        none = (cells.keys[:, -1:] == place).astype(np.int64)
        keys = np.concatenate([cells.keys[:, :-2], np.zeros_like(none), none], axis=1)
        return CellTable(shape=(*cells.shape[:-2], 2, 2), keys=keys, counts=cells.counts)

    return _recounted(asked, _ANSWERED, collapsed)


def unanswered(asked: CountTable, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return how many rows got no answer, int64, shape (groups, k): by the groups of `table.by(names)` and label."""
    return np.stack([each.confusion.cells[:-1, -1] for each in asked.by(names)])


def _recounted(asked: Counted, labels: LabelSet, change: Callable[[CellTable], CellTable]) -> Counted:
    people = asked.people
    return Counted(
        table=CountTable(labels=labels, features=asked.table.features, cells=change(asked.table.cells)),
        people=None if people is None else PeopleTable(cells=change(people.cells), people=people.people),
    )
