"""A line over audits in order of time: a dot on its interval for each, its verdict below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.report.charts.scale import Axis, axis_of_shares
from audit.report.views import Sign

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


WIDTH, HEIGHT = 460, 230
"""Of the picture in pixels."""

MOST = 40
"""Audits drawn; of more, the newest are, and the table has all."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 22, 16, 54
_DATES = 4
"""Dates below the axis for which there is room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One audit: the day below the axis, its sign, and its value with bounds, 0 to 1; None where undefined."""

    day: str
    sign: Sign
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineDot:
    """One audit, geometry ready, in pixels; `y` is None where there is nothing to show."""

    x: float
    y: float | None
    y_low: float | None
    y_high: float | None
    sign: Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineTick:
    """A number on the upright axis, or a day below the lying one: its place in pixels and its text."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The chart.

    Attributes
    ----------
    id, title, note, description
        Unique in the page; what it shows; a second line or empty; the same in sentences for those who cannot see it.
    width, height, left, right, top, bottom
        Of the picture and of its field, in pixels.
    paths
        Points of each unbroken piece of the line; an audit without a value breaks it.
    dots, up, days
        The audits; numbers of the upright axis; days below.
    limit, limit_text
        Height of the limit in pixels and its label; None and empty without one.
    beyond
        Top and height in pixels of the band where the limit is broken; None without one.
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
    paths: tuple[str, ...]
    dots: tuple[TimelineDot, ...]
    up: tuple[TimelineTick, ...]
    days: tuple[TimelineTick, ...]
    limit: float | None
    limit_text: str
    beyond: tuple[float, float] | None = None


def timeline(
    moments: Sequence[Moment],
    *,
    key: str,
    title: str,
    description: str,
    written: Callable[[float], str],
    limit: float | None = None,
    limit_text: str = "",
    broken_below: bool | None = None,
) -> Timeline:
    """Return the chart of audits in their order, at equal steps.

    Parameters
    ----------
    moments
        At least one.
    key, title, description
        The id and the texts of `Timeline`.
    written
        How a number of the upright axis is written.
    limit, limit_text
        Value and label of a line across.
    broken_below
        Whether the limit is broken below it, or above; None for a chart without the band where it is.
    """
    kept = moments[-MOST:]
    found = [v for m in kept for v in (m.value, m.low, m.high, limit) if v is not None]
    field = _TimelineField(axis=axis_of_shares(found), steps=len(kept))
    dots = tuple(_dot(moment, step, field) for step, moment in enumerate(kept))
    left = len(moments) - len(kept)
    return Timeline(
        id=key,
        title=title,
        note=f"the newest {len(kept)} of {len(moments)} audits; the table has all" if left else "",
        description=description,
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        top=_TOP,
        bottom=HEIGHT - _BOTTOM,
        paths=_paths(dots),
        dots=dots,
        up=tuple(TimelineTick(at=field.y(value), text=written(value)) for value in field.axis.ticks()),
        days=_days(kept, field),
        limit=None if limit is None else field.y(limit),
        limit_text=limit_text,
        beyond=None if limit is None or broken_below is None else _beyond(field.y(limit), below=broken_below),
    )


def _beyond(limit: float, *, below: bool) -> tuple[float, float]:
    """Return the top and the height of the band on one side of a limit."""
    top, bottom = (limit, float(HEIGHT - _BOTTOM)) if below else (float(_TOP), limit)
    return top, round(bottom - top, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _TimelineField:
    """Where the dots are: the upright axis, and how many steps lie side by side."""

    axis: Axis
    steps: int

    def x(self, step: int) -> float:
        inner = WIDTH - _LEFT - _RIGHT
        return round(_LEFT + inner * ((step + 0.5) / self.steps), 1)

    def y(self, value: float) -> float:
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * min(max(share, 0.0), 1.0), 1)


def _dot(moment: Moment, step: int, field: _TimelineField) -> TimelineDot:
    def height(value: float | None) -> float | None:
        return None if value is None else field.y(value)

    return TimelineDot(
        x=field.x(step),
        y=height(moment.value),
        y_low=height(moment.low),
        y_high=height(moment.high),
        sign=moment.sign,
    )


def _paths(dots: Sequence[TimelineDot]) -> tuple[str, ...]:
    """Return the points of each piece of the line; a single dot needs none."""
    pieces: list[list[str]] = [[]]
    for dot in dots:
        if dot.y is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{dot.x},{dot.y}")
    return tuple(" ".join(piece) for piece in pieces if len(piece) > 1)


def _days(moments: Sequence[Moment], field: _TimelineField) -> tuple[TimelineTick, ...]:
    """Return the day of every audit where there is room, else of the first and the last."""
    last = len(moments) - 1
    steps = range(last + 1) if last < _DATES else (0, last)
    anchors = {} if last < _DATES else {0: "start", last: "end"}
    return tuple(
        TimelineTick(at=field.x(step), text=moments[step].day, anchor=anchors.get(step, "middle")) for step in steps
    )
