"""One picture looked at several times: as a small copy, with a rim around it, closer, turned, brightened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.images.finders.face import SAME_FACE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.images.finders.face import Face, Point

_LARGER = 1.5
"""A closer look is taken only where it shows this much more than the look before."""

_LIGHT, _DARK, _LIGHTEST = 230.0, 100.0, 95
"""A brightened copy's lightest parts (percentile `_LIGHTEST` of all values) come to `_LIGHT`; only pictures in which
they are below `_DARK` are brightened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way to look at a picture.

    Attributes
    ----------
    name
        For ledger and report.
    longest
        Longer side of the copy that is searched, pixels.
    rim
        Replicated pixels around it, as a share of the picture's longer side: a crop that ends at the chin has no face
        for a finder that learned heads.
    enlarge
        Whether a smaller picture is enlarged to that size.
    turned
        Degrees the copy is turned counter-clockwise first: for heads tilted clockwise.
    brighten
        Whether a dark picture is brightened first; this look leaves out others.
    least
        Least score of a face in this look, where it has to be surer than elsewhere.
    """

    name: str
    longest: int
    rim: float = 0.0
    enlarge: bool = False
    turned: float = 0.0
    brighten: bool = False
    least: float = 0.0

    @property
    def changes(self) -> bool:
        """Whether it shows the picture otherwise than it is."""
        return bool(self.turned or self.brighten)

    def scale(self, height: int, width: int) -> float:
        """Return pixels of the copy for one of the picture."""
        scale = self.longest / (max(height, width) * (1 + 2 * self.rim))
        return scale if self.enlarge else min(1.0, scale)


Search = Callable[["NDArray[np.uint8]", str], "list[Face]"]
"""Every face in a copy, uint8 (height, width, 3) RGB, in its pixels; the second argument names the look."""


def first_seen(pixels: NDArray[np.uint8], looks: Iterable[Look], search: Search, smallest: float) -> list[Face]:
    """Return the faces of the first look that sees any, in pixels of the picture.

    Parameters
    ----------
    pixels
        uint8 array, shape (height, width, 3), RGB.
    looks
        In the order they are tried; one that shows no more than one before it is left out.
    search
        Looks over one copy.
    smallest
        Side of the smallest face that counts, pixels of the picture.
    """
    return next((faces for faces in _seen(pixels, looks, search, smallest) if faces), [])


def all_seen(pixels: NDArray[np.uint8], looks: Iterable[Look], search: Search, smallest: float) -> list[Face]:
    """Return what all looks see, each face once; see `first_seen`. Turned and brightened copies are not looked at."""
    plain = [look for look in looks if not look.changes]
    return once_each([face for faces in _seen(pixels, plain, search, smallest) for face in faces])


def once_each(faces: Sequence[Face]) -> list[Face]:
    """Return faces without those that overlap a surer one."""
    boxes = [[face.x, face.y, face.width, face.height] for face in faces]
    kept = cv2.dnn.NMSBoxes(boxes, [face.score for face in faces], 0.0, SAME_FACE) if faces else ()
    return [faces[int(place)] for place in kept]


def _seen(pixels: NDArray[np.uint8], looks: Iterable[Look], search: Search, smallest: float) -> Iterator[list[Face]]:
    """Yield the faces of each look, in pixels of the picture."""
    height, width = pixels.shape[:2]
    tried: list[tuple[float, float]] = []
    for look in looks:
        scale = look.scale(height, width)
        if not look.changes:
            if any(rim == look.rim and scale < _LARGER * before for before, rim in tried):
                continue
            tried.append((scale, look.rim))
        rim = round(look.rim * max(height, width) * scale)
        copy = copy_of(pixels, scale, rim)
        if look.brighten:
            if not _is_dark(copy):
                continue
            copy = _brightened(copy)
        found = [in_picture(face, scale, rim) for face in _searched(copy, look, search)]
        yield [face for face in found if face.side >= smallest]


def _searched(copy: NDArray[np.uint8], look: Look, search: Search) -> list[Face]:
    """Return the faces of a copy that are sure enough, in its pixels, turned before it is searched or not."""
    if not look.turned:
        return [face for face in search(copy, look.name) if face.score >= look.least]
    turned, turn = _turned(copy, look.turned)
    return [upright(face, turn) for face in search(turned, look.name) if face.score >= look.least]


def _turned(copy: NDArray[np.uint8], degrees: float) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the copy turned counter-clockwise in a frame that holds all of it, and the matrix (2, 3) that did it."""
    height, width = copy.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0).astype(np.float64)
    across, down = np.abs(turn[:, :2]) @ (width, height)
    turn[:, 2] += (across - width) / 2, (down - height) / 2
    turned = cv2.warpAffine(copy, turn, (round(across), round(down)), borderMode=cv2.BORDER_REPLICATE)
    return turned.astype(np.uint8, copy=False), turn


def upright(face: Face, turn: NDArray[np.float64]) -> Face:
    """Return a face of a turned copy as it lies in the picture: an upright box of its size around its centre.

    Parameters
    ----------
    face
        In pixels of the copy.
    turn
        float64 array, shape (2, 3): from picture to copy, without enlarging.
    """
    back = np.linalg.inv(turn[:, :2])

    def moved(point: Point) -> Point:
        x, y = back @ (np.array(point) - turn[:, 2])
        return float(x), float(y)

    x, y = moved(face.centre)
    eyes = None if face.eyes is None else (moved(face.eyes[0]), moved(face.eyes[1]))
    return replace(face, x=x - face.side / 2, y=y - face.side / 2, width=face.side, height=face.side, eyes=eyes)


def _is_dark(copy: NDArray[np.uint8]) -> bool:
    return float(np.percentile(copy, _LIGHTEST)) < _DARK


def _brightened(copy: NDArray[np.uint8]) -> NDArray[np.uint8]:
    lightest = max(1.0, float(np.percentile(copy, _LIGHTEST)))
    return np.asarray(np.clip(copy * (_LIGHT / lightest), 0, 255), np.uint8)


def copy_of(pixels: NDArray[np.uint8], scale: float, rim: int = 0) -> NDArray[np.uint8]:
    """Return a picture, uint8 (height, width, 3), in another size, with so many replicated pixels around it."""
    height, width = pixels.shape[:2]
    size = (max(1, round(scale * width)), max(1, round(scale * height)))
    copy = pixels
    if size != (width, height):
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        copy = cv2.resize(pixels, size, interpolation=how).astype(np.uint8, copy=False)
    if rim:
        copy = cv2.copyMakeBorder(copy, rim, rim, rim, rim, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
    return copy


def in_picture(face: Face, scale: float, rim: int = 0) -> Face:
    """Return a face of `copy_of` a picture in pixels of the picture."""

    def back(point: Point) -> Point:
        return (point[0] - rim) / scale, (point[1] - rim) / scale

    x, y = back((face.x, face.y))
    eyes = None if face.eyes is None else (back(face.eyes[0]), back(face.eyes[1]))
    return replace(face, x=x, y=y, width=face.width / scale, height=face.height / scale, eyes=eyes)
