"""Averages over emotions of a group, and how many images of a single share would be as uncertain.

The standard error is the jackknife's: one image after the other is left out. Where a person has several, it is at least
that of leaving out one person after the other, and that of images that count for as much less as being right is alike
among pictures of one person: few people may be alike by chance.
An image of one cell is like any other of that cell, so each occupied cell is left out once and counted as often as it
has images. The *effective images* are those at which a share of the same value has this standard error; the exact
bounds of that share bound the average (Korn & Graubard 1998, Survey Methodology 24). Normal bounds promise too much
near 0 and 1, where few images show no spread (measured: see `make simulate`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts.confusion import Margins
from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Average
from audit.errors import UsageError
from audit.measure.rates.clustering import People, correlation, design_effects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.domain.counts.confusion import ConfusionCounts, Sums
    from audit.domain.counts.metric import Mean
    from audit.measure.rates.clustering import PeopleOfGroups

Cells = NDArray[np.float64]
"""Confusion matrices, float64, shape (…, k, k): rows = true emotion."""

FEWEST_IMAGES = 5
"""Images of each emotion a group needs: with fewer the standard error is no guide to the error (measured)."""


def _shares(part: Sums, whole: Sums) -> Cells:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))


FEWEST_PEOPLE = 3
"""Fewer people in a group count for one image together: each may fail in emotions of their own (measured)."""


def over_emotions(metric: str, cells: Cells, emotions: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a metric over emotions of confusion matrices, shape (…); NaN where an emotion has no value."""
    of = find_metric(_mean(metric).of).fraction
    if of is None:
        raise UsageError(f"metric '{metric}' is a mean of what is no share of answers")
    sums = Margins(cells=cells, emotion=emotions)
    return np.asarray(_shares(of.numerator(sums), of.denominator(sums)).mean(axis=-1))


def _mean(metric: str) -> Mean:
    found = find_metric(metric).mean
    if found is None:
        raise UsageError(f"metric '{metric}' is no mean over emotions")
    return found


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
    if people is None:
        return tuple(_average(metric, matrix.cells, emotions) for matrix in matrices)
    right = people.behind("accuracy", None)
    effects = design_effects(right, correlation(right), alone=True)
    effects = np.where(right.persons < FEWEST_PEOPLE, right.pictures.clip(1), effects)
    return tuple(
        _average(metric, matrix.cells, emotions, people.matrices(group), float(effects[group]))
        for group, matrix in enumerate(matrices)
    )


def _average(
    metric: str, cells: NDArray[np.int64], emotions: NDArray[np.int64], people: People | None = None, effect: float = 1
) -> Average:
    support = int(cells.sum())
    if not len(emotions) or cells.sum(axis=1)[emotions].min() < FEWEST_IMAGES:
        return Average(value=None, support=support, effective=None)
    table = np.asarray(cells, np.float64)
    return Average(
        value=float(over_emotions(metric, table, emotions)),
        support=support,
        effective=float(effective_images(metric, table, emotions, people, effect)),
    )


def effective_images(
    metric: str, cells: Cells, emotions: NDArray[np.int64], people: People | None = None, effect: float = 1
) -> NDArray[np.float64]:
    """Return the images of a single share that would be as uncertain as an average over emotions, shape (…).

    Parameters
    ----------
    metric
        Name of a metric over emotions in `METRICS`.
    cells
        Confusion matrices, of many audits at once where no people are given.
    emotions
        int64: positions of the emotions it is over.
    people
        The same images by person, or None when each shows another person.
    effect
        Design effect of being right; 1 when each image shows another person.

    Notes
    -----
    Of every emotion one image that is right and one that is wrong are added first: without them an average that is
    exactly 0 or 1 would be taken for certain. Their share of the images is taken off again.
    """

    def function(left: Cells) -> NDArray[np.float64]:
        return over_emotions(metric, left, emotions)

    k, images = cells.shape[-1], cells.sum(axis=(-2, -1))
    added = np.eye(k) + (1 - np.eye(k)) / (k - 1)
    smoothed = cells + added
    variance = _jackknife(function, smoothed, _single_images(smoothed))
    if people is not None:
        left_out = _jackknife(function, smoothed, _and_images(people, added)) * _doubt(people)
        variance = np.maximum(variance * effect, left_out)
    value = function(smoothed)
    kept = images / (images + _mean(metric).taken_off * k)
    return np.asarray(np.minimum(images, value * (1 - value) / variance * kept))


def _jackknife(function: Callable[[Cells], NDArray[np.float64]], tables: Cells, units: People) -> NDArray[np.float64]:
    """Return the variance of a function of the cells when the units they consist of are left out one by one."""
    left = function(tables[..., None, :, :] - units.cells)
    n = units.people.sum(axis=-1)
    mean = (units.people * left).sum(axis=-1) / n
    return np.asarray((n - 1) / n * (units.people * (left - mean[..., None]) ** 2).sum(axis=-1))


def _single_images(tables: Cells) -> People:
    """Return the images of every cell, of which none is empty."""
    k = tables.shape[-1]
    return People(cells=np.eye(k * k).reshape(-1, k, k), people=tables.reshape(*tables.shape[:-2], k * k))


def _and_images(people: People, images: Cells) -> People:
    more = _single_images(images)
    return People(cells=np.concatenate([people.cells, more.cells]), people=np.concatenate([people.people, more.people]))


def _doubt(people: People) -> float:
    """Return by how much a variance among few people is raised: one standard error of a variance."""
    return float(1 + np.sqrt(2 / max(people.people.sum() - 1, 1)))
