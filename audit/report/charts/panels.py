"""Small pictures side by side, one for each group: lines with their bands, complete without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT, TOP, BOTTOM, RIGHT = 30, 10, 26, 12
"""Space around the field in pixels: numbers of the axes, and room for half of the last number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelLine:
    """What one curve shows.

    Attributes
    ----------
    kind
        Style class: `end`, `start`, `entropy`, `both` or `everybody`.
    values
        float64, shape (steps,), 0 to 1, at equal steps from the left end to the right.
    lower, upper
        Ends of the band, or None without one.
    """

    kind: str
    values: NDArray[np.float64]
    lower: NDArray[np.float64] | None = None
    upper: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A line as SVG draws it: style class, points of the line, points around its band or an empty text."""

    kind: str
    points: str
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTick:
    """A number on an axis: its place in pixels and its text."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The chart.

    Attributes
    ----------
    id, title, note, description
        Unique in the page; what it shows; a second line or empty; the same in a sentence for those who cannot see it.
    width, height
        In pixels.
    left, right, top, bottom
        Ends of the field.
    lines
        In the order they are drawn, bands below all of them.
    across, up
        Numbers of the axes, from left to right and from the bottom up.
    """

    id: str
    title: str
    note: str
    description: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    lines: tuple[Drawn, ...]
    across: tuple[PanelTick, ...]
    up: tuple[PanelTick, ...]


def panel(
    lines: Sequence[PanelLine],
    *,
    key: str,
    title: str,
    note: str,
    description: str,
    width: int = 250,
    height: int = 180,
) -> Panel:
    """Return the chart of these lines; both axes run from 0 to 1.

    Parameters
    ----------
    lines
        Drawn in this order, the last on top.
    key, title, note, description
        The id and the texts of `Panel`.
    width, height
        In pixels.
    """
    field = _PanelField(left=LEFT, right=width - RIGHT, top=TOP, bottom=height - BOTTOM)
    return Panel(
        id=key,
        title=title,
        note=note,
        description=description,
        width=width,
        height=height,
        left=field.left,
        right=field.right,
        top=field.top,
        bottom=field.bottom,
        lines=tuple(_drawn(line, field) for line in lines),
        across=tuple(PanelTick(at=field.x(i / 4), text=f"{25 * i}\xa0%") for i in (0, 2, 4)),
        up=tuple(PanelTick(at=field.y(i / 2), text=text) for i, text in enumerate(("0", ".5", "1"))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _PanelField:
    """Where the curves are, in pixels."""

    left: int
    right: int
    top: int
    bottom: int

    def x(self, share: float) -> float:
        return round(self.left + (self.right - self.left) * share, 1)

    def y(self, value: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * min(max(value, 0.0), 1.0), 1)

    def points(self, values: NDArray[np.float64]) -> list[str]:
        last = max(len(values) - 1, 1)
        return [f"{self.x(step / last)},{self.y(value)}" for step, value in enumerate(values.tolist())]


def _drawn(line: PanelLine, field: _PanelField) -> Drawn:
    band = ""
    if line.lower is not None and line.upper is not None:
        band = " ".join([*field.points(line.upper), *reversed(field.points(line.lower))])
    return Drawn(kind=line.kind, points=" ".join(field.points(line.values)), band=band)
