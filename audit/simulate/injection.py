"""Predictions with a known, injected disparity: whole audits whose truth is known because it was put in.

A *world* is what an audit cannot see (`audit.domain.results.worlds`). Here it is made from one confusion matrix for all
groups, one group is moved away from the others, and audits are drawn from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import find_features
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted_cells import CountedCells, counted_cells
from audit.domain.counts.counts import CountTable
from audit.domain.results.worlds import World
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.counts.confusion import ConfusionCounts

Chances = NDArray[np.float64]


def common_world(table: CountTable, names: tuple[str, ...], common: ConfusionCounts) -> World:
    """Return the world in which every group is answered by one confusion matrix.

    Recall is then the same in every group, but a rate over pictures of several labels is not where groups differ in
    their labels; see `levelled`.

    Parameters
    ----------
    table
        Scored images; the pictures of the world.
    names
        Features that make its groups.
    common
        Confusion matrix that gives P(predicted | true); an emotion without a picture in it is answered by chance.

    Raises
    ------
    UsageError
        When a feature is unknown.
    """
    features = find_features(names, table.features)
    axes = [*(table.features.index(feature) for feature in features), len(table.features)]
    shape = tuple(table.cells.shape[axis] for axis in axes)
    kinds = CellTable(shape=shape, keys=table.cells.keys[:, axes], counts=table.cells.counts)
    support = common.support[:, None]
    chances = np.where(support > 0, common.cells / np.maximum(support, 1), 1 / len(table.labels))
    return World(
        labels=table.labels,
        features=features,
        keys=kinds.keys,
        images=kinds.counts,
        chances=chances[kinds.keys[:, -1]],
    )


def levelled(world: World, groups: tuple[Group, ...], metric: str, emotion: str | None, rate: float) -> World:
    """Return the world in which each of these groups, which share no picture, has this true rate; see `inject`."""
    for group in groups:
        world = inject(world, group, metric, emotion, rate)
    return world


def inject(world: World, group: Group, metric: str, emotion: str | None, rate: float) -> World:
    """Return the world in which a group has this true rate, all else unchanged.

    Answers that count for the rate turn into ones that do not, all with the same chance, or the reverse; where they go
    follows the answers already given in their place. A precision is set by turning right answers into wrong ones at the
    same number of answers, or with the fewest answers taken away where its pictures do not suffice.

    Parameters
    ----------
    world
        Before.
    group
        Whose rate is set.
    metric, emotion
        A share of images; its emotion, or None.
    rate
        The true rate, 0 to 1.

    Returns
    -------
    World
        Unchanged where the group has no such rate.

    Raises
    ------
    UsageError
        When the rate is no number from 0 to 1, or the metric is no share of images.
    """
    if not 0 <= rate <= 1:
        raise UsageError(f"a true rate is a number from 0 to 1, found {rate}")
    cells = counted_cells(world.labels, metric, emotion)
    if cells.of_labels:
        return _with_share(world, world.rows(group), cells, rate)
    if not cells.right_of_answers:
        raise UsageError(f"no world can be made of metric '{metric}': it is a share of neither labels nor answers")
    return _with_precision(world, group, emotion, rate)


def _with_precision(world: World, group: Group, emotion: str | None, rate: float) -> World:
    """Return the world in which this share of a group's answers of an emotion is right."""
    right, other = (world.support(group, name, emotion) for name in ("recall", "false_positive_rate"))
    answers = world.support(group, "precision", emotion)
    room = (right / rate if rate > 0 else np.inf, other / (1 - rate) if rate < 1 else np.inf)
    answers = min(answers, *room)
    if right:
        world = inject(world, group, "recall", emotion, min(1.0, rate * answers / right))
    if other:
        world = inject(world, group, "false_positive_rate", emotion, min(1.0, (1 - rate) * answers / other))
    return world


def _with_share(world: World, among: NDArray[np.bool_], cells: CountedCells, rate: float) -> World:
    labels = world.keys[:, -1]
    limited = np.asarray(cells.base.any(axis=1))
    rows = np.flatnonzero(among & limited[labels])
    if not len(rows):
        return world
    before, hits = world.chances[rows], cells.hits[labels[rows]]
    share = (before * hits).sum(axis=1)
    overall = float(np.average(share, weights=world.images[rows]))
    moved = share * (rate / overall) if rate < overall else share + (1 - share) * _portion(rate - overall, 1 - overall)
    moved = np.clip(moved, 0, 1)
    chances = np.array(world.chances)
    chances[rows] = moved[:, None] * _within(before, hits) + (1 - moved)[:, None] * _within(before, ~hits)
    return replace(world, chances=chances)


def _portion(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole > 0 else 0.0


def _within(chances: Chances, cells: NDArray[np.bool_]) -> Chances:
    """Return the chances within some cells of each row, summing to 1; equal ones where the row has none there."""
    inside = np.where(cells, chances, 0.0)
    total = inside.sum(axis=1, keepdims=True)
    equal = cells / cells.sum(axis=1, keepdims=True)
    return np.where(total > 0, inside / np.where(total > 0, total, 1), equal)


def draw(world: World, rng: np.random.Generator) -> CountTable:
    """Return the counts of one audit of this world: every picture is answered on its own."""
    counts = rng.multinomial(world.images, world.chances)
    rows, predicted = np.nonzero(counts)
    k = len(world.labels)
    cells = CellTable(
        shape=(*(len(feature.groups) for feature in world.features), k, k),
        keys=np.column_stack([world.keys[rows], predicted]),
        counts=counts[rows, predicted],
    )
    return CountTable(labels=world.labels, features=world.features, cells=cells)
