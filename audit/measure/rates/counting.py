"""Counting: after this, nothing depends on the number of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.answers.asked import NEVER_ASKED, with_outcomes
from audit.domain.answers.summary import Summary
from audit.domain.arrays import Codes, by_blocks, chosen, packed
from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.counts.cells import CellTable
from audit.domain.counts.drop_outs import UNANSWERED
from audit.measure.rates.grades import grades, grading

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.answers.coverage import Coverage
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.domain.counts.people import PeopleTable


def summarise(answered: AnsweredCohort) -> Summary:
    """Return what is left of a shard of rows once it is counted; add the summaries of all shards up.

    Parameters
    ----------
    answered
        Some rows of a cohort with their answers, as they are counted, or all of them. People have the same numbers in
        every shard.
    """
    k, predictions, cohort = len(answered.labels), answered.predictions, answered.cohort
    true, ended = packed([*range(k), k])[answered.true], packed(k + np.arange(len(OUTCOMES)))[predictions.outcomes]
    endings = np.where(answered.scored, predictions.predicted, ended)
    columns, shape = (*cohort.codes.T, true, endings), (*answered.levels, k + 1, k + len(OUTCOMES))
    people = cohort.subjects
    return Summary(
        labels=answered.labels,
        features=cohort.features,
        rows=CellTable.of_columns(columns, shape),
        graded=_graded(answered),
        people=None if people is None else CellTable.of_columns((people, *columns), (_number(people), *shape)),
    )


def _number(people: Codes) -> int:
    return int(people.max(initial=0)) + 1


def count(answered: AnsweredCohort) -> CountTable:
    """Return the scored images by every sensitive feature, true and predicted emotion, and by grade if any."""
    return count_all(answered).table


def count_people(answered: AnsweredCohort) -> PeopleTable | None:
    """Return the scored images person by person; None when every image shows another person."""
    return count_all(answered).people


def count_all(answered: AnsweredCohort) -> Counted:
    """Return the scored images in cells and person by person, as one value; see `count`."""
    return summarise(answered).counted


def count_asked(answered: AnsweredCohort) -> Counted | None:
    """Return every row that the classifier was asked about, also those without an answer; None where each has one."""
    return summarise(answered).asked


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
    return summarise(answered).coverage


_Columns = tuple[Codes, ...]


def _graded(answered: AnsweredCohort) -> CellTable | None:
    """Return the scored images by grade in place of the answer; None where only decisions are known."""
    probabilities, scored = answered.predictions.probabilities, answered.scored
    if probabilities is None:
        return None
    found = by_blocks(lambda block: packed(grades(block)), chosen(probabilities, scored))
    columns = (*(codes[scored] for codes in answered.cohort.codes.T), answered.true[scored], found)
    shape = (*answered.levels, len(answered.labels), len(grading(answered.labels).names))
    return CellTable.of_columns(columns, shape)
