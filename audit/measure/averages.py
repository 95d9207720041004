"""Averages over emotions of a group, and how many images of a single share would be as uncertain.

The standard error is the jackknife's: one image after the other is left out (one person, where a person has several).
An image of one cell is like any other of that cell, so each occupied cell is left out once and counted as often as it
has images. The *effective images* are those at which a share of the same value has this standard error; the exact
bounds of that share bound the average (Korn & Graubard 1998, Survey Methodology 24). Normal bounds promise too much
near 0 and 1, where few images show no spread (measured: see `make simulate`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.rates import Average
from audit.measure.dependence import People

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts import ConfusionCounts
    from audit.measure.dependence import PeopleOfGroups

Cells = NDArray[np.float64]
"""Confusion matrices, float64, shape (…, k, k): rows = true emotion."""

FEWEST_IMAGES = 5
"""Images of each emotion a group needs: with fewer the standard error is no guide to the error (measured)."""


def macro_recall(cells: Cells, emotions: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean over emotions of the recall, shape (…); NaN where one has no image."""
    hits = np.diagonal(cells, axis1=-2, axis2=-1)[..., emotions]
    support = cells.sum(axis=-1)[..., emotions]
    return np.asarray(_shares(hits, support).mean(axis=-1))


def macro_f1(cells: Cells, emotions: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean over emotions of F1, shape (…); NaN where one is neither labelled nor predicted."""
    hits = np.diagonal(cells, axis1=-2, axis2=-1)[..., emotions]
    both = (cells.sum(axis=-1) + cells.sum(axis=-2))[..., emotions]
    return np.asarray(_shares(2 * hits, both).mean(axis=-1))


def _shares(part: Cells, whole: Cells) -> Cells:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))


Function = Callable[[Cells, NDArray[np.int64]], NDArray[np.float64]]

_FUNCTIONS: dict[str, Function] = {
    "macro_recall": macro_recall,
    "balanced_accuracy": macro_recall,
    "macro_f1": macro_f1,
}


def over_emotions(metric: str, cells: Cells, emotions: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a metric over emotions of confusion matrices, shape (…); NaN where an emotion has no value."""
    return _FUNCTIONS[metric](cells, emotions)


def averages(
    metric: str,
    matrices: Sequence[ConfusionCounts],
    support: NDArray[np.int64],
    people: PeopleOfGroups | None = None,
) -> tuple[Average, ...]:
    """Return an average over emotions of every group.

    Parameters
    ----------
    metric
        Name of a metric over emotions in `METRICS`.
    matrices
        Confusion matrix of each group.
    support
        int64, shape (k,): images of each emotion in the cohort; it is over those that occur.
    people
        The same images by person, or None when each shows another person.
    """
    emotions = np.flatnonzero(support)
    return tuple(
        _average(_FUNCTIONS[metric], matrix.cells, emotions, None if people is None else people.matrices(group))
        for group, matrix in enumerate(matrices)
    )


def _average(
    function: Function, cells: NDArray[np.int64], emotions: NDArray[np.int64], people: People | None
) -> Average:
    support = int(cells.sum())
    if not len(emotions) or cells.sum(axis=1)[emotions].min() < FEWEST_IMAGES:
        return Average(value=None, support=support, effective=None)
    table = np.asarray(cells, np.float64)
    return Average(
        value=float(function(table, emotions)),
        support=support,
        effective=_effective(lambda left: function(left, emotions), table, people),
    )


def _effective(function: Callable[[Cells], NDArray[np.float64]], table: Cells, people: People | None) -> float:
    """Return the effective images of a function of the cells.

    Of every emotion one image that is right and one that is wrong are added first: without them an average that is
    exactly 0 or 1 would be taken for certain. Their share of the images is taken off again.
    """
    k, images = len(table), table.sum()
    added = np.eye(k) + (1 - np.eye(k)) / (k - 1)
    smoothed = table + added
    variance = _jackknife(function, smoothed, _single_images(smoothed))
    if people is not None:
        variance = max(variance, _jackknife(function, smoothed, _and_images(people, added)) * _doubt(people))
    value = float(function(smoothed))
    return float(min(images, value * (1 - value) / variance * images / (images + 2 * k)))


def _jackknife(function: Callable[[Cells], NDArray[np.float64]], table: Cells, units: People) -> float:
    """Return the variance of a function of the cells when the units they consist of are left out one by one."""
    left = function(table - units.cells)
    n = units.people.sum()
    mean = (units.people * left).sum() / n
    return float((n - 1) / n * (units.people * (left - mean) ** 2).sum())


def _single_images(table: Cells) -> People:
    k = len(table)
    occupied = np.flatnonzero(table)
    return People(cells=np.eye(k * k)[occupied].reshape(-1, k, k), people=table.reshape(-1)[occupied])


def _and_images(people: People, images: Cells) -> People:
    more = _single_images(images)
    return People(cells=np.concatenate([people.cells, more.cells]), people=np.concatenate([people.people, more.people]))


def _doubt(people: People) -> float:
    """Return by how much a variance among few people is raised: one standard error of a variance."""
    return float(1 + np.sqrt(2 / max(people.people.sum() - 1, 1)))
