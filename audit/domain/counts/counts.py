"""Counts are the sufficient statistic: after counting, nothing depends on the number of images.

Words: a *cell* is one combination of levels (groups, true emotion, predicted emotion) and how many images fell into it.
Tables of cells add up: shards, workers and machines count apart and are summed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import Group, SensitiveFeature, find_features
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import BY_WISH, OUTCOMES, Outcome
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LARGEST_NUMBER = 1 << 62
"""Cells of a shape up to which each has a number of its own, its levels taken as digits."""

_BLOCK = 1 << 18
"""Images that are counted at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTable:
    """A sparse contingency table: only combinations that occur are kept.

    Attributes
    ----------
    shape
        Number of levels of each axis.
    keys
        int64, shape (m, axes): unique rows in lexicographic order.
    counts
        int64, shape (m,): images of each row, all positive.
    """

    shape: tuple[int, ...]
    keys: NDArray[np.int64]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        keys, axes = np.asarray(self.keys, np.int64), len(self.shape)
        if not axes or keys.size % axes:
            raise InputError(f"a table of cells has rows of keys as long as its shape {self.shape}")
        keys = keys.reshape(-1, axes)
        counts = np.asarray(self.counts, np.int64)
        if len(keys) != len(counts) or np.any(counts < 0):
            raise InputError(f"a table of cells has {len(keys)} rows of keys and {len(counts)} counts, none negative")
        if np.any(keys < 0) or np.any(keys >= np.asarray(self.shape)):
            raise InputError(f"a table of cells names a level outside its shape {self.shape}")
        rows, sums = _merged(keys, counts, self.shape)
        object.__setattr__(self, "keys", frozen(rows, np.int64))
        object.__setattr__(self, "counts", frozen(sums, np.int64))

    @classmethod
    def of(cls, codes: NDArray[np.int64], shape: Sequence[int]) -> CellTable:
        """Return the table of rows of codes, shape (n, axes)."""
        codes = np.asarray(codes, np.int64).reshape(-1, len(shape))
        return cls.of_columns(tuple(codes.T), shape)

    @classmethod
    def of_columns(cls, columns: Sequence[NDArray[Any]], shape: Sequence[int]) -> CellTable:
        """Return the table of images given by the levels of one axis after the other, each whole numbers, shape (n,).

        The memory it takes does not grow with the images.
        """
        shape, n = tuple(shape), len(columns[0])
        if prod(shape) > _LARGEST_NUMBER:
            keys = np.column_stack([np.asarray(column, np.int64) for column in columns])
            return cls(shape=shape, keys=keys, counts=np.ones(n, np.int64))
        blocks = ([column[start : start + _BLOCK] for column in columns] for start in range(0, n, _BLOCK))
        numbers = (_numbers(block, shape) for block in blocks)
        few = prod(shape) <= min(n, _BLOCK)
        found, counts = _each_counted(numbers, prod(shape)) if few else _those_counted(numbers)
        return cls(shape=shape, keys=np.column_stack(np.unravel_index(found, shape)), counts=counts)

    def __add__(self, other: CellTable) -> CellTable:
        if self.shape != other.shape:
            raise InputError(f"tables of cells add up when their axes agree, found {self.shape} and {other.shape}")
        keys = np.concatenate([self.keys, other.keys])
        return CellTable(shape=self.shape, keys=keys, counts=np.concatenate([self.counts, other.counts]))

    @property
    def total(self) -> int:
        """Number of images."""
        return int(self.counts.sum())

    def same_as(self, other: CellTable) -> bool:
        """Whether both hold the same images in the same cells."""
        keys, counts = np.array_equal(self.keys, other.keys), np.array_equal(self.counts, other.counts)
        return self.shape == other.shape and keys and counts

    def dense(self, axes: Sequence[int]) -> NDArray[np.int64]:
        """Return the counts over these axes, all others summed; one dimension per axis in the order given."""
        table = np.zeros([self.shape[axis] for axis in axes], np.int64)
        np.add.at(table, tuple(self.keys[:, axis] for axis in axes), self.counts)
        return table


