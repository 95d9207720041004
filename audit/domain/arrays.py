"""Arrays inside frozen values, copied once, then read-only; and long ones gone through without copies of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Codes = NDArray[np.int8 | np.int16 | np.int32 | np.int64]
"""Whole numbers that stand for names, in as few bytes as hold them."""


def frozen(values: Any, dtype: type[np.generic]) -> NDArray[Any]:  # noqa: ANN401 - anything numpy can read
    """Return a read-only copy of `values` as an array of `dtype`, or the array itself that nobody can write to."""
    if isinstance(values, np.ndarray) and values.dtype == dtype and not values.flags.writeable and values.base is None:
        return values
    array = np.array(values, dtype=dtype, copy=True)
    array.setflags(write=False)
    return array


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
        yield rows[start : start + BLOCK]


def overlapping(rows: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield an array in blocks of which each begins with the last row of the one before: to look at neighbours."""
    for start in range(0, max(len(rows) - 1, 1), BLOCK):
        yield rows[start : start + BLOCK + 1]


def by_blocks(function: Callable[[NDArray[Any]], NDArray[Any]], rows: NDArray[Any]) -> NDArray[Any]:
    """Return what a function that looks at each row by itself makes of an array."""
    return np.concatenate([function(block) for block in in_blocks(rows)])
