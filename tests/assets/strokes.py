"""A face about to be drawn on a surface that keeps what is drawn on it in place of painting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from audit.simulate.faces.canvas import Points
from audit.simulate.faces.expressions import Actions
from audit.simulate.faces.palette import palette_of
from audit.simulate.faces.people import Person, Rgb
from audit.simulate.faces.proportions import proportions_of
from audit.simulate.faces.sitting import Sitting


@dataclass(frozen=True)
class Mark:
    """What was drawn: its points, shape (m, 2) or (2, m, 2), its colour, and the width of a line; None of a fill."""

    points: Points
    colour: Rgb
    width: float | None

    @property
    def low(self) -> float:
        """The largest y of it."""
        return float(self.points[..., 1].max())

    @property
    def high(self) -> float:
        """The smallest y of it."""
        return float(self.points[..., 1].min())

    @property
    def wide(self) -> float:
        """How far it reaches across."""
        return float(np.ptp(self.points[..., 0]))


@dataclass
class Marks:
    """A canvas that keeps marks."""

    kept: list[Mark] = field(default_factory=list)

    def fill(self, points: Points, colour: Rgb) -> None:
        self.kept.append(Mark(points, colour, None))

    def stroke(self, points: Points, colour: Rgb, width: float) -> None:
        self.kept.append(Mark(points, colour, width))


def drawn_by(draw: Callable[[Sitting], None], person: Person | None = None, **actions: float) -> list[Mark]:
    """Return what a part of a face draws of a person with these actions, in order."""
    someone, canvas = person or Person(), Marks()
    build = proportions_of(someone)
    draw(
        Sitting(
            canvas=canvas,
            person=someone,
            build=build,
            palette=palette_of(someone, build.grey),
            actions=Actions(**actions),
        )
    )
    return canvas.kept
