"""A face as a finder sees it, and as the rest of the package crops it."""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]
"""x, y in pixels."""

SAME_FACE = 0.3
"""Share of the union of two boxes from which they are taken to show one face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face as a finder draws it.

    Attributes
    ----------
    x, y, width, height
        Pixels of the picture; x and y of the upper left corner. May reach over the rim.
    score
        0 to 1; 1 where the finder has no scores.
    look
        Name of the look, or of the cascade, that saw it.
    eyes
        The eye on the left of the picture and the one on the right; None where the finder does not say.
    """

    x: float
    y: float
    width: float
    height: float
    score: float
    look: str
    eyes: tuple[Point, Point] | None = None

    @property
    def centre(self) -> Point:
        """Middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def side(self) -> float:
        """Geometric mean of the box's sides."""
        return math.sqrt(self.width * self.height)

    @property
    def roll(self) -> float:
        """Degrees by which the line through the eyes falls to the right; 0 where they are not known."""
        if self.eyes is None:
            return 0.0
        (left, high), (right, low) = self.eyes
        return math.degrees(math.atan2(low - high, right - left))

    @property
    def eyes_apart(self) -> float | None:
        """Distance of the eyes as a share of the box's side; None where they are not known."""
        return None if self.eyes is None else math.dist(*self.eyes) / self.side


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceBox:
    """Where a picture is cropped.

    Attributes
    ----------
    x, y, width, height
        Pixels of the upright picture; x and y of the upper left corner. A box may reach over the rim.
    found_by
        Name of the look that found it, or `manifest`.
    roll
        Degrees by which the face is turned clockwise in the picture.
    eyes_apart
        Distance of the eyes as a share of the side of the box that the finder drew; None where it does not say.
    beside
        Other faces that the same look saw.
    against
        Share of the union with the manifest's box, where the finder was held against one.
    """

    x: int
    y: int
    width: int
    height: int
    found_by: str
    roll: float = 0.0
    eyes_apart: float | None = None
    beside: int = 0
    against: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRule:
    """How a finder's box becomes the square that frames a face as FER2013 does.

    Fitted for each finder by tests/benchmark/box_rules.py, where the overlaps are.

    Attributes
    ----------
    side
        The square's side, in sides of the box (the geometric mean of the two).
    lean
        How far the square's middle moves from the box's towards the middle of the eyes, as a share of the way: a finder
        that draws whole heads draws a head that turns or tilts farther from the face. 0 where eyes are not known.
    raised
        How far it lies higher then, upwards in the face, in sides of the box.
    """

    side: float = 1.0
    raised: float = 0.0
    lean: float = 0.0

    def square(self, face: Face) -> tuple[float, float, float]:
        """Return x and y of the square's middle, and its side."""
        x, y = face.centre
        if face.eyes is not None:
            (left, high), (right, low) = face.eyes
            x, y = x + self.lean * ((left + right) / 2 - x), y + self.lean * ((high + low) / 2 - y)
        up, angle = self.raised * face.side, math.radians(face.roll)
        return x + up * math.sin(angle), y - up * math.cos(angle), self.side * face.side


def overlap(first: FaceBox, second: FaceBox) -> float:
    """Return the share of two boxes' union that lies in both, 0 to 1."""
    across = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
    down = min(first.y + first.height, second.y + second.height) - max(first.y, second.y)
    both = max(0, across) * max(0, down)
    return both / (first.width * first.height + second.width * second.height - both)
