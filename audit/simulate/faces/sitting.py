"""One face about to be drawn, and the relief line that its folds, brows and lids share."""

from __future__ import annotations

from dataclasses import dataclass

from audit.simulate.faces.canvas import Canvas, Points, mix, moved
from audit.simulate.faces.expressions import Actions
from audit.simulate.faces.palette import Palette
from audit.simulate.faces.people import Person
from audit.simulate.faces.proportions import Proportions

FAINTEST = 0.08
"""Strength below which a fold is not drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One face about to be drawn: where, who, how built, in which colours, with which expression."""

    canvas: Canvas
    person: Person
    build: Proportions
    palette: Palette
    actions: Actions

    def fold(self, points: Points, strength: float, width: float = 0.028) -> None:
        """Draw a line of relief, dark where it is deep and light beside it, as visible as it is strong (0 to 1)."""
        if strength < FAINTEST:
            return
        amount, colours = min(1.0, strength), self.palette
        self.canvas.stroke(moved(points, 0.0, 0.025), mix(colours.skin, colours.light, amount), width)
        self.canvas.stroke(points, mix(colours.skin, colours.crease, amount), width)
