"""Small pictures for a page: the face as the classifier was given it, in colour, made anew from pixels alone.

Nothing of a file travels into a page: pixels are decoded strictly, cropped, made small, and encoded again without
camera notes, profiles or comments. A blurred one holds the mean colours of 8 × 8 squares and nothing else: the face is
gone, not hidden. Whoever has the original can still tell that the two belong together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from audit.domain.cohort.pictures import BLURRED_SIDE
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Resize, Scale
from audit.images.stream import prepared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.files.addresses import Root

SIDE = 96
"""Pixels of a side of a thumbnail."""

_QUALITY = 75
_WHITE = 255
_STRONGEST = 0.75
"""Share of a picture that is covered where the heat is 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thumbnail:
    """A small picture, or why there is none.

    Attributes
    ----------
    outcome
        `SCORED` where there are pixels, else why not.
    pixels
        uint8, shape (`SIDE`, `SIDE`, 3), RGB; None where the outcome is not `SCORED`.
    """

    outcome: Outcome
    pixels: NDArray[np.uint8] | None = None


def thumbnails(
    root: Root, names: Sequence[str], boxes: NDArray[np.int64] | None, contract: InputContract | None
) -> Iterator[Thumbnail]:
    """Return an iterator over the thumbnails of pictures, one for each name, in order.

    Parameters
    ----------
    root
        The cohort folder; nothing outside it is read.
    names
        Paths below it.
    boxes
        int64, shape (n, 4): face boxes, −1 in a row without; None where the manifest has none.
    contract
        What the classifier takes in: a thumbnail shows the same part of the picture. None where only its answers are
        known: then the face is where the manifest says or the face finder finds it, else the whole picture is
        shown.
    """
    framing = replace(
        contract or InputContract(size=SIDE),
        size=SIDE,
        colour=Colour.RGB,
        channels=3,
        scale=Scale.RAW,
        resize=Resize.AREA,
    )
    for place, found in enumerate(prepared(root, names, boxes, framing)):
        seen = found
        if contract is None and found.outcome is Outcome.NO_FACE:
            (seen,) = prepared(root, [names[place]], None, replace(framing, face=FacePolicy.WHOLE), workers=1)
        pixels = None if seen.pixels is None else np.clip(np.rint(seen.pixels), 0, _WHITE).astype(np.uint8)
        yield Thumbnail(outcome=seen.outcome, pixels=pixels)


def blurred(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return what is left of a picture, uint8, of the same size, when only 8 × 8 mean colours are kept.

    Two pictures with the same mean colours give the same result, so nothing else can be told from it.
    """
    height, width = pixels.shape[:2]
    means = cv2.resize(pixels, (BLURRED_SIDE, BLURRED_SIDE), interpolation=cv2.INTER_AREA)
    return cv2.resize(means, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False)


def overlaid(pixels: NDArray[np.uint8], heat: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return a picture in grey with a heat map over it, uint8, shape as the picture.

    Parameters
    ----------
    pixels
        uint8, shape (height, width, 3), RGB.
    heat
        Shape (rows, columns), 0 to 1; enlarged to the picture. Where it is 0 the grey shows through.
    """
    height, width = pixels.shape[:2]
    grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB).astype(np.float64)
    large = _enlarged(heat, height, width)
    cover = _STRONGEST * large[:, :, None]
    return _bytes((1 - cover) * grey + cover * _coloured(large))


def heat_picture(heat: NDArray[np.floating], side: int = SIDE) -> NDArray[np.uint8]:
    """Return a heat map of values 0 to 1 as a picture of its own, uint8, shape (side, side, 3)."""
    return _coloured(_enlarged(heat, side, side))


def encoded(pixels: NDArray[np.uint8]) -> bytes:
    """Return pixels, uint8, shape (height, width, 3), RGB, as a WEBP that holds nothing else."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", quality=_QUALITY, method=6)
    return file.getvalue()


def _enlarged(heat: NDArray[np.floating], height: int, width: int) -> NDArray[np.float64]:
    large = cv2.resize(heat.astype(np.float64), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(large, 0, 1).astype(np.float64, copy=False)


def _coloured(heat: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return values 0 to 1 from black over red to near white, a scale that also the colour-blind read by lightness."""
    coloured = cv2.applyColorMap(_bytes(heat * _WHITE), cv2.COLORMAP_INFERNO)
    return cv2.cvtColor(coloured, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


def _bytes(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(np.rint(values), 0, _WHITE).astype(np.uint8)
