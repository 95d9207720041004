"""What is left of a shard of rows once it is counted: summaries add up, however the rows were divided.

Words: a *shard* is some rows of a cohort with the answers to them; a row's *ending* is its answer where it is scored,
and its outcome else. Whoever counts shards apart, on one machine or on many, adds their summaries up; what is measured
of counts begins from the sum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from audit.domain.answers.asked import with_outcomes
from audit.domain.answers.coverage import Coverage
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.drop_outs import UNANSWERED
from audit.domain.counts.people import PeopleTable
from audit.domain.uncertainty.binned import BinnedAnswers
from audit.domain.uncertainty.mixed_summary import MixedSummary
from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


_Part = TypeVar("_Part", CellTable, MixedSummary, BinnedAnswers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The rows of a shard in cells.

    Summaries of disjoint shards of one cohort add up, in any order, to that of all their rows. A person may have
    pictures in several shards, and has the same number in each.

    Attributes
    ----------
    labels
        Emotions in model order, k of them.
    features
        Sensitive features, one axis each.
    rows
        Every row. Axes: the features in order, then the label (k: none of the model's), then the ending (below k the
        answer, from k on the position in `OUTCOMES`).
    graded
        The scored rows by grade in place of the ending; None where only decisions are known.
    people
        Every row person by person. Axes: the person, then those of `rows`; None where nobody is named.
    mixed
        What the probabilities of the scored rows say of mixed emotions; None where only decisions are known.
    said, voted
        The scored rows by the probability of their answer, all of them and by the groups of each feature in order: held
        against the label, and against the votes of those whose votes are mostly for the model's emotions; None where
        there is nothing to hold.
    """

    labels: LabelSet
    features: tuple[SensitiveFeature, ...]
    rows: CellTable
    graded: CellTable | None = None
    people: CellTable | None = None
    mixed: MixedSummary | None = None
    said: BinnedAnswers | None = None
    voted: BinnedAnswers | None = None

    def __add__(self, other: Summary) -> Summary:
        if (self.labels, self.features) != (other.labels, other.features):
            raise InputError("summaries add up when their emotions and sensitive features agree")
        if (self.people is None) != (other.people is None):
            raise InputError("summaries add up when both name people, or neither")
        if _held(self) != _held(other):
            raise InputError("summaries add up when both hold grades, or neither, and both votes, or neither")
        return replace(
            self,
            rows=self.rows + other.rows,
            people=None if self.people is None or other.people is None else self.people.along_with(other.people),
            graded=_added(self.graded, other.graded),
            mixed=_added(self.mixed, other.mixed),
            said=_added(self.said, other.said),
            voted=_added(self.voted, other.voted),
        )

    @property
    def counted(self) -> Counted:
        """The scored rows in cells and person by person."""
        k = len(self.labels)
        answers = np.arange(k + len(OUTCOMES))
        answers[k:] = -1
        cells = _by_answer(self.rows, answers, k)
        table = CountTable(labels=self.labels, features=self.features, cells=cells, graded=self.graded)
        return Counted(table=table, people=self._people(answers, k))

    @property
    def asked(self) -> Counted | None:
        """Every row that the classifier was asked about; None where each has an answer.

        See `audit.domain.answers.asked`. Grades are not among them: a picture without an answer has none.
        """
        k, labels = len(self.labels), with_outcomes(self.labels)
        answers = np.full(k + len(OUTCOMES), -1)
        answers[:k] = np.arange(k)
        answers[[k + outcome.code for outcome in UNANSWERED]] = k + np.arange(len(UNANSWERED))
        cells = _by_answer(_of_the_model(self.rows, k), answers, len(labels))
        if not np.any(cells.keys[:, -1] >= k):
            return None
        table = CountTable(labels=labels, features=self.features, cells=cells)
        return Counted(table=table, people=self._people(answers, len(labels)))

    @property
    def coverage(self) -> Coverage:
        """How every row ended, by every sensitive feature."""
        k, keys = len(self.labels), self.rows.keys
        ended = np.where(keys[:, -1:] < k, Outcome.SCORED.code, keys[:, -1:] - k)
        shape, kept = (*self.rows.shape[:-2], len(OUTCOMES)), np.concatenate([keys[:, :-2], ended], axis=1)
        return Coverage(features=self.features, cells=CellTable(shape=shape, keys=kept, counts=self.rows.counts))

    @property
    def several(self) -> bool:
        """Whether somebody is named who is in more than one row."""
        return self.people is not None and len(np.unique(self.people.keys[:, 0])) < self.rows.total

    def _people(self, answers: NDArray[np.int64], labels: int) -> PeopleTable | None:
        """Return the rows that have an answer person by person; None where every row shows another person."""
        people = self.people
        if people is None or not self.several:
            return None
        cells = _by_answer(_of_the_model(people, len(self.labels)), answers, labels)
        persons, number = np.unique(cells.keys[:, 0], return_inverse=True)
        keys = np.concatenate([number.reshape(-1, 1), cells.keys[:, 1:]], axis=1)
        kept = CellTable(shape=(len(persons), *cells.shape[1:]), keys=keys, counts=cells.counts)
        return PeopleTable(cells=kept, people=np.ones(len(persons), np.int64))


def sum_of(summaries: Iterable[Summary]) -> Summary:
    """Return the sum of one summary or more, each of which is forgotten once it is added.

    Sums of as many summaries are added to each other: what grows with the rows is copied seldom, and few sums are kept.
    """
    sums: list[Summary] = []
    for n, summary in enumerate(summaries, start=1):
        sums.append(summary)
        for _ in range((n & -n).bit_length() - 1):  # as ones are carried in counting by twos
            last = sums.pop()
            sums[-1] += last
    return reduce(lambda later, earlier: earlier + later, reversed(sums))


def _added(one: _Part | None, other: _Part | None) -> _Part | None:
    """Return the sum of a part that both summaries hold; None where one does not."""
    return None if one is None or other is None else one + other


def _held(summary: Summary) -> tuple[bool, ...]:
    """Return which parts a summary has that depend on what is known of the rows."""
    return tuple(part is None for part in (summary.graded, summary.mixed, summary.said, summary.voted))


def _of_the_model(cells: CellTable, k: int) -> CellTable:
    """Return the rows whose label is one of the model's k emotions."""
    kept = cells.keys[:, -2] < k
    return CellTable(shape=cells.shape, keys=cells.keys[kept], counts=cells.counts[kept])


def _by_answer(cells: CellTable, answers: NDArray[np.int64], labels: int) -> CellTable:
    """Return rows by answer in place of their ending; those whose ending stands for none (−1) are left away."""
    answer = answers[cells.keys[:, -1]]
    kept = answer >= 0
    keys = np.concatenate([cells.keys[kept, :-1], answer[kept, None]], axis=1)
    return CellTable(shape=(*cells.shape[:-2], labels, labels), keys=keys, counts=cells.counts[kept])
