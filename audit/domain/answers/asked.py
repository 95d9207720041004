"""Who got an answer: counts in which a picture without one stands in the column of its outcome.

Words: a row is *asked* when its label is one of the classifier's emotions and nobody left it out by wish. In the
*asked* counts every such row has its place: the outcomes without an answer follow the emotions, as answers that no
picture shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.drop_outs import UNANSWERED
from audit.domain.counts.people import PeopleTable
from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NO_ANSWER = "no answer"
"""The answer of a picture that has none, whatever its outcome."""

NEVER_ASKED = (Outcome.UNKNOWN_LABEL, Outcome.LEFT_OUT)
"""Outcomes of rows that the classifier was never asked about."""

_TEXTS = tuple(outcome.value for outcome in UNANSWERED)


def with_outcomes(labels: LabelSet) -> LabelSet:
    """Return a classifier's emotions, k of them, and after them the outcomes without an answer."""
    for taken in (*_TEXTS, NO_ANSWER):
        if taken in labels.emotions:
            raise InputError(f"'{taken}' is what a picture without an answer is counted as; call the emotion otherwise")
    return LabelSet(emotions=(*labels.emotions, *_TEXTS))


def without_answer_as_one(asked: Counted) -> Counted:
    """Return the asked counts with `no answer` as the last of the emotions, in place of the outcomes."""
    k = _emotions(asked.table)
    labels = LabelSet(emotions=(*asked.table.labels.emotions[:k], NO_ANSWER))

    def collapsed(cells: CellTable) -> CellTable:
        keys = np.concatenate([cells.keys[:, :-1], np.minimum(cells.keys[:, -1:], k)], axis=1)
        return CellTable(shape=(*cells.shape[:-2], k + 1, k + 1), keys=keys, counts=cells.counts)

    return _recounted(asked, labels, collapsed)


def by_ending(counted: Counted, outcome: Outcome | None) -> Counted:
    """Return counts by whether rows ended in an outcome, or (None) without an answer.

    Every row is labelled `otherwise`, so that the share that is right is the share of rows that did not end so. Of
    scored images none did.
    """
    k = _emotions(counted.table)
    texts = counted.table.labels.emotions[k:]
    places = [k + i for i, text in enumerate(texts) if outcome is None or text == outcome.value]
    labels = LabelSet(emotions=("otherwise", NO_ANSWER if outcome is None else outcome.value))

    def collapsed(cells: CellTable) -> CellTable:
        ended = np.isin(cells.keys[:, -1:], places).astype(np.int64)
        keys = np.concatenate([cells.keys[:, :-2], np.zeros_like(ended), ended], axis=1)
        return CellTable(shape=(*cells.shape[:-2], 2, 2), keys=keys, counts=cells.counts)

    return _recounted(counted, labels, collapsed)


def answers_alone(asked: Counted) -> Counted:
    """Return the scored pictures of asked counts: rows without an answer, and the places for them, are left away."""
    labels = emotions_of(asked.table)
    k = len(labels)

    def scored(cells: CellTable) -> CellTable:
        kept = cells.keys[:, -1] < k
        return CellTable(shape=(*cells.shape[:-2], k, k), keys=cells.keys[kept], counts=cells.counts[kept])

    people = asked.people
    return Counted(
        table=CountTable(
            labels=labels,
            features=asked.table.features,
            cells=scored(asked.table.cells),
        ),
        people=None if people is None else _with_pictures(scored(people.cells), people.people),
    )


def _with_pictures(cells: CellTable, people: NDArray[np.int64]) -> PeopleTable:
    """Return a table of people without those who have no picture in it."""
    kept, number = np.unique(cells.keys[:, 0], return_inverse=True)
    keys = np.column_stack([number.reshape(-1), cells.keys[:, 1:]])
    left = CellTable(shape=(len(kept), *cells.shape[1:]), keys=keys, counts=cells.counts)
    return PeopleTable(cells=left, people=people[kept])


def unanswered(asked: CountTable, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return how many rows got no answer, int64, shape (groups, k): by the groups of `table.by(names)` and label."""
    k = _emotions(asked)
    return np.stack([each.confusion.cells[:k, k:].sum(axis=1) for each in asked.by(names)])


def dropped_out(asked: CountTable, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return how many rows ended in each outcome without an answer, int64, shape (groups, outcomes).

    Counts that were saved when there were fewer outcomes have none of the later ones.
    """
    found = np.stack([each.confusion.cells[:, _emotions(asked) :].sum(axis=0) for each in asked.by(names)])
    return np.pad(found, [(0, 0), (0, len(_TEXTS) - found.shape[1])])


def emotions_of(asked: CountTable) -> LabelSet:
    """Return the classifier's emotions of asked counts, without the outcomes that follow them."""
    return LabelSet(emotions=asked.labels.emotions[: _emotions(asked)])


def _emotions(table: CountTable) -> int:
    """Return how many of the labels of a table are emotions; raises InputError where outcomes were not told apart."""
    names = table.labels.emotions
    if names[-1] == NO_ANSWER:
        raise InputError("this audit was saved before outcomes were counted apart; audit the tables again")
    told_apart = (size for size in range(len(_TEXTS), 1, -1) if names[-size:] == _TEXTS[:size])
    return len(names) - next(told_apart, 0)


def _recounted(asked: Counted, labels: LabelSet, change: Callable[[CellTable], CellTable]) -> Counted:
    people = asked.people
    return Counted(
        table=CountTable(labels=labels, features=asked.table.features, cells=change(asked.table.cells)),
        people=None if people is None else PeopleTable(cells=change(people.cells), people=people.people),
    )
