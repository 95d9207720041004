"""One picture to the array a classifier sees, as its input contract says."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.detection import Align
from audit.domain.contract.input_contract import FacePolicy
from audit.errors import InputError
from audit.images.decode import MIN_SIDE, decode
from audit.images.finders.face import SAME_FACE, FaceBox, overlap
from audit.images.finders.registry import finder_of, look_for
from audit.images.read import pictures_in
from audit.images.rejected import Rejected
from audit.images.values.to_input import to_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.contract.input_contract import InputContract
    from audit.files.addresses import Root
    from audit.images.read import Pictures

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""

MANIFEST = "manifest"
"""Who found a face box that the manifest gave."""

_DONE_THEN = ("size", "colour", "channels", "scale", "mean", "std", "standardise", "margin", "resize")
"""What a contract says of a face that was found."""

_MOST_OUTSIDE = 0.5
_LARGEST_CROP = 8192


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """How one picture ended.

    Attributes
    ----------
    outcome
        `SCORED` where there are pixels to score, else why not.
    pixels
        float32, shape `contract.shape`, read-only; None where the outcome is not `SCORED`.
    reason
        What was found and what is allowed, in a sentence; empty where the outcome is `SCORED`.
    found_by
        `manifest`, or the name of the detection step that found the face; None without a face box.
    beside
        Other faces in the picture, where a finder chose this one.
    against
        Share of the union of the found face box and the manifest's, where the finder was held against one.
    """

    outcome: Outcome
    pixels: NDArray[np.float32] | None = None
    reason: str = ""
    found_by: str | None = None
    beside: int = 0
    against: float | None = None


def prepare(root: Root, name: str, box: Box | None, contract: InputContract) -> Prepared:
    """Return the picture as the classifier sees it, or the outcome that says why not.

    Parameters
    ----------
    root
        The cohort folder; nothing outside it is read.
    name
        Path below it, as written in the manifest.
    box
        Face box of the manifest, in pixels of the upright picture, or None.
    contract
        What the classifier takes in.
    """
    return prepare_in(pictures_in(root), name, box, contract)


def prepare_in(folder: Pictures, name: str, box: Box | None, contract: InputContract) -> Prepared:
    """Return the picture of a folder of which several are read; see `prepare`."""
    try:
        data = folder.read(name)
    except Rejected as rejected:
        return Prepared(outcome=rejected.outcome, reason=rejected.reason)
    return prepare_bytes(data, box, contract)


def prepare_bytes(data: bytes, box: Box | None, contract: InputContract) -> Prepared:
    """Return the picture in these bytes as the classifier sees it; see `prepare`."""
    try:
        pixels = decode(data)
    except Rejected as rejected:
        return Prepared(outcome=rejected.outcome, reason=rejected.reason)
    return prepare_pixels(pixels, box, contract)


def read_in(folder: Pictures, name: str) -> bytes | Prepared:
    """Return the bytes of a picture, or the outcome that says why there are none."""
    try:
        return folder.read(name)
    except Rejected as rejected:
        return Prepared(outcome=rejected.outcome, reason=rejected.reason)


def prepare_for(
    data: bytes | Prepared, box: Box | None, contracts: Sequence[InputContract], wanted: Sequence[bool]
) -> tuple[Prepared | None, ...]:
    """Return one picture as each of several classifiers sees it: decoded once, its face found once for each finder.

    Parameters
    ----------
    data
        As `read_in` gave it.
    box
        As in `prepare`.
    contracts
        What the classifiers take in.
    wanted
        For which of them it is wanted; the others get None.
    """
    if isinstance(data, Prepared):
        return (data,) * len(contracts)
    if not any(wanted):
        return (None,) * len(contracts)
    try:
        pixels = decode(data)
    except Rejected as rejected:
        told = Prepared(outcome=rejected.outcome, reason=rejected.reason)
        return tuple(told if each else None for each in wanted)
    faces: dict[tuple[object, ...], FaceBox | Rejected | None] = {}
    found: list[Prepared | None] = []
    for contract, is_wanted in zip(contracts, wanted, strict=True):
        key = _face_key(contract)
        if is_wanted and key not in faces:
            faces[key] = _face_or_reason(pixels, box, contract)
        found.append(_with_face(pixels, faces[key], contract) if is_wanted else None)
    return tuple(found)


def _face_key(contract: InputContract) -> tuple[object, ...]:
    """Return what contracts share that find the same face in the same picture: all but what is done with it then."""
    return tuple(getattr(contract, each.name) for each in fields(contract) if each.name not in _DONE_THEN)


def _face_or_reason(pixels: NDArray[np.uint8], box: Box | None, contract: InputContract) -> FaceBox | Rejected | None:
    try:
        return find_face(pixels, box, contract)
    except Rejected as rejected:
        return rejected


def prepare_pixels(pixels: NDArray[np.uint8], box: Box | None, contract: InputContract) -> Prepared:
    """Return decoded pixels, uint8, shape (height, width, 3), as the classifier sees them; see `prepare`."""
    return _with_face(pixels, _face_or_reason(pixels, box, contract), contract)


def _with_face(pixels: NDArray[np.uint8], face: FaceBox | Rejected | None, contract: InputContract) -> Prepared:
    """Return decoded pixels, of which is known where the face is or why there is none, as a classifier sees them."""
    if isinstance(face, FaceBox) and face.against is not None and face.against < SAME_FACE:
        reason = (
            f"what was found overlaps the manifest's face box by {face.against:.2f}; one face overlaps by {SAME_FACE}"
        )
        return Prepared(outcome=Outcome.WRONG_FACE, reason=reason, found_by=face.found_by, against=face.against)
    try:
        if isinstance(face, Rejected):
            raise face
        if face is not None:
            pixels = _cropped(pixels, face, contract.margin, turned=contract.align is Align.EYES)
    except Rejected as rejected:
        return Prepared(outcome=rejected.outcome, reason=rejected.reason)
    ready = to_input(pixels, contract)
    ready.setflags(write=False)
    if face is None:
        return Prepared(outcome=Outcome.SCORED, pixels=ready)
    return Prepared(
        outcome=Outcome.SCORED, pixels=ready, found_by=face.found_by, beside=face.beside, against=face.against
    )


def find_face(pixels: NDArray[np.uint8], box: Box | None, contract: InputContract) -> FaceBox | None:
    """Return where a contract says the face is: the manifest's box, else what its finder finds; None for no face.

    With `find` it is what the finder finds, held against the manifest's box where there is one.

    Raises
    ------
    Rejected
        `NO_FACE` or `TOO_SMALL`, where the contract wants a face and there is none to believe in.
    """
    if contract.face is FacePolicy.WHOLE:
        return None
    given = None if box is None else _given(box, pixels)
    if given is not None and contract.face is not FacePolicy.FIND:
        return given if contract.align is Align.NONE else _with_eyes(given, pixels, contract)
    if contract.face is FacePolicy.BOX:
        raise Rejected(Outcome.NO_FACE, "no face box in the manifest")
    found = look_for(pixels, contract)
    if not found:
        name = finder_of(contract).detector
        raise Rejected(
            Outcome.NO_FACE, f"the face finder '{name}' found no face of {contract.smallest_face} pixels or more"
        )
    return found[0] if given is None else replace(found[0], against=overlap(given, found[0]))


def _with_eyes(given: FaceBox, pixels: NDArray[np.uint8], contract: InputContract) -> FaceBox:
    """Return the manifest's box, turned as the face that the finder sees in it."""
    best = max(look_for(pixels, contract), key=lambda found: overlap(given, found), default=None)
    if best is None or overlap(given, best) < SAME_FACE:
        raise Rejected(Outcome.NO_FACE, "no eyes to level were found in the manifest's face box")
    return replace(given, roll=best.roll)


