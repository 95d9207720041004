"""A prepared face once more, mirrored and moved: what a classifier says of it should hardly change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.model.asking import MIRRORED, ONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHIFTS_IN_A_SIDE = 24
"""A shift is this part of a side, rounded, at least a pixel: two pixels of 48."""

_CORNERS = ((-1, -1), (-1, 1), (1, -1), (1, 1))


def views_of(batch: NDArray[np.float32], views: int) -> tuple[NDArray[np.float32], ...]:
    """Return the views of each picture, as many arrays of the batch's shape.

    Parameters
    ----------
    batch
        Prepared pictures, float32, shape (b, height, width, channels).
    views
        1: as they are. 2: these, and mirrored left and right. 10: the five of which four are moved towards a corner by
        a 24th of the side (where pixels come in, the border is repeated), then these mirrored.
    """
    if views == ONE:
        return (batch,)
    upright = (batch,) if views == MIRRORED else (batch, *_towards_corners(batch))
    return (*upright, *(np.ascontiguousarray(each[:, :, ::-1]) for each in upright))


def _towards_corners(batch: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    height, width = batch.shape[1:3]
    down, right = (max(1, round(side / _SHIFTS_IN_A_SIDE)) for side in (height, width))
    around = np.pad(batch, ((0, 0), (down, down), (right, right), (0, 0)), mode="edge")
    return tuple(
        np.ascontiguousarray(around[:, down + y * down :, right + x * right :][:, :height, :width]) for y, x in _CORNERS
    )
