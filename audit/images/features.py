"""Numbers computed from prepared pictures, for models that do not look at pixels. One contract for training and audit.

A model's declaration names an *extractor*; its file holds none. So what a forest was trained on and what it is shown in
an audit is computed by the same lines, and a model file needs to bring no code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.domain.contract.input_contract import Scale
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FACE_SIDE = 48
"""Pixels of a side of a face that `face_numbers` takes."""

_CELL = 8
_BINS = 9
_GREYS = 24
_GREY_WEIGHT = 0.1
"""Of a grey value, standardised over its picture, beside the histogram's numbers of 0 to 1."""

FACE_NUMBERS = 900 + _GREYS * _GREYS
"""Length of what `face_numbers` returns."""


PIXELS = "pixels"
"""The extractor of a model that declares none."""


def extracted(pictures: NDArray[np.float32], name: str, scale: Scale) -> NDArray[np.float32]:
    """Return the numbers a model sees of each picture.

    Parameters
    ----------
    pictures
        float32, shape (n, height, width, channels), after the input contract.
    name
        `pixels` (the values as they are, row by row) or `hog` (see `hog`).
    scale
        Range of the values, as in the contract.

    Returns
    -------
    float32, shape (n, d)

    Raises
    ------
    UsageError
        When there is no such extractor, or a picture is too small for it.
    """
    if name not in _EXTRACTORS:
        raise UsageError(f"unknown features '{name}'; {one_of(name, _EXTRACTORS)}")
    return _EXTRACTORS[name](pictures, scale)


def hog(pictures: NDArray[np.float32], scale: Scale) -> NDArray[np.float32]:
    """Return histograms of oriented gradients (Dalal and Triggs 2005), float32, shape (n, d).

    Cells of 8 × 8 pixels with 9 unsigned directions, blocks of 2 × 2 cells normalised by clipped L2, one cell apart.
    Pixels beyond the last whole cell are left out. A picture of 48 × 48 gives 5 · 5 blocks · 4 cells · 9 = 900 numbers.
    Of several channels the steepest counts at each pixel.
    """
    _, height, width, _ = pictures.shape
    window = (width // _CELL * _CELL, height // _CELL * _CELL)
    if min(window) < 2 * _CELL:
        raise UsageError(f"features 'hog' need pictures of at least {2 * _CELL} pixels, found {height} × {width}")
    block, cell = (2 * _CELL, 2 * _CELL), (_CELL, _CELL)
    descriptor = cv2.HOGDescriptor(window, block, cell, cell, _BINS)
    pixels = _to_bytes(pictures, scale)[:, : window[1], : window[0]]
    rows = [np.ravel(descriptor.compute(np.ascontiguousarray(picture))) for picture in pixels]
    return np.array(rows, np.float32).reshape(len(pictures), descriptor.getDescriptorSize())


def face_numbers(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what a small classifier needs to know of a face, float32, shape (`FACE_NUMBERS`,).

    Its histograms of oriented gradients (`hog`), and its grey values at 24 × 24 pixels with mean 0 and deviation 1.

    Parameters
    ----------
    picture
        float32, shape (`FACE_SIDE`, `FACE_SIDE`, 1), 0…255.
    """
    grey = cv2.resize(picture[:, :, 0], (_GREYS, _GREYS), interpolation=cv2.INTER_AREA).reshape(-1)
    even = _GREY_WEIGHT * (grey - grey.mean()) / (grey.std() + 1)
    return np.concatenate([hog(picture[None], Scale.RAW)[0], even]).astype(np.float32)


def _pixels(pictures: NDArray[np.float32], _: Scale) -> NDArray[np.float32]:
    return pictures.reshape(len(pictures), int(np.prod(pictures.shape[1:])))


def _to_bytes(pictures: NDArray[np.float32], scale: Scale) -> NDArray[np.uint8]:
    """Return values of any range on 0…255 again."""
    if scale is Scale.UNIT:
        pictures = pictures * np.float32(255)
    elif scale is Scale.SIGNED:
        pictures = (pictures + np.float32(1)) * np.float32(127.5)
    return np.rint(pictures).clip(0, 255).astype(np.uint8)


_EXTRACTORS: dict[str, Callable[[NDArray[np.float32], Scale], NDArray[np.float32]]] = {PIXELS: _pixels, "hog": hog}
