"""Counting: after this, nothing depends on the number of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.answers.asked import NEVER_ASKED, with_outcomes
from audit.domain.answers.coverage import Coverage
from audit.domain.arrays import Codes, by_blocks, chosen, packed
from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.drop_outs import UNANSWERED
from audit.domain.counts.people import PeopleTable
from audit.measure.rates.grades import grades, grading

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.cohort.predictions import Predictions


def count(answered: AnsweredCohort) -> CountTable:
    """Return the scored images by every sensitive feature, true and predicted emotion, and by grade if any."""
    columns, shape = _cells(answered)
    return CountTable(
        labels=answered.labels,
        features=answered.cohort.features,
        cells=CellTable.of_columns(columns, shape),
        graded=_graded(answered.predictions, columns, shape),
    )


def count_people(answered: AnsweredCohort) -> PeopleTable | None:
    """Return the scored images person by person; None when every image shows another person."""
    subjects = answered.subjects
    if subjects is None:
        return None
    columns, shape = _cells(answered)
    return PeopleTable.of_columns(subjects[answered.scored], columns, shape)


def count_all(answered: AnsweredCohort) -> Counted:
    """Return the scored images in cells and person by person, as one value; see `count`."""
    return Counted(table=count(answered), people=count_people(answered))


def count_asked(answered: AnsweredCohort) -> Counted | None:
    """Return every row that the classifier was asked about, also those without an answer; None where each has one.

    See `audit.domain.answers.asked`. Grades are not among them: a picture without an answer has none.
    """
    found = asked_rows(answered)
    if np.array_equal(found.rows, np.flatnonzero(answered.scored)):
        return None
    cells, subjects = CellTable.of_columns(found.columns, found.shape), answered.subjects
    return Counted(
        table=CountTable(labels=with_outcomes(answered.labels), features=answered.cohort.features, cells=cells),
        people=None if subjects is None else PeopleTable.of_columns(subjects[found.rows], found.columns, found.shape),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRows:
    """Rows that the classifier was asked about.

    Attributes
    ----------
    rows
        int64, shape (asked,): which ones.
    columns
        Their levels, one axis after the other, shape (asked,); outcomes without an answer follow the emotions.
    shape
        Number of levels of each axis.
    """

    rows: NDArray[np.int64]
    columns: _Columns
    shape: tuple[int, ...]

    @property
    def codes(self) -> NDArray[np.int64]:
        """int64, shape (asked, axes): their cells."""
        return np.column_stack([np.asarray(column, np.int64) for column in self.columns])


def asked_rows(answered: AnsweredCohort) -> AskedRows:
    """Return the rows that the classifier was asked about, each with its cell."""
    predictions, never = answered.predictions, [outcome.code for outcome in NEVER_ASKED]
    labels, place = with_outcomes(answered.labels), np.zeros(len(OUTCOMES), np.int64)
    place[[outcome.code for outcome in UNANSWERED]] = len(answered.labels) + np.arange(len(UNANSWERED))
    rows = np.flatnonzero(~np.isin(predictions.outcomes, never) & (answered.true >= 0))
    answers = np.where(answered.scored, predictions.predicted, place[predictions.outcomes])[rows]
    return AskedRows(
        rows=rows,
        columns=(*answered.cohort.codes[rows].T, answered.true[rows], answers),
        shape=(*answered.levels, len(labels), len(labels)),
    )


def ledger(answered: AnsweredCohort) -> Coverage:
    """Return how every manifest row ended, by every sensitive feature."""
    columns = (*answered.cohort.codes.T, answered.predictions.outcomes)
    cells = CellTable.of_columns(columns, (*answered.levels, len(OUTCOMES)))
    return Coverage(features=answered.cohort.features, cells=cells)


_Columns = tuple[Codes, ...]


def _cells(answered: AnsweredCohort) -> tuple[_Columns, tuple[int, ...]]:
    """Return the levels of each scored image, axis by axis, shape (scored,) each, and the number of levels of each."""
    scored, k, predicted = answered.scored, len(answered.labels), answered.predictions.predicted
    columns = (*(codes[scored] for codes in answered.cohort.codes.T), answered.true[scored], predicted[scored])
    return columns, (*answered.levels, k, k)


def _graded(predictions: Predictions, columns: _Columns, shape: tuple[int, ...]) -> CellTable | None:
    """Return the same images by grade in place of the answer; None where only decisions are known."""
    if predictions.probabilities is None:
        return None
    read = chosen(predictions.probabilities, predictions.scored)
    found = by_blocks(lambda block: packed(grades(block)), read)
    names = grading(predictions.labels).names
    return CellTable.of_columns((*columns[:-1], found), (*shape[:-1], len(names)))
