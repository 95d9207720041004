"""Arrays inside frozen values: copied once, then read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def frozen(values: Any, dtype: type[np.generic]) -> NDArray[Any]:  # noqa: ANN401 - anything numpy can read
    """Return a read-only copy of `values` as an array of `dtype`."""
    array = np.array(values, dtype=dtype, copy=True)
    array.setflags(write=False)
    return array
