"""In whose pictures no face was found: a model that never sees a face does nobody's emotion justice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.answers.face_misses import FaceMisses
from audit.domain.cohort.groups import Group
from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.rates import Rate
from audit.measure.rates.clustering import Clusters, correlation, design_effects
from audit.measure.rates.intervals import wilson

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort

Counts = NDArray[np.int64]


def face_misses(answered: AnsweredCohort, confidence: float) -> tuple[FaceMisses, ...]:
    """Return how often no face was found, over all pictures and for each group; empty where every face was found.

    Intervals are Wilson's; pictures of one person count for as much less as they are alike.

    Parameters
    ----------
    answered
        Row by row.
    confidence
        Of the intervals, 0 to 1.
    """
    cohort, predictions, subjects = answered.cohort, answered.predictions, answered.subjects
    missed = predictions.outcomes == Outcome.NO_FACE.code
    if not missed.any():
        return ()
    seen = np.flatnonzero(missed | answered.scored)
    missed, persons = missed[seen].astype(np.int64), None if subjects is None else _numbered(subjects[seen])
    found = _rates((None,), np.zeros(len(seen), np.int64), missed, persons, confidence)
    for axis, feature in enumerate(cohort.features):
        groups = tuple(Group.of((feature.name, name)) for name in feature.groups)
        found += _rates(groups, cohort.codes[seen, axis], missed, persons, confidence)
    return found


def _numbered(subjects: Counts) -> Counts:
    """Return people by numbers from 0 without a gap."""
    return np.asarray(np.unique(subjects, return_inverse=True)[1].reshape(-1))


def _rates(
    groups: tuple[Group | None, ...], codes: Counts, missed: Counts, persons: Counts | None, confidence: float
) -> tuple[FaceMisses, ...]:
    x, n = np.bincount(codes[missed > 0], minlength=len(groups)), np.bincount(codes, minlength=len(groups))
    effects = np.ones(len(groups)) if persons is None else _effects(len(groups), codes, missed, persons)
    return tuple(
        FaceMisses(
            group=group,
            rate=Rate(numerator=int(x[i]), denominator=int(n[i])),
            interval=wilson(float(x[i] / effects[i]), float(n[i] / effects[i]), confidence),
        )
        for i, group in enumerate(groups)
    )


def _effects(groups: int, codes: Counts, missed: Counts, persons: Counts) -> NDArray[np.float64]:
    """Return the design effect of each group, shape (groups,), at least 1."""
    shape = (int(persons.max()) + 1, groups)
    x, n = np.zeros(shape), np.zeros(shape)
    np.add.at(n, (persons, codes), 1.0)
    np.add.at(x, (persons, codes), missed)
    found = Clusters(x=x, n=n, present=n > 0, people=np.ones((shape[0], 1)))
    return design_effects(found, correlation(found))
