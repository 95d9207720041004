"""The cohort before the model is blamed: how evenly groups are represented, and which emotions go with which group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, packed
from audit.domain.cohort.groups import UNKNOWN
from audit.domain.cohort.representation import (
    NO_GROUP,
    ONE_EMOTION,
    ONE_GROUP,
    Association,
    FeatureRepresentation,
    OutstandingCell,
    Representation,
)
from audit.domain.counts.cells import CellTable
from audit.measure.cohort import association as measures
from audit.measure.rates.entropy import entropy_in_nats

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.representation import Values

Counts = NDArray[np.int64]

_TWO = 2
_SEED = 0
"""Of the random tables: no policy has a say in what a cohort is."""


def representation(cohort: Cohort) -> Representation:
    """Return how balanced a cohort is by each of its sensitive features.

    Every row of the manifest counts whose label is one of the cohort's emotions, whatever became of it in an audit.
    Rows whose group is not known are counted apart. The order and names of groups, emotions, people and rows change no
    measure.

    Parameters
    ----------
    cohort
        With `subjects`, chance deals people with all their pictures out to the groups; without, it deals pictures.
    """
    return Representation(
        emotions=cohort.labels.emotions,
        features=tuple(_feature(cohort, axis) for axis in range(len(cohort.features))),
    )


def effective_number(sizes: Counts) -> float | None:
    """Return the effective number of groups exp(H), with H Shannon's entropy of their shares (Jost 2006, Oikos 113).

    >>> round(effective_number(np.array([5, 5, 5, 0])), 9)
    3.0
    """
    return float(np.exp(_entropy(sizes))) if sizes.any() else None


def evenness(sizes: Counts) -> float | None:
    """Return Shannon's evenness H / ln R over the R groups with images (Pielou 1966), 0 to 1; None for R < 2."""
    present = int(np.count_nonzero(sizes))
    return min(1.0, _entropy(sizes) / float(np.log(present))) if present >= _TWO else None


def deviation(sizes: Counts) -> float | None:
    """Return the normalised standard deviation of the shares of the R groups with images: sd · R / √(R − 1); 0 to 1.

    None for R < 2.
    """
    shares = sizes[sizes > 0] / max(1, sizes.sum())
    return float(shares.std() * len(shares) / np.sqrt(len(shares) - 1)) if len(shares) >= _TWO else None


def imbalance(sizes: Counts) -> float | None:
    """Return the images of the largest group for each of the smallest that has any; None without images."""
    present = sizes[sizes > 0]
    return float(present.max() / present.min()) if len(present) else None


def _entropy(sizes: Counts) -> float:
    return float(entropy_in_nats((sizes / sizes.sum())[None, :])[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Rows of the manifest with a known group and label, and the person in each: whole numbers, shape (n,) each."""

    groups: Counts
    emotions: Counts
    subjects: Codes


def _feature(cohort: Cohort, axis: int) -> FeatureRepresentation:
    feature, codes = cohort.features[axis], cohort.codes[:, axis]
    known = [code for code, group in enumerate(feature.groups) if group != UNKNOWN]
    names, k = tuple(feature.groups[code] for code in known), len(cohort.labels)
    labels = packed([*range(k), k])[cohort.y_true]
    seen = CellTable.of_columns((codes, labels), (len(feature.groups), k + 1)).dense([0, 1])[:, :k]
    images = seen[known]
    sizes, undefined = images.sum(axis=1), _undefined(images)
    return FeatureRepresentation(
        feature=feature.name,
        groups=names,
        images=images,
        unknown=int(seen.sum() - images.sum()),
        effective=effective_number(sizes),
        evenness=evenness(sizes),
        deviation=deviation(sizes),
        imbalance=imbalance(sizes),
        association=None
        if undefined
        else _association(images, _rows(cohort, axis, known), names, cohort.labels.emotions),
        undefined=undefined,
        npmi=_cells(images, measures.npmi, undefined),
        ducher_z=_cells(images, measures.ducher_z, undefined),
    )


def _rows(cohort: Cohort, axis: int, known: list[int]) -> _Rows | None:
    """Return the rows of known groups and labels; None where each shows another person, so that counts say it all."""
    if cohort.subjects is None:
        return None
    place = np.full(len(cohort.features[axis].groups), -1, np.int64)
    place[known] = np.arange(len(known))
    groups = place[cohort.codes[:, axis]]
    kept = (cohort.y_true >= 0) & (groups >= 0)
    emotions = cohort.y_true[kept].astype(np.int64)
    return _Rows(groups=groups[kept], emotions=emotions, subjects=cohort.subjects[kept])


def _undefined(images: Counts) -> str:
    """Return why groups and emotions cannot go together, empty where they can."""
    groups, emotions = (int(np.count_nonzero(images.sum(axis=side))) for side in (1, 0))
    if not groups:
        return NO_GROUP
    if groups < _TWO:
        return ONE_GROUP
    return ONE_EMOTION if emotions < _TWO else ""


def _cells(images: Counts, measure: Callable[[Counts], NDArray[np.float64]], undefined: str) -> Values:
    """Return a measure of each cell, None in the rows and columns without an image."""
    values = np.full(images.shape, np.nan)
    if not undefined:
        used = np.ix_(images.any(axis=1), images.any(axis=0))
        values[used] = measure(images[used])
    return tuple(tuple(None if np.isnan(value) else float(value) for value in row) for row in values)


def _association(images: Counts, rows: _Rows | None, groups: tuple[str, ...], emotions: tuple[str, ...]) -> Association:
    present, occurring = np.flatnonzero(images.any(axis=1)), np.flatnonzero(images.any(axis=0))
    table = images[np.ix_(present, occurring)]
    if rows is None:
        units = measures.single_units(table)
    else:
        places = np.searchsorted(present, rows.groups), np.searchsorted(occurring, rows.emotions)
        units = measures.units_of(*places, rows.subjects, table.shape)
    found = measures.chance(table, units, seed=_SEED)
    independent = rows is None or len(np.unique(rows.subjects)) == len(rows.subjects)
    usual = measures.phi_squared_by_chance(table) if independent else float(found.phi_squared.mean())
    return Association(
        cramers_v=measures.cramers_v(table),
        corrected=measures.corrected_v(table, usual),
        by_chance=float(np.sqrt(usual / (min(table.shape) - 1))),
        p_value=measures.p_value(table, found),
        tables=len(found.phi_squared),
        mutual_information=measures.mutual_information(table),
        theils_u=measures.theils_u(table),
        outstanding=_outstanding(table, found, [groups[g] for g in present], [emotions[e] for e in occurring]),
    )


def _outstanding(
    table: Counts, found: measures.Chance, groups: list[str], emotions: list[str]
) -> tuple[OutstandingCell, ...]:
    usual, distance = measures.expected(table), np.abs(measures.residuals(table))
    beyond = np.argwhere(measures.telling(table) & (distance > found.critical))
    ordered = sorted(beyond.tolist(), key=lambda cell: -round(float(distance[tuple(cell)]), 9))
    return tuple(
        OutstandingCell(group=groups[g], emotion=emotions[e], images=int(table[g, e]), expected=float(usual[g, e]))
        for g, e in ordered
    )
