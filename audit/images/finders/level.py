"""How far a face is turned: looked at again upright, because a finder's eyes in a face that lies are not to be trusted.

A finder that sees a face lying by 60° as it is says of its eyes that they lie by half of that (measured,
docs/explanation/face-finders.md). In a copy in which the face stands upright they are right within some degrees.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.images.finders.looks import copy_of, in_picture, upright

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.images.finders.face import Face

FindFaces = Callable[["NDArray[np.uint8]", float], "list[Face]"]
"""A finder: the faces of a picture with a side of at least so many pixels."""

_TURNS = (0.0, 60.0, -60.0)
"""Degrees by which the face may be turned clockwise in the first round."""

_AROUND = 2.2
"""Side of the copy, in sides of the box: heads on a replicated rim are seen, and few neighbours."""

_LARGEST = 320
"""Side of the largest copy, pixels."""

_SAME = 0.5
"""How far the middle of what is seen may lie from the copy's, and how small it may be, in sides of the box."""


def levelled(face: Face, pixels: NDArray[np.uint8], find: FindFaces) -> Face:
    """Return a face as its finder draws it in a copy in which it stands upright.

    It is looked at turned by 60° to either side and as it is. The copy in which the finder is surest says how far it is
    turned; turned back by that, it is looked at once more.

    Parameters
    ----------
    face
        As it was found.
    pixels
        uint8 array, shape (height, width, 3), RGB: the picture it was found in.
    find
        The finder that saw it.

    Returns
    -------
    Face
        In pixels of the picture, its eyes and `roll` those of the upright copy; the face as it was found where no copy
        shows it.
    """
    scale = min(1.0, _LARGEST / (_AROUND * face.side))
    copy, shrunk = copy_of(pixels, scale), in_picture(face, 1 / scale)
    seen = [again for turn in _TURNS if (again := _seen_upright(shrunk, copy, turn, find))]
    if not seen:
        return face
    surest = max(seen, key=lambda each: each.score)
    return in_picture(_seen_upright(shrunk, copy, surest.roll, find) or surest, scale)


def _seen_upright(face: Face, pixels: NDArray[np.uint8], turn: float, find: FindFaces) -> Face | None:
    """Return the face that is seen in its place in a copy turned counter-clockwise, in pixels of the picture."""
    side, middle = math.ceil(_AROUND * face.side), face.centre
    matrix = cv2.getRotationMatrix2D(middle, turn, 1.0).astype(np.float64)
    matrix[:, 2] += side / 2 - middle[0], side / 2 - middle[1]
    cut = cv2.warpAffine(pixels, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    found = find(cut.astype(np.uint8, copy=False), _SAME * face.side)
    here = [each for each in found if math.dist(each.centre, (side / 2, side / 2)) < _SAME * face.side]
    return upright(max(here, key=lambda each: each.score), matrix) if here else None
