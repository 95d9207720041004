"""Two pictures of one person, laid over each other by the face, and any mixture of them.

A *dissolve* mixes pixels, not muscles: at one half a smile stands half transparent over a closed mouth. It is a known
dose of a real person's expression, not a face that anybody makes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.detection import Align
from audit.domain.contract.input_contract import FacePolicy
from audit.errors import UsageError
from audit.images.decode import decode
from audit.images.prepare import Box, find_face
from audit.images.read import read_bytes
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from audit.domain.contract.input_contract import InputContract
    from audit.files.addresses import Root


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portrait:
    """A picture with the place of its face, or why there is none.

    Attributes
    ----------
    outcome
        `SCORED` where there are pixels and a box, else why not.
    pixels
        uint8, shape (height, width, 3), RGB; None where the outcome is not `SCORED`.
    box
        Face box of the manifest, or as the face finder found it; None where the outcome is not `SCORED`.
    reason
        What was found and what is allowed; empty where the outcome is `SCORED`.
    """

    outcome: Outcome
    pixels: NDArray[np.uint8] | None = None
    box: Box | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Aligned:
    """Two pictures in one frame, the faces in one place.

    Attributes
    ----------
    first, second
        uint8, of one shape (height, width, 3).
    box
        Where both faces are.
    """

    first: NDArray[np.uint8]
    second: NDArray[np.uint8]
    box: Box


def portrait(root: Root, name: str, box: Box | None, contract: InputContract) -> Portrait:
    """Return a picture of a cohort with its face box: the manifest's, or what the face finder finds.

    Parameters
    ----------
    root
        The cohort folder; nothing outside it is read.
    name
        Path below it, as written in the manifest.
    box
        Face box of the manifest, in pixels of the upright picture, or None.
    contract
        Of the classifier; it names the face finder.
    """
    try:
        pixels = decode(read_bytes(root, name))
        face = find_face(pixels, box, replace(contract, face=FacePolicy.DETECT, align=Align.NONE))
    except Rejected as rejected:
        return Portrait(outcome=rejected.outcome, reason=rejected.reason)
    found = None if face is None else (face.x, face.y, face.width, face.height)
    return Portrait(outcome=Outcome.SCORED, pixels=pixels, box=found)


def align(first: NDArray[np.uint8], first_box: Box, second: NDArray[np.uint8], second_box: Box) -> Aligned:
    """Return two pictures in one frame, box on box.

    The picture with the smaller face is enlarged and shifted onto the other, which stays as it is, so nothing is
    shrunk without averaging. Bilinear; beyond its rim the outermost pixels are repeated. Boxes of one size differ by
    whole pixels, and then every pixel keeps its value.

    Parameters
    ----------
    first, second
        uint8, shape (height, width, 3); their sizes may differ.
    first_box, second_box
        Their face boxes, x, y, width, height in pixels.
    """
    if max(first_box[2:]) >= max(second_box[2:]):
        return Aligned(first=first, second=_laid_over(second, second_box, first, first_box), box=first_box)
    return Aligned(first=_laid_over(first, first_box, second, second_box), second=second, box=second_box)


def similarity(source: Box, target: Box) -> NDArray[np.float64]:
    """Return the matrix (2, 3) that moves and scales one box onto another, from pixel positions to pixel positions.

    Centre falls on centre, and the longer side has the length of the other's longer side: scale and shift, no turn. A
    pixel's position is its centre, half a pixel inside its corner.

    >>> similarity((10, 20, 40, 40), (0, 0, 80, 80)).tolist()
    [[2.0, 0.0, -19.5], [0.0, 2.0, -39.5]]
    """
    scale = max(target[2:]) / max(source[2:])
    rows = []
    for axis in range(2):
        from_centre = source[axis] + source[axis + 2] / 2 - 0.5
        to_centre = target[axis] + target[axis + 2] / 2 - 0.5
        rows.append([scale * (axis == 0), scale * (axis == 1), to_centre - scale * from_centre])
    return np.array(rows, np.float64)


def dissolve(pair: Aligned, weight: float) -> NDArray[np.uint8]:
    """Return the mixture (1 − weight) · first + weight · second, rounded, pixel by pixel.

    Raises
    ------
    UsageError
        If the weight is not between 0 and 1.
    """
    if not 0 <= weight <= 1:
        raise UsageError(f"the weight of a dissolve is between 0 and 1, found {weight}")
    mixed = cv2.addWeighted(pair.first, 1 - weight, pair.second, weight, 0.0)
    return mixed.astype(np.uint8, copy=False)


def _laid_over(picture: NDArray[np.uint8], box: Box, frame: NDArray[np.uint8], frame_box: Box) -> NDArray[np.uint8]:
    matrix = similarity(box, frame_box)
    size = (frame.shape[1], frame.shape[0])
    laid = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return laid.astype(np.uint8, copy=False)
