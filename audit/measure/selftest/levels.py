"""How worlds without disparity are made, and how one group is moved away from the others, for every kind of limit.

The rate of a share of images, or of one within strata, is set directly. What is no share (an average over emotions, a
notion of several metrics) is moved along a path: the answers of a group turn, step by step, into other ones, from none
of them to all; the step is searched at which the true disparity is the one asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts.metrics import find_metric
from audit.domain.results.worlds import World
from audit.measure.selftest.truths import crossed, true_value, true_values, truth_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.groups import Group
    from audit.domain.decision.criteria import Criterion
    from audit.measure.selftest.simulator import Simulator

_HALVINGS = 50
_SAME = 1e-12


def levelled(simulator: Simulator, world: World, criterion: Criterion, groups: tuple[Group, ...]) -> World:
    """Return the world in which a criterion's value is the same in these groups, which share no picture.

    An average over emotions is the same in each of these groups, and need not be in parts of them. A notion over all
    emotions is kept by one confusion matrix for everybody in which its metrics do not depend on the mix of labels.
    """
    metric = find_metric(criterion.metric)
    if metric.parts and not metric.over_emotions:
        for part in metric.parts:
            rate = world.rate(groups, part, criterion.emotion)
            world = simulator.levelled(world, groups, part, criterion.emotion, rate or 0.0)
        return world
    if metric.parts:
        return _whatever_the_label(world, metric.parts)
    if metric.over_emotions:
        wanted = true_value(world, criterion, groups)
        for group in groups:
            world = _with_value(world, criterion, group, wanted)
        return world
    rate = world.rate(groups, criterion.metric, criterion.emotion) or 0.0
    cells = groups if not criterion.control else tuple(c for row in crossed(world, criterion, groups) for c in row)
    return simulator.levelled(world, cells, criterion.metric, criterion.emotion, rate)


def with_rate(simulator: Simulator, world: World, criterion: Criterion, group: Group, rate: float) -> World:
    """Return the world in which a group has this rate of a share of images, in every stratum if there are any."""
    cells = crossed(world, criterion, (group,))[0] if criterion.control else [group]
    for cell in cells:
        world = simulator.inject(world, cell, criterion.metric, criterion.emotion, rate)
    return world


def with_disparity(world: World, criterion: Criterion, groups: tuple[Group, ...], group: Group, wanted: float) -> World:
    """Return the world in which a group is so far from the others, or as far as its answers can bring it."""
    sign = -1.0 if criterion.comparison.limit_is_minimum else 1.0

    def beyond(found: World) -> float:
        away = sign * (truth_of(found, criterion, groups) - wanted)
        return away if math.isfinite(away) else -math.inf

    ends = []
    for path in _paths(world, criterion, group):
        if beyond(path.at(1.0)) >= -_SAME:
            return path.at(path.first(lambda each: beyond(each) >= -_SAME))
        ends.append(path.at(1.0))
    return max(ends, key=beyond)


def _whatever_the_label(world: World, parts: tuple[str, ...]) -> World:
    """Return the world whose answers keep a notion over all emotions, however the labels of the groups are mixed.

    For selection rates no answer depends on the label. For false positive rates every wrong answer is as likely after
    one label as after another. Recall alone is kept by any matrix.
    """
    k, labels = len(world.labels), world.keys[:, -1]
    cells = np.zeros((k, k))
    np.add.at(cells, labels, world.images[:, None] * world.chances)
    if parts == ("selection_rate",):
        return replace(world, chances=np.broadcast_to(cells.sum(axis=0) / cells.sum(), world.chances.shape))
    if "false_positive_rate" not in parts:
        return world
    others = cells.sum() - cells.sum(axis=1)
    wrong = np.divide(cells.sum(axis=0) - np.diagonal(cells), others, out=np.zeros(k), where=others > 0)
    wrong = wrong / max(1.0, float((wrong.sum() - wrong).max()))
    matrix = np.tile(wrong, (k, 1))
    matrix[np.arange(k), np.arange(k)] = 1 - (wrong.sum() - wrong)
    return replace(world, chances=matrix[labels])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Path:
    """A world in which the answers to some kinds of pictures turn into others.

    Attributes
    ----------
    world, rows
        Where it begins; bool, shape (m,): which kinds.
    other
        float64, shape (m, k): the chances they turn into.
    """

    world: World
    rows: NDArray[np.bool_]
    other: NDArray[np.float64]

    def at(self, step: float) -> World:
        """Return the world after a part of the way, 0 to 1."""
        chances = np.array(self.world.chances)
        chances[self.rows] = (1 - step) * chances[self.rows] + step * self.other[self.rows]
        return replace(self.world, chances=chances)

    def first(self, found: Callable[[World], bool]) -> float:
        """Return the first step at which something is found that is found at the end, by bisection."""
        if found(self.at(0.0)):
            return 0.0
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if found(self.at(middle)) else (middle, high)
        return high


def _paths(world: World, criterion: Criterion, group: Group) -> list[_Path]:
    """Return the ways a group can be moved: to be wrong, or right; of answers whatever the label, to more or fewer."""
    rows, labels, k = world.rows(group), world.keys[:, -1], len(world.labels)
    right = np.eye(k)[labels]
    if find_metric(criterion.metric).parts != ("selection_rate",):
        return [_Path(world=world, rows=rows, other=other) for other in (_without(world.chances, right), right)]
    answers = world.expected((group,))[0].sum(axis=0)
    emotion = criterion.emotion or world.labels.emotions[int(answers.argmax())]
    always = np.broadcast_to(np.eye(k)[world.labels.emotions.index(emotion)], world.chances.shape)
    return [_Path(world=world, rows=rows, other=other) for other in (always, _without(world.chances, always))]


def _without(chances: NDArray[np.float64], taken: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return chances without some answers (1 where they are), the others in proportion; equal where none is left."""
    left = chances * (1 - taken)
    total = left.sum(axis=1, keepdims=True)
    equal = (1 - taken) / np.maximum((1 - taken).sum(axis=1, keepdims=True), 1)
    return np.where(total > 0, left / np.where(total > 0, total, 1), equal)


def _with_value(world: World, criterion: Criterion, group: Group, wanted: float) -> World:
    """Return the world in which a group has this average, if its answers can bring it there."""
    value = float(true_values(world, criterion, (group,))[0][0])
    if not abs(value - wanted) > _SAME:
        return world
    sign = 1.0 if wanted > value else -1.0
    path = _paths(world, criterion, group)[1 if wanted > value else 0]

    def there(found: World) -> bool:
        return sign * (float(true_values(found, criterion, (group,))[0][0]) - wanted) >= 0

    return path.at(path.first(there) if there(path.at(1.0)) else 1.0)
