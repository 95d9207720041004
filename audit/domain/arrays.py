"""Arrays inside frozen values: copied once, then read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def frozen(values: Any, dtype: type[np.generic]) -> NDArray[Any]:  # noqa: ANN401 - anything numpy can read
    """Return a read-only copy of `values` as an array of `dtype`, or the array itself that nobody can write to."""
    if isinstance(values, np.ndarray) and values.dtype == dtype and not values.flags.writeable and values.base is None:
        return values
    array = np.array(values, dtype=dtype, copy=True)
    array.setflags(write=False)
    return array
