"""A chart of curves over a share from 0 to 1, such as success rate by coverage, with a mark on each."""

from __future__ import annotations

from dataclasses import dataclass

from audit.report.charts.lanes import LaneTick
from audit.report.charts.scale import Axis, axis_of_shares

HEIGHT = 260
"""Height of the drawing area in pixels."""

STYLES = 6
"""Curves that differ in colour and dashes; more cannot be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveLine:
    """What one curve shows: its name, its points (x, y), each 0 to 1, and the point that is marked, or None."""

    name: str
    points: tuple[tuple[float, float], ...]
    marked: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curved:
    """One curve, geometry ready.

    Attributes
    ----------
    name, kind
        For the legend; style class.
    path
        SVG path in a square of 100 by 100, y downwards.
    x, y
        Place of its mark in per cent of the width, and in pixels; None without one.
    """

    name: str
    kind: str
    path: str
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Height:
    """A number of the upright axis and its place in pixels."""

    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """The chart.

    Attributes
    ----------
    id, title, description
        Unique in the page; what it shows; the same in one or two sentences for those who cannot see it.
    height
        Of the drawing area in pixels.
    curves
        The first one is that of all pictures.
    ticks, heights
        Numbers of the lying and of the upright axis.
    across, up
        What they measure.
    note
        What is not drawn, else empty.
    """

    id: str
    title: str
    description: str
    height: int
    curves: tuple[Curved, ...]
    ticks: tuple[LaneTick, ...]
    heights: tuple[Height, ...]
    across: str
    up: str
    note: str


def curves(
    everything: CurveLine, lines: list[CurveLine], *, key: str, title: str, description: str, across: str, up: str
) -> Curves:
    """Return the chart of a curve of all pictures and of the first `STYLES` others.

    Parameters
    ----------
    everything, lines
        The curve drawn thickest, and the others.
    key, title, description
        The id and the texts of `Curves`.
    across, up
        What the axes measure.
    """
    kept = lines[:STYLES]
    up_axis = axis_of_shares([y for line in (everything, *kept) for _, y in line.points])
    drawn = (_curved(everything, "all", up_axis), *(_curved(line, f"c{i}", up_axis) for i, line in enumerate(kept)))
    left = len(lines) - len(kept)
    return Curves(
        id=key,
        title=title,
        description=description,
        height=HEIGHT,
        curves=drawn,
        ticks=_ticks(),
        heights=tuple(Height(y=_y(value, up_axis), text=f"{value * 100:.0f}\xa0%") for value in up_axis.ticks()),
        across=across,
        up=up,
        note=f"{left} of {len(lines)} groups, those with fewer pictures, are in the table only" if left > 0 else "",
    )


def _curved(line: CurveLine, kind: str, up: Axis) -> Curved:
    places = [f"{100 * x:.1f},{100 * _y(y, up) / HEIGHT:.1f}" for x, y in line.points]
    return Curved(
        name=line.name,
        kind=kind,
        path="M" + "L".join(places) if places else "",
        x=None if line.marked is None else round(100 * line.marked[0], 2),
        y=None if line.marked is None else _y(line.marked[1], up),
    )


def _y(value: float, up: Axis) -> float:
    """Return the height of a value in pixels from the top."""
    return round(HEIGHT * (1 - (value - up.low) / (up.high - up.low)), 1)


def _ticks() -> tuple[LaneTick, ...]:
    anchors = {0: "start", 100: "end"}
    return tuple(
        LaneTick(x=float(at), text=f"{at}\xa0%", anchor=anchors.get(at, "middle")) for at in (0, 25, 50, 75, 100)
    )
