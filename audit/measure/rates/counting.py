"""Counting: after this, nothing depends on the number of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import by_blocks, chosen
from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.counts.answers import NEVER_ASKED, with_outcomes
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CellTable, CountTable, Coverage
from audit.domain.counts.drop_outs import UNANSWERED
from audit.domain.counts.people import PeopleTable
from audit.errors import InputError
from audit.measure.rates.grades import grades, grading

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.predictions import Predictions


def count(cohort: Cohort, predictions: Predictions) -> CountTable:
    """Return the scored images by every sensitive feature, true and predicted emotion, and by grade if they have one.

    Parameters
    ----------
    cohort
        Its labels are read in the order of `predictions.labels`; see `Cohort.recoded`.
    predictions
        One row for each row of the cohort.

    Raises
    ------
    InputError
        When the two do not have the same number of rows.
    """
    _same_length(cohort, predictions)
    columns, shape = _cells(cohort, predictions)
    return CountTable(
        labels=predictions.labels,
        features=cohort.features,
        cells=CellTable.of_columns(columns, shape),
        graded=_graded(predictions, columns, shape),
    )


def count_people(cohort: Cohort, predictions: Predictions) -> PeopleTable | None:
    """Return the scored images person by person; None when every image shows another person."""
    _same_length(cohort, predictions)
    if cohort.subjects is None or cohort.people == len(cohort):
        return None
    columns, shape = _cells(cohort, predictions)
    return PeopleTable.of_columns(cohort.subjects[predictions.scored], columns, shape)


def count_all(cohort: Cohort, predictions: Predictions) -> Counted:
    """Return the scored images in cells and person by person, as one value; see `count`."""
    return Counted(table=count(cohort, predictions), people=count_people(cohort, predictions))


def count_asked(cohort: Cohort, predictions: Predictions) -> Counted | None:
    """Return every row that the classifier was asked about, also those without an answer; None where each has one.

    See `audit.domain.counts.answers`. Grades are not among them: a picture without an answer has none.
    """
    found = asked_rows(cohort, predictions)
    if np.array_equal(found.rows, np.flatnonzero(predictions.scored)):
        return None
    labels, subjects = with_outcomes(predictions.labels), None if cohort.people == len(cohort) else cohort.subjects
    return Counted(
        table=CountTable(
            labels=labels, features=cohort.features, cells=CellTable.of_columns(found.columns, found.shape)
        ),
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


def asked_rows(cohort: Cohort, predictions: Predictions) -> AskedRows:
    """Return the rows that the classifier was asked about, each with its cell."""
    _same_length(cohort, predictions)
    never, true = [outcome.code for outcome in NEVER_ASKED], cohort.recoded(predictions.labels)
    labels, place = with_outcomes(predictions.labels), np.zeros(len(OUTCOMES), np.int64)
    place[[outcome.code for outcome in UNANSWERED]] = len(predictions.labels) + np.arange(len(UNANSWERED))
    rows = np.flatnonzero(~np.isin(predictions.outcomes, never) & (true >= 0))
    answers = np.where(predictions.scored, predictions.predicted, place[predictions.outcomes])[rows]
    shape = (*(len(feature.groups) for feature in cohort.features), len(labels), len(labels))
    return AskedRows(rows=rows, columns=(*cohort.codes[rows].T, true[rows], answers), shape=shape)


def ledger(cohort: Cohort, predictions: Predictions) -> Coverage:
    """Return how every manifest row ended, by every sensitive feature."""
    _same_length(cohort, predictions)
    shape = (*(len(feature.groups) for feature in cohort.features), len(OUTCOMES))
    cells = CellTable.of_columns((*cohort.codes.T, predictions.outcomes), shape)
    return Coverage(features=cohort.features, cells=cells)


_Columns = tuple["NDArray[np.int64]", ...]


def _cells(cohort: Cohort, predictions: Predictions) -> tuple[_Columns, tuple[int, ...]]:
    """Return the levels of each scored image, axis by axis, shape (scored,) each, and the number of levels of each."""
    scored, k = predictions.scored, len(predictions.labels)
    true = cohort.recoded(predictions.labels)
    columns = (*(codes[scored] for codes in cohort.codes.T), true[scored], predictions.predicted[scored])
    return columns, (*(len(feature.groups) for feature in cohort.features), k, k)


def _graded(predictions: Predictions, columns: _Columns, shape: tuple[int, ...]) -> CellTable | None:
    """Return the same images by grade in place of the answer; None where only decisions are known."""
    if predictions.probabilities is None:
        return None
    found = by_blocks(grades, chosen(predictions.probabilities, predictions.scored))
    names = grading(predictions.labels).names
    return CellTable.of_columns((*columns[:-1], found), (*shape[:-1], len(names)))


def _same_length(cohort: Cohort, predictions: Predictions) -> None:
    if len(cohort) != len(predictions):
        raise InputError(f"cohort '{cohort.id}' has {len(cohort)} rows, the predictions {len(predictions)}")
