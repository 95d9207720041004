"""A reliability diagram: what came true against the probability it was said with, a dot for each bin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.domain.counts.rates import Interval
    from audit.domain.uncertainty.mixed import Reliability

HEIGHT = 320
"""Of the picture in pixels."""

_TOP, _BOTTOM = 12, 42
_LEFT, _RIGHT = 15.0, 97.0
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityTick:
    """A number on both axes: its place across in per cent of the width, its place down in pixels."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityDot:
    """One bin.

    Attributes
    ----------
    x, y
        Mean probability across, in per cent of the width; what came true down, in pixels.
    y_low, y_high
        Ends of the bar in which a perfectly calibrated classifier's dot would lie.
    off
        Whether the dot lies outside the bar.
    """

    x: float
    y: float
    y_low: float
    y_high: float
    off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The chart: texts, the diagonal's ends, numbers of the axes, dots; `across` and `up` name the axes."""

    id: str
    title: str
    description: str
    across: str
    up: str
    height: int
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[ReliabilityTick, ...]
    dots: tuple[ReliabilityDot, ...]


def diagram(
    found: Reliability, bars: tuple[Interval | None, ...], *, key: str, title: str, description: str, up: str
) -> Diagram:
    """Return the diagram of a reliability.

    Parameters
    ----------
    found
        Bins without images have no dot.
    bars
        Of each bin, where a perfectly calibrated classifier's success rate would lie; None without images.
    key, title, description
        Unique in the page; what it shows; the same in sentences for those who cannot see it.
    up
        What came true, for the axis.
    """
    bins = zip(found.images.tolist(), found.success.tolist(), found.confidence.tolist(), bars, strict=True)
    return Diagram(
        id=key,
        title=title,
        description=description,
        across="mean probability of the predicted emotion",
        up=up,
        height=HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=HEIGHT - _BOTTOM,
        ticks=tuple(ReliabilityTick(x=_across(v), y=_down(v), text=f"{v * 100:.0f}\xa0%") for v in _TICKS),
        dots=tuple(_dot(success / n, said / n, bar) for n, success, said, bar in bins if bar is not None),
    )


def _dot(success: float, said: float, bar: Interval) -> ReliabilityDot:
    return ReliabilityDot(
        x=_across(said),
        y=_down(success),
        y_low=_down(bar.lower),
        y_high=_down(bar.upper),
        off=not bar.lower <= round(success, 9) <= bar.upper,
    )


def _across(value: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * value, 2)


def _down(value: float) -> float:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * value, 1)
