"""Which pictures are worth looking at: confident errors, mixed faces, right answers beside them; a fair share of each.

A picture belongs to a group of every sensitive feature. Picking runs in rounds: in round r a walk from the worst
picture downwards takes each one that has a group with fewer than r pictures so far. So every group gets its first
picture before any is given a second, and where there are more groups than places, the worst pictures decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, frozen
from audit.domain.cohort.groups import Group
from audit.domain.cohort.pictures import Case, Pair, PictureKind
from audit.measure.rates.entropy import normalised_entropy
from audit.measure.rates.grades import grades, grading

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.cohort.predictions import Predictions

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Scored pictures of a group to average over.

    Attributes
    ----------
    group
        The group.
    rows
        int64: some of its rows, at even distances in the order of the manifest.
    of
        How many scored pictures it has.
    """

    group: Group
    rows: Rows
    of: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", frozen(self.rows, np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Cases in the order they were picked, right answers last; and the people who are in two of them."""

    cases: tuple[Case, ...]
    pairs: tuple[Pair, ...]


def choose_with_right(answered: AnsweredCohort, most: int) -> Chosen:
    """Return what `choose` returns, and right answers beside its errors: up to a third of the pictures.

    Half of that third, at the most, are of people whose other picture is among the errors; the rest have the label of
    one of the errors, and as many of its groups as there are. What right answers leave free is filled with errors and
    mixed faces.

    Parameters
    ----------
    answered
        As it was counted.
    most
        Most pictures, 1 or more.
    """
    telling, room = choose(answered, most), most // _RIGHT_OF
    kept = telling[: most - room]
    wrong = np.array([case.row for case in kept if PictureKind.ERROR in case.kinds], np.int64)
    free = answered.right.copy()  # scored and right
    free[[case.row for case in kept]] = False
    pairs = _pairs(answered, wrong, free, room // 2)
    free[[pair.right for pair in pairs]] = False
    beside = [pair.right for pair in pairs] + _alike(answered, wrong, free, room - len(pairs))
    filled = [case for case in telling[: most - len(beside)] if case.row not in beside]
    return Chosen(
        cases=(*filled, *(_case(answered, row, (PictureKind.RIGHT,)) for row in beside)),
        pairs=pairs,
    )


_RIGHT_OF = 3
"""Of so many pictures at most one is a right answer for comparison."""


def _pairs(answered: AnsweredCohort, wrong: Rows, free: NDArray[np.bool_], most: int) -> tuple[Pair, ...]:
    """Return people with an error and a right answer of another label, each person once, a fair share of each group."""
    people = answered.subjects
    if people is None or not most:
        return ()
    found: dict[int, Pair] = {}
    for row in wrong.tolist():
        others = np.flatnonzero(free & (people == people[row]) & (answered.true != answered.true[row]))
        if len(others) and int(people[row]) not in {int(people[each]) for each in found}:
            found[row] = Pair(wrong=row, right=int(others[_certainty(answered, others).argmax()]))
    taken = fair_share(np.array(list(found), np.int64), answered.cohort.codes, most)
    return tuple(found[row] for row in taken)


def _alike(answered: AnsweredCohort, wrong: Rows, free: NDArray[np.bool_], most: int) -> list[int]:
    """Return for each error, in their order, a free right answer with its label, of as many of its groups as there is.

    Of those equally alike the surest. An error without any takes none.
    """
    codes, left = answered.cohort.codes, free.copy()
    taken: list[int] = []
    for row in wrong.tolist():
        rows = np.flatnonzero(left & (answered.true == answered.true[row]))
        if not len(rows) or len(taken) == most:
            continue
        shared = (codes[rows] == codes[row]).sum(axis=1)
        alike = rows[shared == shared.max()]
        taken.append(int(alike[_certainty(answered, alike).argmax()]))
        left[taken[-1]] = False
    return taken


def _certainty(answered: AnsweredCohort, rows: Rows) -> NDArray[np.float64]:
    """Return the probability of each answer; 1 where only decisions are known, so that the manifest's order stays."""
    predictions = answered.predictions
    if predictions.probabilities is None:
        return np.ones(len(rows))
    return np.asarray(predictions.probabilities[rows, predictions.predicted[rows]], np.float64)


def choose(answered: AnsweredCohort, most: int) -> tuple[Case, ...]:
    """Return the most confident errors and the most mixed faces, in the order they were picked.

    Errors are ranked by the probability of the wrong emotion, mixed faces by entropy, equal ones by the manifest; an
    error and a mixed face are picked in turn. Without probabilities there are errors alone, in the manifest's order.

    Parameters
    ----------
    answered
        As it was counted.
    most
        Most pictures, 1 or more; one that is both an error and mixed is one picture.
    """
    ranking = {PictureKind.ERROR: _errors(answered), PictureKind.MIXED: _mixed(answered.predictions)}
    errors, mixed = (fair_share(rows, answered.cohort.codes, most) for rows in ranking.values())
    picked = list(dict.fromkeys(_in_turn(errors, mixed)))[:most]
    reasons = {kind: frozenset(rows.tolist()) for kind, rows in ranking.items()}
    return tuple(_case(answered, row, tuple(kind for kind, rows in reasons.items() if row in rows)) for row in picked)


def _errors(answered: AnsweredCohort) -> Rows:
    """Return the rows whose answer is not their label, the surest first."""
    predictions, wrong = answered.predictions, np.flatnonzero(answered.scored & ~answered.right)
    if predictions.probabilities is None:
        return np.asarray(wrong)
    certainty = predictions.probabilities[wrong, predictions.predicted[wrong]]
    return np.asarray(wrong[np.argsort(-certainty, kind="stable")])


def _mixed(predictions: Predictions) -> Rows:
    """Return the rows read as mixed, the most mixed first; none without probabilities."""
    if predictions.probabilities is None:
        return np.empty(0, np.int64)
    seen = np.flatnonzero(predictions.scored)
    mixed = seen[grades(predictions.probabilities[seen]) == grading(predictions.labels).mixed]
    entropy = normalised_entropy(predictions.probabilities[mixed])
    return np.asarray(mixed[np.argsort(-entropy, kind="stable")])


def fair_share(ranking: Rows, codes: Codes, most: int) -> list[int]:
    """Return up to `most` rows of a ranking, so that every group gets its share before any gets more.

    Parameters
    ----------
    ranking
        int64: rows, the most telling first.
    codes
        Whole numbers, shape (n, features): group of each row. Without features the best rows are taken.
    most
        Rows to take.
    """
    left = _worth_a_look(ranking, codes, most)
    if not codes.shape[1]:
        return left[:most]
    taken: list[int] = []
    have: dict[tuple[int, int], int] = {}
    share = 0
    while left and len(taken) < most:
        share += 1
        passed = []
        for row in left:
            groups = list(enumerate(codes[row].tolist()))
            if len(taken) < most and any(have.get(group, 0) < share for group in groups):
                taken.append(row)
                have.update((group, have.get(group, 0) + 1) for group in groups)
            else:
                passed.append(row)
        left = passed
    return taken


def _worth_a_look(ranking: Rows, codes: Codes, most: int) -> list[int]:
    """Return the rows that can be taken at all: of each group the first `most`, so that a walk is short."""
    keep = np.zeros(len(ranking), np.bool_)
    keep[:most] = True
    for column in codes[ranking].T:
        order = np.argsort(column, kind="stable")
        sorted_codes = column[order]
        place = np.arange(len(order)) - np.searchsorted(sorted_codes, sorted_codes)
        keep[order[place < most]] = True
    return [int(row) for row in ranking[keep]]


def _in_turn(errors: list[int], mixed: list[int]) -> list[int]:
    """Return one of each in turn, then what is left of the longer list."""
    both = min(len(errors), len(mixed))
    pairs = [row for pair in zip(errors, mixed, strict=False) for row in pair]
    return [*pairs, *errors[both:], *mixed[both:]]


def sample(answered: AnsweredCohort, most: int) -> tuple[Sample, ...]:
    """Return scored pictures of each group of each feature to average over; of groups that have any.

    Parameters
    ----------
    answered
        As it was counted.
    most
        Most rows for a group.
    """
    found, cohort = [], answered.cohort
    for axis, feature in enumerate(cohort.features):
        for level, name in enumerate(feature.groups):
            rows = np.flatnonzero(answered.scored & (cohort.codes[:, axis] == level))
            if len(rows):
                places = np.arange(min(most, len(rows))) * len(rows) // min(most, len(rows))
                group = Group.of((feature.name, name))
                found.append(Sample(group=group, rows=rows[places], of=len(rows)))
    return tuple(found)


def _case(answered: AnsweredCohort, row: int, kinds: tuple[PictureKind, ...]) -> Case:
    cohort, predictions, emotions = answered.cohort, answered.predictions, answered.labels.emotions
    true, code = int(answered.true[row]), int(predictions.predicted[row])
    groups = tuple(
        Group.of((feature.name, feature.groups[level]))
        for feature, level in zip(cohort.features, cohort.codes[row], strict=True)
    )
    case = Case(
        row=row,
        image=cohort.images[row],
        kinds=kinds,
        groups=groups,
        label=emotions[true],
        predicted=emotions[code],
    )
    if predictions.probabilities is None:
        return case
    probabilities = predictions.probabilities[row]
    case = replace(
        case,
        certainty=float(probabilities[code]),
        of_label=float(probabilities[true]),
        entropy=float(normalised_entropy(probabilities[None])[0]),
    )
    if PictureKind.MIXED not in kinds:
        return case
    second = int(np.where(np.arange(len(emotions)) == code, -1.0, probabilities).argmax())
    return replace(case, second=emotions[second], of_second=float(probabilities[second]))
