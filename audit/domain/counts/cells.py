"""Tables of cells: counts are the sufficient statistic, after them nothing depends on the number of images.

Words: a *cell* is one combination of levels (groups, true emotion, predicted emotion) and how many images fell into it.
Tables of cells add up: shards, workers and machines count apart and are summed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
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

    def along_with(self, other: CellTable) -> CellTable:
        """Return the sum of two tables of which one may know fewer levels of the first axis."""
        shape = (max(self.shape[0], other.shape[0]), *self.shape[1:])
        return replace(self, shape=shape) + replace(other, shape=shape)

    @property
    def total(self) -> int:
        """Number of images."""
        return int(self.counts.sum())

    def same_as(self, other: CellTable) -> bool:
        """Whether both hold the same images in the same cells."""
        keys, counts = np.array_equal(self.keys, other.keys), np.array_equal(self.counts, other.counts)
        return self.shape == other.shape and keys and counts

    def without_last_axis(self) -> CellTable:
        """Return the same images whatever their level of the last axis."""
        return CellTable(shape=self.shape[:-1], keys=self.keys[:, :-1], counts=self.counts)

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
    """Return the numbers that occur in blocks of numbers from 0 on, in order, and how often."""
    parts = [np.unique(block, return_counts=True) for block in numbers]
    nothing = np.zeros(0, np.int64)
    found, counts = (np.concatenate([nothing, *(each[i] for each in parts)]) for i in (0, 1))
    order = np.argsort(found, kind="stable")
    found, counts = found[order], counts[order]
    starts = np.flatnonzero(np.diff(found, prepend=-1))
    return found[starts], np.add.reduceat(counts, starts) if len(starts) else counts


def _numbers(columns: Sequence[NDArray[Any]], shape: Sequence[int]) -> NDArray[np.int64]:
    """Return the number of each image's cell, int64, shape (n,): the levels of its axes as the digits of a number."""
    number = np.zeros(len(columns[0]), np.int64)
    for column, levels in zip(columns, shape, strict=True):
        if len(column) and not 0 <= int(column.min()) <= int(column.max()) < levels:
            raise InputError(f"a table of cells names a level outside its shape {tuple(shape)}")
        number *= levels
        number += column
    return number