def _given(box: Box, pixels: NDArray[np.uint8]) -> FaceBox:
    """Return the manifest's box, if it can be believed.

    A box of which less than half lies in the picture ends as `NO_FACE`, not as `CORRUPT`: the picture is sound, it
    is the face that is not where the manifest says. The detector is not asked instead: that would hide the mistake.
    """
    x, y, width, height = box
    rows, columns = pixels.shape[:2]
    if min(width, height) < MIN_SIDE:
        raise Rejected(Outcome.TOO_SMALL, f"the face box has {width} × {height} pixels; a side has at least {MIN_SIDE}")
    inside = max(0, min(x + width, columns) - max(x, 0)) * max(0, min(y + height, rows) - max(y, 0))
    if inside < (1 - _MOST_OUTSIDE) * width * height:
        raise Rejected(Outcome.NO_FACE, f"the face box {box} lies outside the picture of {columns} × {rows} pixels")
    return FaceBox(x=x, y=y, width=width, height=height, found_by=MANIFEST)


def _cropped(pixels: NDArray[np.uint8], face: FaceBox, margin: float, *, turned: bool) -> NDArray[np.uint8]:
    box = (face.x, face.y, face.width, face.height)
    left, top, side = _square(box, margin)
    if side > _LARGEST_CROP:
        raise Rejected(Outcome.TOO_LARGE, f"face box and margin have a side of {side} pixels; at most {_LARGEST_CROP}")
    return _levelled(pixels, (left, top, side), face.roll) if turned and face.roll else crop(pixels, box, margin)


