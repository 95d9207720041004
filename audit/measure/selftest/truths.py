"""What a limit's disparity truly is in a world: worked out from the expected counts, as an audit does from its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import Group
from audit.domain.counts.metrics import find_metric
from audit.measure.bounds.strata import pooled
from audit.measure.disparities.batched import true_disparity
from audit.measure.rates.averages import over_emotions

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.results.worlds import World

Values = NDArray[np.float64]

_DECIMALS = 12
"""Beyond these, differences are those of floating point."""


def true_values(world: World, criterion: Criterion, groups: tuple[Group, ...]) -> tuple[Values, Values]:
    """Return the true value of each group and the pictures behind it, float64, shape (K,); NaN where it has none.

    Of a notion of fairness they are those of its first metric, averaged over emotions where the notion is.
    """
    metric = find_metric(criterion.metric)
    if metric.parts:
        each = [_rates(world, groups, metric.parts[0], emotion) for emotion in emotions_of(world, criterion)]
        return np.mean([values for values, _ in each], axis=0), np.min([images for _, images in each], axis=0)
    if metric.over_emotions:
        cells = world.expected(groups)
        return over_emotions(metric.name, cells, _occurring(world)), cells.sum(axis=(-2, -1))
    if criterion.control:
        x, n = _within(world, criterion, groups)
        return pooled(x, n), n.sum(axis=1)
    return _rates(world, groups, criterion.metric, criterion.emotion)


def true_value(world: World, criterion: Criterion, groups: tuple[Group, ...]) -> float:
    """Return the true value of groups taken together: the mean by their pictures; 0 where none has any."""
    values, images = true_values(world, criterion, groups)
    known = np.isfinite(values) & (images > 0)
    return float(np.average(values[known], weights=images[known])) if known.any() else 0.0


def truth_of(world: World, criterion: Criterion, groups: tuple[Group, ...]) -> float:
    """Return the true disparity of a criterion between groups; NaN where too few of them have a value."""
    metric = find_metric(criterion.metric)
    if not metric.parts:
        return _disparity(criterion, groups, *true_values(world, criterion, groups))
    worst = np.fmin.reduce if criterion.comparison.limit_is_minimum else np.fmax.reduce
    each = [
        worst([_disparity(criterion, groups, *_rates(world, groups, part, emotion)) for part in metric.parts])
        for emotion in emotions_of(world, criterion)
    ]
    known = [value for value in each if not math.isnan(value)]
    return round(float(np.mean(known)), _DECIMALS) if known else math.nan


def emotions_of(world: World, criterion: Criterion) -> tuple[str | None, ...]:
    """Return the emotions a criterion is about: its own, or every one that occurs where it is over emotions."""
    if not find_metric(criterion.metric).over_emotions:
        return (criterion.emotion,)
    return tuple(world.labels.emotions[place] for place in _occurring(world))


def _disparity(criterion: Criterion, groups: tuple[Group, ...], values: Values, images: Values) -> float:
    known = np.flatnonzero(np.isfinite(values) & (images > 0))
    if len(known) < criterion.comparison.fewest_groups:
        return math.nan
    some = tuple(groups[place] for place in known)
    return round(true_disparity(criterion, some, values[known].tolist(), images[known].tolist()), _DECIMALS)


def _rates(world: World, groups: tuple[Group, ...], metric: str, emotion: str | None) -> tuple[Values, Values]:
    rates = [world.rate((group,), metric, emotion) for group in groups]
    images = [world.support(group, metric, emotion) for group in groups]
    return np.array([np.nan if rate is None else rate for rate in rates], np.float64), np.array(images, np.float64)


def _occurring(world: World) -> NDArray[np.int64]:
    return np.unique(world.keys[:, -1])


def _within(world: World, criterion: Criterion, groups: tuple[Group, ...]) -> tuple[Values, Values]:
    """Return expected numerators and denominators of each group in the strata that all of them have, shape (K, S)."""
    metric, emotion = criterion.metric, criterion.emotion
    n = np.array([[world.support(cell, metric, emotion) for cell in row] for row in crossed(world, criterion, groups)])
    rates = [[world.rate((cell,), metric, emotion) or 0.0 for cell in row] for row in crossed(world, criterion, groups)]
    used = (n > 0).all(axis=0)
    return (n * np.array(rates))[:, used], n[:, used]


def crossed(world: World, criterion: Criterion, groups: tuple[Group, ...]) -> list[list[Group]]:
    """Return each group in each stratum of the control features that a picture is in, shape (K, S)."""
    axes = [[feature.name for feature in world.features].index(name) for name in criterion.control]
    strata = np.unique(world.keys[:, axes], axis=0)
    named = [
        tuple(
            (world.features[axis].name, world.features[axis].groups[level])
            for axis, level in zip(axes, row, strict=True)
        )
        for row in strata
    ]
    return [[Group.of(*group.pairs, *stratum) for stratum in named] for group in groups]
