"""Counting: after this, nothing depends on the number of images."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.answers.asked import NEVER_ASKED, with_outcomes
from audit.domain.answers.shards import shards_of
from audit.domain.answers.summary import Summary, sum_of
from audit.domain.arrays import Codes, by_blocks, chosen, in_blocks, packed
from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.counts.cells import CellTable
from audit.domain.counts.drop_outs import UNANSWERED
from audit.domain.uncertainty.binned import BinnedAnswers
from audit.domain.uncertainty.entropy import ENTROPY_BINS, entropy_bins
from audit.domain.uncertainty.mixed_summary import MixedSummary
from audit.measure.rates.entropy import normalised_entropy
from audit.measure.rates.grades import grades, grading

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.answers.coverage import Coverage
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.domain.counts.people import PeopleTable


_AT_ONCE = 1 << 20
"""Rows that are counted at a time: what is made of them on the way is forgotten before the next."""


def summarise(answered: AnsweredCohort) -> Summary:
    """Return what is left of a shard of rows once it is counted; add the summaries of all shards up.

    Parameters
    ----------
    answered
        Some rows of a cohort with their answers, as they are counted, or all of them. People have the same numbers in
        every shard.
    """
    return sum_of(_summary(answered.of(shard)) for shard in shards_of(len(answered), _AT_ONCE))


def _summary(answered: AnsweredCohort) -> Summary:
    k, predictions, cohort = len(answered.labels), answered.predictions, answered.cohort
    true, ended = packed([*range(k), k])[answered.true], packed(k + np.arange(len(OUTCOMES)))[predictions.outcomes]
    endings = np.where(answered.scored, predictions.predicted, ended)
    columns, shape = (*cohort.codes.T, true, endings), (*answered.levels, k + 1, k + len(OUTCOMES))
    people, read = cohort.subjects, _read(answered)
    return Summary(
        labels=answered.labels,
        features=cohort.features,
        rows=CellTable.of_columns(columns, shape),
        graded=None if read is None else read.graded,
        mixed=None if read is None else read.mixed,
        said=None if read is None else read.said,
        voted=None if read is None else read.voted,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Scored rows by what their probabilities say; as in a summary."""

    graded: CellTable
    mixed: MixedSummary
    said: BinnedAnswers
    voted: BinnedAnswers | None


def _read(answered: AnsweredCohort) -> _Read | None:
    """Return what the probabilities of the scored rows say; None where only decisions are known."""
    if answered.predictions.probabilities is None:
        return None
    cohort, scored, k, reading = answered.cohort, answered.scored, len(answered.labels), grading(answered.labels)
    every = answered.predictions.probabilities
    probabilities, votes = chosen(every, scored), cohort.votes_for(answered.labels)
    by_votes = None if votes is None else scored & cohort.mostly_votes_for(answered.labels)
    found = by_blocks(lambda block: packed(grades(block)), probabilities)
    bins = by_blocks(lambda block: packed(entropy_bins(normalised_entropy(block))), probabilities)
    mixed = found == reading.mixed
    groups, true = [codes[scored] for codes in cohort.codes.T], answered.true[scored]
    people = () if cohort.subjects is None else (cohort.subjects[scored],)
    persons = () if cohort.subjects is None else (_number(cohort.subjects),)
    return _Read(
        graded=CellTable.of_columns((*groups, true, found), (*answered.levels, k, len(reading.names))),
        mixed=MixedSummary(
            cells=CellTable.of_columns(
                (*people, *groups, true, answered.right[scored], mixed, bins),
                (*persons, *answered.levels, k, 2, 2, ENTROPY_BINS),
            ),
            top_two=_top_two(probabilities, mixed),
            people=bool(people),
        ),
        said=_binned(answered, every, scored),
        voted=None if by_votes is None else _binned(answered, every, by_votes, votes),
    )


def _top_two(probabilities: NDArray[np.float64], mixed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return images by their two strongest emotions, int64, shape (2, k, k): all, then those read as mixed."""
    k = probabilities.shape[1]
    counts = np.zeros((2, k * k), np.int64)
    for block, of_mixed in zip(in_blocks(probabilities), in_blocks(mixed), strict=True):
        first, rest = block.argmax(axis=1), block.copy()
        rest[np.arange(len(rest)), first] = -1
        pairs = first * k + rest.argmax(axis=1)
        counts += [np.bincount(each, minlength=k * k) for each in (pairs, pairs[of_mixed])]
    return counts.reshape(2, k, k)


def _binned(
    answered: AnsweredCohort,
    probabilities: NDArray[np.float64],
    which: NDArray[np.bool_],
    votes: NDArray[np.int64] | None = None,
) -> BinnedAnswers:
    """Return these pictures, bool, shape (n,), overall and by the groups of each feature, block by block.

    What comes true of a picture is whether its answer is its label; with votes, int64, shape (n, k), the share of the
    answer.
    """
    starts = np.cumsum([1, *answered.levels])
    parts = []
    for rows in in_blocks(np.flatnonzero(which)):
        predicted = answered.predictions.predicted[rows]
        success = predicted == answered.true[rows]
        if votes is not None:
            success = votes[rows, predicted] / votes[rows].sum(axis=1)
        places = [np.zeros(len(rows), np.int64), *(answered.cohort.codes[rows] + starts[:-1]).T]
        parts.append(
            BinnedAnswers.of(probabilities[rows, predicted], success.astype(np.float64), places, int(starts[-1]))
        )
    return reduce(BinnedAnswers.__add__, parts)
