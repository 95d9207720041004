"""A surface to draw on in face units: x to the right, y down, the head from −1 (crown) to 1 (chin)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from audit.simulate.faces.people import Rgb

Points = NDArray[np.float64]
"""Points of a line or outline, shape (m, 2), in face units."""

BLACK: Rgb = (0.0, 0.0, 0.0)
WHITE: Rgb = (255.0, 255.0, 255.0)

_BITS = 4
_GRID = 1 << _BITS
_BOTH_SIDES = np.array([[[1.0, 1.0]], [[-1.0, 1.0]]])
_ANGLES = np.linspace(0, 2 * np.pi, 25)
CIRCLE: Points = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], 1)
_T = np.linspace(0, 1, 9)
_THROUGH = np.stack([(1 - _T) * (1 - 2 * _T), 4 * _T * (1 - _T), _T * (2 * _T - 1)], 1)


def disc(centre: tuple[float, float], radii: tuple[float, float]) -> Points:
    """Return the outline of an ellipse."""
    return CIRCLE * radii + centre


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Return the colour that has `share` of the second and the rest of the first.

    >>> mix((0, 0, 0), (200, 100, 0), 0.5)
    (100.0, 50.0, 0.0)
    """
    keep = 1 - share
    return (
        first[0] * keep + second[0] * share,
        first[1] * keep + second[1] * share,
        first[2] * keep + second[2] * share,
    )


def luminance(colour: Rgb) -> float:
    """Return how light a colour is, 0…255 (weights of ITU-R BT.601, as OpenCV's grey conversion).

    >>> round(luminance((255, 255, 255)))
    255
    """
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def curve(start: tuple[float, float], middle: tuple[float, float], end: tuple[float, float]) -> Points:
    """Return 9 points of the parabola that passes through three points, the middle one halfway.

    >>> curve((-1, 0), (0, 1), (1, 0))[4].tolist()
    [0.0, 1.0]
    """
    through: Points = _THROUGH @ np.array((start, middle, end))
    return through


def line(across: Points, down: Points) -> Points:
    """Return the points of a line from its x and its y, shape (m, 2)."""
    points = np.empty((len(across), 2))
    points[:, 0], points[:, 1] = across, down
    return points


def ribbon(across: Points, top: Points, bottom: Points) -> Points:
    """Return the outline of what lies between two lines over the same x, shape (2 m, 2)."""
    return np.concatenate([line(across, top), line(across, bottom)[::-1]])


def pair(points: Points) -> Points:
    """Return points of the right half of a face together with their mirror images, shape (2, m, 2)."""
    both: Points = points * _BOTH_SIDES
    return both


def moved(points: Points, right: float, down: float) -> Points:
    """Return the points moved to the right and down."""
    there: Points = points + np.array((right, down))
    return there


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Pixels and where the face lies in them.

    Every method takes one line or outline of shape (m, 2) or several at once, as from `pair`, of shape (several, m, 2).

    Attributes
    ----------
    pixels
        uint8, shape (height, width, 3), red, green, blue; drawn into.
    unit
        Pixels per face unit.
    frame, origin
        Shapes (2, 2) and (2,): a point of the face times `frame` plus `origin` is its place in sixteenths of a pixel.
    """

    pixels: NDArray[np.uint8]
    unit: float
    frame: Points
    origin: Points

    @classmethod
    def around(cls, pixels: NDArray[np.uint8], *, unit: float, tilt: float, middle: tuple[float, float]) -> Canvas:
        """Return the canvas of a head tilted by so many radians clockwise, whose middle is at a pixel."""
        cos, sin = unit * math.cos(tilt), unit * math.sin(tilt)
        frame = np.array([[cos, sin], [-sin, cos]]) * _GRID
        return cls(pixels=pixels, unit=unit, frame=frame, origin=np.array(middle) * _GRID + 0.5)

    def _placed(self, points: Points) -> list[NDArray[np.int32]]:
        placed = (points @ self.frame + self.origin).astype(np.int32)
        return [placed] if placed.ndim == 2 else list(placed)  # noqa: PLR2004 - one outline has shape (m, 2)

    def fill(self, points: Points, colour: Rgb) -> None:
        """Fill outlines."""
        cv2.fillPoly(self.pixels, self._placed(points), colour, cv2.LINE_AA, _BITS)

    def stroke(self, points: Points, colour: Rgb, width: float) -> None:
        """Draw lines; the width is in face units, at least a pixel is drawn."""
        thickness = max(1, round(width * self.unit))
        cv2.polylines(self.pixels, self._placed(points), False, colour, thickness, cv2.LINE_AA, _BITS)  # noqa: FBT003
