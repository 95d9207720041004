"""The count table: scored images by every sensitive feature, true emotion and predicted emotion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import Group, SensitiveFeature, find_features
from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.cells import CellTable
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.told import CountsTold
from audit.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCounts:
    """The images of one group.

    Attributes
    ----------
    group
        The group.
    confusion
        By true and predicted emotion.
    graded
        int64, shape (grades,): by grade; None where only decisions are known.
    """

    group: Group
    confusion: ConfusionCounts
    graded: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Scored images by every sensitive feature, true emotion and predicted emotion.

    Attributes
    ----------
    labels
        Emotions in model order.
    features
        Sensitive features, one axis each.
    cells
        Axes: the features in order, then true emotion, then predicted emotion.
    graded
        The same images by grade (see `Grading`). Axes: the features in order, then true emotion, then grade; None where
        only decisions are known.
    told
        What is known of the pictures; in a result of an earlier version everything.
    """

    labels: LabelSet
    features: tuple[SensitiveFeature, ...]
    cells: CellTable
    graded: CellTable | None = None
    told: CountsTold = CountsTold.PICTURES

    def __post_init__(self) -> None:
        expected = (*(len(f.groups) for f in self.features), len(self.labels), len(self.labels))
        if self.cells.shape != expected:
            raise InputError(f"a count table over these features has shape {expected}, found {self.cells.shape}")
        if self.graded is not None and not self.cells.without_last_axis().same_as(self.graded.without_last_axis()):
            raise InputError("the grades of a count table are of the same images as its answers, group by group")

    def __add__(self, other: CountTable) -> CountTable:
        if (self.labels, self.features) != (other.labels, other.features):
            raise InputError("count tables add up when their emotions and sensitive features agree")
        if self.told is not other.told:
            raise InputError("count tables add up when both tell the same of their pictures")
        if (self.graded is None) != (other.graded is None):
            raise InputError("count tables add up when both hold grades, or neither")
        graded = None if self.graded is None or other.graded is None else self.graded + other.graded
        cells = self.cells + other.cells
        return CountTable(labels=self.labels, features=self.features, cells=cells, graded=graded, told=self.told)

    def overall(self) -> ConfusionCounts:
        """Return the confusion matrix of all scored images."""
        last = len(self.features)
        return ConfusionCounts(labels=self.labels, cells=self.cells.dense([last, last + 1]))

    def grades(self) -> NDArray[np.int64] | None:
        """int64, shape (k, grades): scored images by true emotion and grade; None where only decisions are known."""
        last = len(self.features)
        return None if self.graded is None else self.graded.dense([last, last + 1])

    def by(self, names: tuple[str, ...]) -> tuple[GroupCounts, ...]:
        """Return the counts of each group of one feature, or of each intersection that occurs of several.

        All groups of a single feature are returned, also those without a scored image.
        """
        k = len(self.labels)
        groups, which = self.groups(names), self.positions(names, self.cells.keys[:, :-2])
        matrices = np.zeros((len(groups), k, k), np.int64)
        np.add.at(matrices, (which, self.cells.keys[:, -2], self.cells.keys[:, -1]), self.cells.counts)
        graded = self._graded_by(names, len(groups))
        return tuple(
            GroupCounts(
                group=group,
                confusion=ConfusionCounts(labels=self.labels, cells=cells),
                graded=None if graded is None else graded[i],
            )
            for i, (group, cells) in enumerate(zip(groups, matrices, strict=True))
        )

    def _graded_by(self, names: tuple[str, ...], groups: int) -> NDArray[np.int64] | None:
        """Return the images of each group by grade, int64, shape (groups, grades)."""
        if self.graded is None:
            return None
        table = np.zeros((groups, self.graded.shape[-1]), np.int64)
        which = self.positions(names, self.graded.keys[:, :-2])
        np.add.at(table, (which, self.graded.keys[:, -1]), self.graded.counts)
        return frozen(table, np.int64)

    def groups(self, names: tuple[str, ...]) -> tuple[Group, ...]:
        """Return the groups of one feature, or the intersections that occur of several, in the order of `by`."""
        chosen = find_features(names, self.features)
        return tuple(
            Group.of(*((f.name, f.groups[level]) for f, level in zip(chosen, row, strict=True)))
            for row in self._levels(names)
        )

    def positions(self, names: tuple[str, ...], levels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the position in `groups(names)` of rows of levels of all features, shape (m, features); −1 = none."""
        axes = [self.features.index(feature) for feature in find_features(names, self.features)]
        if len(axes) == 1:
            return levels[:, axes[0]]
        known = self._levels(names)
        code = np.zeros(len(known) + len(levels), np.int64)
        for axis, column in zip(axes, np.concatenate([known, levels[:, axes]]).T, strict=True):
            code = np.unique(code * self.cells.shape[axis] + column, return_inverse=True)[1].reshape(-1)
        position = np.full(code.max(initial=0) + 1, -1, np.int64)
        position[code[: len(known)]] = np.arange(len(known))
        return np.asarray(position[code[len(known) :]])

    def _levels(self, names: tuple[str, ...]) -> NDArray[np.int64]:
        """Return the groups as levels of the features, int64, shape (g, features)."""
        axes = [self.features.index(feature) for feature in find_features(names, self.features)]
        if len(axes) == 1:
            return np.arange(self.cells.shape[axes[0]])[:, None]
        return np.unique(self.cells.keys[:, axes], axis=0)
