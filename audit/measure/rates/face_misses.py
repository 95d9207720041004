"""In whose pictures no face was found, or a wrong one: a model that never sees a face does nobody's emotion justice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.answers.face_misses import FaceMisses, FaceOverlaps
from audit.domain.cohort.groups import Group
from audit.domain.cohort.predictions import Outcome
from audit.domain.counts.rates import Interval, Rate
from audit.measure.rates.clustering import Clusters, correlation, design_effects
from audit.measure.rates.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.answers.summary import Summary
    from audit.domain.arrays import Codes
    from audit.domain.cohort.groups import SensitiveFeature

Counts = NDArray[np.int64]


def face_misses(summary: Summary, confidence: float) -> tuple[FaceMisses, ...]:
    """Return how often no face was found, over all pictures and for each group; empty where every face was found.

    Intervals are Wilson's; pictures of one person count for as much less as they are alike.

    Parameters
    ----------
    summary
        Of all rows.
    confidence
        Of the intervals, 0 to 1.
    """
    k, people = len(summary.labels), summary.people if summary.several else None
    cells = summary.rows if people is None else people
    missed = cells.keys[:, -1] == k + Outcome.NO_FACE.code
    if not missed.any():
        return ()
    seen = missed | (cells.keys[:, -1] < k)
    keys, images = cells.keys[seen], cells.counts[seen]
    persons = None if people is None else np.unique(keys[:, 0], return_inverse=True)[1].reshape(-1)
    codes = keys[:, :-2] if people is None else keys[:, 1:-2]
    return tuple(
        FaceMisses(group=share.group, rate=share.rate, interval=share.interval)
        for groups, of in _groupings(summary.features, codes)
        for share in _shares(groups, of, images * missed[seen], images, persons=persons, confidence=confidence)
    )


def face_overlaps(answered: AnsweredCohort, confidence: float) -> tuple[FaceOverlaps, ...]:
    """Return how found face boxes lie on the manifest's, over all pictures and for each group; empty without any.

    Intervals are those of `face_misses`. A picture in which no face was found has no overlap; it is among the misses.

    Parameters
    ----------
    answered
        Row by row.
    confidence
        Of the intervals, 0 to 1.
    """
    predictions = answered.predictions
    if predictions.overlaps is None:
        return ()
    held = np.flatnonzero(~np.isnan(predictions.overlaps))
    overlaps, persons = predictions.overlaps[held], _persons(answered, held)
    wrong = (predictions.outcomes[held] == Outcome.WRONG_FACE.code).astype(np.int64)
    ones = np.ones_like(wrong)
    return tuple(
        _overlaps(share, overlaps[codes == place])
        for groups, codes in _groupings(answered.cohort.features, answered.cohort.codes[held])
        for place, share in enumerate(_shares(groups, codes, wrong, ones, persons=persons, confidence=confidence))
    )


def _overlaps(share: _Share, overlaps: NDArray[np.float64]) -> FaceOverlaps:
    lower, median = np.percentile(overlaps, [25, 50]).tolist() if len(overlaps) else (None, None)
    return FaceOverlaps(group=share.group, wrong=share.rate, interval=share.interval, lower=lower, median=median)


def _groupings(
    features: tuple[SensitiveFeature, ...], codes: Codes
) -> Iterator[tuple[tuple[Group | None, ...], Codes]]:
    """Give groups and the group of each row: all pictures as one, then the groups of each feature."""
    yield (None,), np.zeros(len(codes), np.int64)
    for feature, of in zip(features, codes.T, strict=True):
        yield tuple(Group.of((feature.name, name)) for name in feature.groups), of


def _persons(answered: AnsweredCohort, rows: Counts) -> Counts | None:
    """Return the person in each row by numbers from 0 without a gap; None where each row shows another."""
    subjects = answered.subjects
    return None if subjects is None else np.asarray(np.unique(subjects[rows], return_inverse=True)[1].reshape(-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """Share of the pictures of a group that ended in some way."""

    group: Group | None
    rate: Rate
    interval: Interval | None


def _shares(
    groups: tuple[Group | None, ...],
    codes: Codes,
    ended: Counts,
    images: Counts,
    *,
    persons: Counts | None,
    confidence: float,
) -> tuple[_Share, ...]:
    """Return the share of the images of each group that ended so; each row stands for some images, shape (n,)."""
    x, n = (np.bincount(codes, counted, len(groups)) for counted in (ended, images))
    effects = np.ones(len(groups)) if persons is None else _effects(len(groups), codes, ended, images, persons)
    return tuple(
        _Share(
            group=group,
            rate=Rate(numerator=int(x[i]), denominator=int(n[i])),
            interval=wilson(float(x[i] / effects[i]), float(n[i] / effects[i]), confidence),
        )
        for i, group in enumerate(groups)
    )


def _effects(groups: int, codes: Codes, ended: Counts, images: Counts, persons: Counts) -> NDArray[np.float64]:
    """Return the design effect of each group, shape (groups,), at least 1."""
    shape = (int(persons.max()) + 1, groups)
    x, n = np.zeros(shape), np.zeros(shape)
    np.add.at(n, (persons, codes), images)
    np.add.at(x, (persons, codes), ended)
    found = Clusters(x=x, n=n, present=n > 0, people=np.ones((shape[0], 1)))
    return design_effects(found, correlation(found))
