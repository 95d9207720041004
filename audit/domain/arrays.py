"""Arrays inside frozen values, copied once, then read-only; and long ones gone through without copies of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray


def frozen(values: Any, dtype: type[np.generic]) -> NDArray[Any]:  # noqa: ANN401 - anything numpy can read
    """Return a read-only copy of `values` as an array of `dtype`, or the array itself that nobody can write to."""
    if isinstance(values, np.ndarray) and values.dtype == dtype and not values.flags.writeable and values.base is None:
        return values
    array = np.array(values, dtype=dtype, copy=True)
    array.setflags(write=False)
    return array


BLOCK = 1 << 16
"""Rows that are gone through at a time: what is made of them on the way then stays in the cache."""


def chosen(rows: NDArray[Any], which: NDArray[np.bool_]) -> NDArray[Any]:
    """Return the rows of an array that are chosen: the array itself where all are."""
    return rows if which.all() else rows[which]


def in_blocks(rows: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield an array in blocks of rows; one block without a row where it has none."""
    for start in range(0, max(len(rows), 1), BLOCK):
        yield rows[start : start + BLOCK]


def by_blocks(function: Callable[[NDArray[Any]], NDArray[Any]], rows: NDArray[Any]) -> NDArray[Any]:
    """Return what a function that looks at each row by itself makes of an array."""
    return np.concatenate([function(block) for block in in_blocks(rows)])