def _merged(
    keys: NDArray[np.int64], counts: NDArray[np.int64], shape: tuple[int, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the unique rows of `keys` in order with their counts summed; rows with no image are left out."""
    keys, counts = keys[counts > 0], counts[counts > 0]
    if not len(keys):
        return keys, counts
    if prod(shape) > _LARGEST_NUMBER:
        order = np.lexsort(keys.T[::-1])
    else:
        numbers = _numbers(list(keys.T), shape)
        if np.all(numbers[1:] > numbers[:-1]):
            return keys, counts
        order = np.argsort(numbers, kind="stable")
    keys, counts = keys[order], counts[order]
    starts = np.flatnonzero(np.r_[True, np.any(keys[1:] != keys[:-1], axis=1)])
    return keys[starts], np.add.reduceat(counts, starts)


def _each_counted(numbers: Iterable[NDArray[np.int64]], cells: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers that occur, in order, and how often, of blocks of numbers below `cells`."""
    total = np.zeros(cells, np.int64)
    for block in numbers:
        total += np.bincount(block, minlength=cells)
    found = np.flatnonzero(total)
    return found, total[found]


def _those_counted(numbers: Iterable[NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numbers that occur in blocks, and how often; a number of several blocks comes once for each."""
    parts = [np.unique(block, return_counts=True) for block in numbers]
    nothing = np.zeros(0, np.int64)
    found, counts = ([each[i] for each in parts] for i in (0, 1))
    return np.concatenate([nothing, *found]), np.concatenate([nothing, *counts]).astype(np.int64)


def _numbers(columns: Sequence[NDArray[Any]], shape: Sequence[int]) -> NDArray[np.int64]:
    """Return the number of each image's cell, int64, shape (n,): the levels of its axes as the digits of a number."""
    number = np.zeros(len(columns[0]), np.int64)
    for column, levels in zip(columns, shape, strict=True):
        if len(column) and not 0 <= int(column.min()) <= int(column.max()) < levels:
            raise InputError(f"a table of cells names a level outside its shape {tuple(shape)}")
        number *= levels
        number += column
    return number


Sums = NDArray[Any]
"""Counts of images, int64, or fractions of them, float64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The sums of confusion matrices that rates are made of.

    Attributes
    ----------
    cells
        Images, shape (…, k, k): rows = true emotion, columns = predicted emotion.
    emotion
        Code of the emotion seen against the rest, or int64 codes of several, shape (e,), which then are the last axis
        of every sum; None where no single emotion is seen, and then only `right` and `images` are known.
    """

    cells: Sums
    emotion: int | NDArray[np.int64] | None = None

    @property
    def images(self) -> Sums:
        """All images."""
        total = self.cells.sum(axis=(-2, -1))
        return np.asarray(total if isinstance(self.emotion, int | None) else total[..., None])

    @property
    def right(self) -> Sums:
        """Images answered as they are labelled, of all emotions."""
        return np.asarray(np.trace(self.cells, axis1=-2, axis2=-1))

    @property
    def hits(self) -> Sums:
        """Images of the emotion answered so: true positives."""
        return np.asarray(np.diagonal(self.cells, axis1=-2, axis2=-1)[..., self.emotion])

    @property
    def labelled(self) -> Sums:
        """Images labelled with the emotion: true positives and false negatives."""
        return np.asarray(self.cells.sum(axis=-1)[..., self.emotion])

    @property
    def answered(self) -> Sums:
        """Images answered with the emotion: true positives and false positives."""
        return np.asarray(self.cells.sum(axis=-2)[..., self.emotion])


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusionCounts:
    """A confusion matrix.

    Attributes
    ----------
    labels
        The k emotions.
    cells
        int64, shape (k, k): rows = true emotion, columns = predicted emotion.
    """

    labels: LabelSet
    cells: NDArray[np.int64]

    def __post_init__(self) -> None:
        k = len(self.labels)
        if np.shape(self.cells) != (k, k):
            raise InputError(f"a confusion matrix of {k} emotions has shape ({k}, {k}), found {np.shape(self.cells)}")
        object.__setattr__(self, "cells", frozen(self.cells, np.int64))

    def __add__(self, other: ConfusionCounts) -> ConfusionCounts:
        if self.labels != other.labels:
            raise InputError("confusion matrices add up when their emotions agree")
        return ConfusionCounts(labels=self.labels, cells=self.cells + other.cells)

    @property
    def total(self) -> int:
        """Number of images."""
        return int(self.cells.sum())

    @property
    def correct(self) -> int:
        """Number of images whose predicted emotion is the true one."""
        return int(np.trace(self.cells))

    @property
    def support(self) -> NDArray[np.int64]:
        """int64, shape (k,): images of each true emotion."""
        return frozen(self.cells.sum(axis=1), np.int64)

    def margins(self, emotion: str | None = None) -> Margins:
        """Return the sums that rates are made of, with one emotion seen against the rest, or none."""
        return Margins(cells=self.cells, emotion=None if emotion is None else self.labels.code(emotion))


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
    """

    labels: LabelSet
    features: tuple[SensitiveFeature, ...]
    cells: CellTable
    graded: CellTable | None = None

    def __post_init__(self) -> None:
        expected = (*(len(f.groups) for f in self.features), len(self.labels), len(self.labels))
        if self.cells.shape != expected:
            raise InputError(f"a count table over these features has shape {expected}, found {self.cells.shape}")
        if self.graded is not None and not _same_images(self.cells, self.graded):
            raise InputError("the grades of a count table are of the same images as its answers, group by group")

    def __add__(self, other: CountTable) -> CountTable:
        if (self.labels, self.features) != (other.labels, other.features):
            raise InputError("count tables add up when their emotions and sensitive features agree")
        if (self.graded is None) != (other.graded is None):
            raise InputError("count tables add up when both hold grades, or neither")
        graded = None if self.graded is None or other.graded is None else self.graded + other.graded
        return CountTable(labels=self.labels, features=self.features, cells=self.cells + other.cells, graded=graded)

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


def _same_images(one: CellTable, other: CellTable) -> bool:
    """Return whether two tables agree but for their last axis."""
    if one.shape[:-1] != other.shape[:-1]:
        return False
    shape = one.shape[:-1]
    (keys, counts), (others, theirs) = (_merged(table.keys[:, :-1], table.counts, shape) for table in (one, other))
    return np.array_equal(keys, others) and np.array_equal(counts, theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The outcome ledger: how every manifest row ended, by every sensitive feature.

    Attributes
    ----------
    features
        Sensitive features, one axis each.
    cells
        Axes: the features in order, then the position in `OUTCOMES`.
    """

    features: tuple[SensitiveFeature, ...]
    cells: CellTable

    def __post_init__(self) -> None:
        *levels, outcomes = self.cells.shape
        if outcomes < len(OUTCOMES):  # of an earlier version, which knew fewer
            cells = CellTable(shape=(*levels, len(OUTCOMES)), keys=self.cells.keys, counts=self.cells.counts)
            object.__setattr__(self, "cells", cells)

    def __add__(self, other: Coverage) -> Coverage:
        if self.features != other.features:
            raise InputError("ledgers add up when their sensitive features agree")
        return Coverage(features=self.features, cells=self.cells + other.cells)

    @property
    def rows(self) -> int:
        """Number of manifest rows."""
        return self.cells.total

    def overall(self) -> NDArray[np.int64]:
        """int64, shape (outcomes,): rows per outcome, in the order of `OUTCOMES`."""
        return self.cells.dense([len(self.features)])

    def of(self, outcome: Outcome) -> int:
        """Return the number of rows with this outcome."""
        return int(self.overall()[outcome.code])

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """A remark for every outcome of rows that were not scored."""
        rows = zip(OUTCOMES, self.overall().tolist(), strict=True)
        return tuple(
            Remark(
                treatment=Treatment.LEFT_OUT if outcome in BY_WISH else Treatment.NOT_SCORED,
                sentence=f"{n:,} of {self.rows:,} rows are not counted: {outcome.value}",
                by=Reader.AUDIT,
                rows=n,
            )
            for outcome, n in rows
            if n and outcome is not Outcome.SCORED
        )

    def by(self, name: str) -> NDArray[np.int64]:
        """int64, shape (groups, outcomes): rows per group of a feature and outcome."""
        axis = self.features.index(find_features((name,), self.features)[0])
        return self.cells.dense([axis, len(self.features)])
