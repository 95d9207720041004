"""Arrays inside frozen values, copied once, then read-only; and long ones gone through without copies of them."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Codes = NDArray[np.int8 | np.int16 | np.int32 | np.int64]
"""Whole numbers that stand for names, in as few bytes as hold them."""


def frozen(values: Any, dtype: type[np.generic]) -> NDArray[Any]:  # noqa: ANN401 - anything numpy can read
    """Return a read-only copy of `values` as an array of `dtype`, or the array itself that nobody can write to."""
    if isinstance(values, np.ndarray) and values.dtype == dtype and not values.flags.writeable and _is_whole(values):
        return values
    array = np.array(values, dtype=dtype, copy=True)
    array.setflags(write=False)
    return array


def given_away(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array that was just made and that nobody else has, read-only: whoever freezes it makes no copy."""
    if array.base is None:
        array.setflags(write=False)
    return array


def _is_whole(array: NDArray[Any]) -> bool:
    """Return whether an array is no view of another one, which somebody may write to."""
    return not isinstance(array.base, np.ndarray)


def packed(values: Any) -> Codes:  # noqa: ANN401 - anything numpy can read
    """Return a read-only copy of whole numbers in the fewest bytes that hold each of them.

    Arithmetic on what comes back stays in as few bytes: widen it first. To compare, index and count with it is safe.

    >>> packed([0, 1, -1]).dtype.name, packed([0, 128]).dtype.name
    ('int8', 'int16')
    """
    whole = values if isinstance(values, np.ndarray) and values.dtype.kind == "i" else np.asarray(values, np.int64)
    least, most = (int(whole.min()), int(whole.max())) if whole.size else (0, 0)
    few = (kind for kind in (np.int8, np.int16, np.int32) if np.iinfo(kind).min <= least and most <= np.iinfo(kind).max)
    return frozen(whole, next(few, np.int64))


BLOCK = 1 << 16
"""Rows that are gone through at a time: what is made of them on the way then stays in the cache."""


def chosen(rows: NDArray[Any], which: NDArray[np.bool_]) -> NDArray[Any]:
    """Return the rows of an array that are chosen: the array itself where all are."""
    return rows if which.all() else rows[which]


def in_blocks(rows: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield an array in blocks of rows; one block without a row where it has none."""
    for start in range(0, max(len(rows), 1), BLOCK):
        block = rows[start : start + BLOCK]
        yield block
        let_go(block)


def overlapping(rows: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield an array in blocks of which each begins with the last row of the one before: to look at neighbours."""
    for start in range(0, max(len(rows) - 1, 1), BLOCK):
        yield rows[start : start + BLOCK + 1]


def occurrences(codes: NDArray[np.integer], levels: int) -> NDArray[np.int64]:
    """Return how often each code from 0 on and below `levels` occurs, int64, shape (levels,)."""
    found = np.zeros(levels, np.int64)
    for block in in_blocks(codes):
        found += np.bincount(block[block >= 0], minlength=levels)
    return found


def rising(rows: NDArray[Any]) -> bool:
    """Return whether each number is above the one before it, and none is below 0."""
    return (not len(rows) or bool(rows[0] >= 0)) and all(np.all(block[1:] > block[:-1]) for block in overlapping(rows))


def let_go(array: NDArray[Any]) -> None:
    """Take no more memory for an array that lies in a file: whoever looks at it again has it read again.

    An array that lies in memory stays there.
    """
    whole = array
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    file: Any = whole.base
    advice = getattr(mmap, "MADV_DONTNEED", None)  # which not every system has
    if not isinstance(file, mmap.mmap) or advice is None or not array.size:
        return
    first = byte_bounds(whole)[0]
    start, stop = (each - first for each in byte_bounds(array))
    start -= start % mmap.PAGESIZE
    file.madvise(advice, start, stop - start)


def by_blocks(function: Callable[[NDArray[Any]], NDArray[Any]], rows: NDArray[Any]) -> NDArray[Any]:
    """Return what a function that looks at each row by itself makes of an array."""
    blocks = in_blocks(rows)
    first = function(next(blocks))
    whole, filled = np.empty((len(rows), *first.shape[1:]), first.dtype), len(first)
    whole[:filled] = first
    for block in blocks:
        found = function(block)
        whole = whole.astype(np.promote_types(whole.dtype, found.dtype), copy=False)
        whole[filled : filled + len(found)] = found
        filled += len(found)
    return whole