def _levelled(pixels: NDArray[np.uint8], square: tuple[int, int, int], roll: float) -> NDArray[np.uint8]:
    """Return a square cut out turned by `roll` degrees, so that a face turned as far clockwise stands upright."""
    left, top, side = square
    matrix = cv2.getRotationMatrix2D((left + (side - 1) / 2, top + (side - 1) / 2), roll, 1.0)
    matrix[:, 2] -= (left, top)
    turned = cv2.warpAffine(pixels, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return _bytes(turned)


def crop(pixels: NDArray[np.uint8], box: Box, margin: float) -> NDArray[np.uint8]:
    """Return the square around a face box, grown by the margin.

    The square has the box's centre and a side of (1 + 2 · margin) times the box's longer side, so faces are never
    squeezed. Where it reaches over the rim the outermost pixels are repeated, so a face at the rim is not shifted.

    Parameters
    ----------
    pixels
        uint8 array, shape (height, width, channels).
    box
        x, y, width, height in pixels; must overlap the picture.
    margin
        Share of the box's longer side added on each side; 0.01 gives a found box FER2013's framing
        (see `audit.images.finders`).

    Returns
    -------
    uint8 array, shape (side, side, channels)

    Raises
    ------
    InputError
        Where the box has no area or does not overlap the picture, or the square would have a side above 8192.
    """
    left, top, side = _square(box, margin)
    rows, columns = pixels.shape[:2]
    if not 0 < side <= _LARGEST_CROP or min(box[2:]) < 1:
        raise InputError(f"face box {box}: a cropped face has a side of 1 to {_LARGEST_CROP} pixels, found {side}")
    if not (-box[2] < box[0] < columns and -box[3] < box[1] < rows):
        raise InputError(f"face box {box} does not overlap the picture of {columns} × {rows} pixels")
    inner = pixels[max(top, 0) : top + side, max(left, 0) : left + side]
    above, before = max(-top, 0), max(-left, 0)
    below, behind = max(top + side - rows, 0), max(left + side - columns, 0)
    return _bytes(cv2.copyMakeBorder(inner, above, below, before, behind, cv2.BORDER_REPLICATE))


def _square(box: Box, margin: float) -> tuple[int, int, int]:
    """Return left, top and side of the grown square, rounded to pixels.

    >>> _square((10, 20, 40, 30), 0.25)  # side 40 · 1.5 = 60 around (30, 35)
    (0, 5, 60)
    """
    x, y, width, height = box
    side = _rounded(max(width, height) * (1 + 2 * margin))
    return _rounded(x + (width - side) / 2), _rounded(y + (height - side) / 2), side


def _rounded(value: float) -> int:
    return int(np.floor(value + 0.5))


def _bytes(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return what OpenCV gave back, which it types loosely, as the bytes it is."""
    return array.astype(np.uint8, copy=False)
