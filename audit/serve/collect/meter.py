"""The meter of one limit: people there, people a verdict asks for, what the next hundred would change.

People are counted, not pictures: the plan of `emotion-audit power` is for pictures of different people, and several of
one person tell less. Without a column `subject` every picture is of another person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from audit.api import plan
from audit.domain.cohort.groups import UNKNOWN
from audit.errors import UsageError
from audit.serve.collect.aims import Aim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.results.planning import Plan

NEXT = 100
"""People whose effect is foretold."""

MOST_GROUPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMeter:
    """One group.

    Attributes
    ----------
    name
        The group.
    pictures, people
        There so far.
    next
        How many of the next hundred people should be of this group, so that the smallest grow first.
    """

    name: str
    pictures: int
    people: int
    next: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """One limit.

    Attributes
    ----------
    aim
        The limit.
    groups
        In the order of the cohort; people of no known group are not among them.
    unknown
        Pictures of people who did not say.
    needed
        People in every group for a PASS with a probability of .8, were all groups alike; None where no number that can
        be collected is enough.
    now, then
        Probability of a PASS, were all groups alike, with as many in every group as the smallest has; and after the
        next hundred. None where the smallest group is empty.
    """

    aim: Aim
    groups: tuple[GroupMeter, ...]
    unknown: int
    needed: int | None
    now: float | None
    then: float | None


def meter(cohort: Cohort, aim: Aim, *, rate: float) -> Meter:
    """Return the meter of one limit for a cohort.

    Parameters
    ----------
    cohort
        What was collected.
    aim
        The limit.
    rate
        Success rate that is expected, 0 to 1.

    Raises
    ------
    UsageError
        When there is no such feature, fewer than two groups, or too many.
    """
    feature, names = aim.feature, [each.name for each in cohort.features]
    if feature not in names:
        raise UsageError(f"The cohort has no feature '{feature[:60]}'; it has {', '.join(names) or 'none'}.")
    axis = names.index(feature)
    known = [(code, name) for code, name in enumerate(cohort.features[axis].groups) if name != UNKNOWN]
    if not 2 <= len(known) <= MOST_GROUPS:  # noqa: PLR2004 - a disparity is between two
        raise UsageError(f"'{feature}' has {len(known)} groups; 2 to {MOST_GROUPS} can be compared.")
    counted = _counted(cohort, aim.emotion)
    rows = [np.flatnonzero(counted & (cohort.codes[:, axis] == code)) for code, _ in known]
    people = [len(of) if cohort.subjects is None else len(np.unique(cohort.subjects[of])) for of in rows]
    shares = shared_out(people, NEXT)
    grown = [there + more for there, more in zip(people, shares, strict=True)]
    return Meter(
        aim=aim,
        groups=tuple(
            GroupMeter(name=name, pictures=len(of), people=there, next=more)
            for (_, name), of, there, more in zip(known, rows, people, shares, strict=True)
        ),
        unknown=int(counted.sum()) - sum(map(len, rows)),
        needed=_planned(len(known), aim, rate, None).needed[0].images,
        now=_passes(len(known), aim, rate, min(people)),
        then=_passes(len(known), aim, rate, min(grown)),
    )


def _counted(cohort: Cohort, emotion: str | None) -> NDArray[np.bool_]:
    """Return which rows count for an aim: those of its emotion, or all."""
    if emotion is None:
        return np.ones(len(cohort), np.bool_)
    return np.equal(cohort.y_true, cohort.labels.emotions.index(emotion))


def shared_out(there: Sequence[int], more: int) -> list[int]:
    """Return how many of so many newcomers each group gets, so that the smallest group becomes as large as it can.

    >>> shared_out([5, 0, 2], 6)
    [0, 4, 2]
    """
    grown = list(there)
    for _ in range(more):
        grown[grown.index(min(grown))] += 1
    return [after - before for before, after in zip(there, grown, strict=True)]


def _passes(groups: int, aim: Aim, rate: float, people: int) -> float | None:
    if not people:
        return None
    capability = _planned(groups, aim, rate, people).capability
    return None if capability is None else capability.showings[0].shares.passed


def _planned(groups: int, aim: Aim, rate: float, people: int | None) -> Plan:
    return _plan(groups, replace(aim, feature="", emotion=None), rate, people)


@lru_cache(maxsize=128)
def _plan(groups: int, aim: Aim, rate: float, people: int | None) -> Plan:
    """Return the plan of an aim; the names of its feature and emotion make no other plan."""
    return plan(
        groups=groups,
        limit=aim.limit,
        comparison=aim.comparison,
        confidence=aim.confidence,
        rate=rate,
        per_group=people,
    )
