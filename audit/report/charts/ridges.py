"""How a number from 0 to 1 is spread over the pictures of each group: one smooth hill a row, all on one axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.wording.words import joined
from audit.report.charts.lanes import LaneTick, axis_ticks, label_anchor
from audit.report.charts.scale import Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW = 52
"""Height of a row in pixels: its name, and the hill below it."""

HILL = 30
"""Height of the highest hill."""

TOP = 22
BOTTOM = 24

_NOTE = "Every hill has the same area: it shows shares, not numbers."

POINT_EVERY = 3
"""Bins between two points of an outline: smoothing leaves nothing narrower to see."""

SMOOTHED, SMOOTHED_ONE = 0.02, 0.12
"""Standard deviation of the bell with which counts are smoothed, at the least and for a single picture.

It falls with the root of the pictures: few of them do not make a peak.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RidgeData:
    """What one row shows.

    Attributes
    ----------
    name, text
        On the left; on the right.
    counts
        int64, shape (bins,): pictures in each of equal bins from 0 to 1.
    middle
        The median; None without pictures.
    """

    name: str
    text: str
    counts: NDArray[np.int64]
    middle: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ridge:
    """A row, geometry ready: its top in pixels, its hill in a square of 100 by 100, its median in per cent."""

    name: str
    text: str
    y: int
    path: str
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ridges:
    """The chart.

    Attributes
    ----------
    id, title, description, note
        Unique in the page; what it shows; the same for those who cannot see it; how to read it.
    height, hill
        Of all, and of the place of one hill, in pixels.
    ridges, ticks
        What is drawn.
    reference, reference_text, reference_anchor
        Place, label and side of the label of the line of all pictures; None and empty without one.
    """

    id: str
    title: str
    description: str
    note: str
    height: int
    hill: int
    ridges: tuple[Ridge, ...]
    ticks: tuple[LaneTick, ...]
    reference: float | None
    reference_text: str
    reference_anchor: str


def ridges(
    rows: Sequence[RidgeData],
    *,
    key: str,
    title: str,
    description: str,
    reference: float | None,
    reference_text: str,
) -> Ridges:
    """Return the chart of these rows in the order given; every hill has the same area.

    Parameters
    ----------
    rows
        What to show.
    key, title, description, reference_text
        The id and the texts of `Ridges`.
    reference
        Where the line of all pictures stands, 0 to 1.
    """
    axis, empty = Axis(low=0.0, high=1.0), [row.name for row in rows if row.middle is None]
    rows = [row for row in rows if row.middle is not None]
    hills = [_smoothed(row.counts) for row in rows]
    highest = max((float(hill.max()) for hill in hills), default=0.0)
    place = None if reference is None else axis.place(reference)
    return Ridges(
        id=key,
        title=title,
        description=description,
        note=_NOTE + (f" No picture was scored of: {joined(empty)}." if empty else ""),
        height=TOP + ROW * len(rows) + BOTTOM,
        hill=HILL,
        ridges=tuple(
            Ridge(
                name=row.name,
                text=row.text,
                y=TOP + ROW * place_in,
                path=_path(hill, highest, axis),
                x=axis.place(row.middle or 0.0),
            )
            for place_in, (row, hill) in enumerate(zip(rows, hills, strict=True))
        ),
        ticks=axis_ticks(axis, percent=False),
        reference=place,
        reference_text=reference_text,
        reference_anchor=label_anchor(place),
    )


def _smoothed(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the density of counts at the middle of each bin, float64 of shape (bins,), its sum 1.

    What would lie beyond 0 and 1 is mirrored back.
    """
    bins, total = len(counts), int(counts.sum())
    if not total:
        return np.zeros(bins)
    middles = (np.arange(bins) + 0.5) / bins
    apart = middles[:, None] - np.concatenate([middles, -middles, 2 - middles])[None, :]
    bells = np.exp(-0.5 * (apart / max(SMOOTHED, SMOOTHED_ONE / total**0.5)) ** 2)
    density = bells @ np.tile(counts / total, 3)
    return np.asarray(density / density.sum(), dtype=np.float64)


def _path(hill: NDArray[np.float64], highest: float, axis: Axis) -> str:
    """Return the outline of a hill as absolute points in a square of 100 by 100, its foot at the bottom."""
    bins = np.unique([*range(0, len(hill), POINT_EVERY), int(hill.argmax()), len(hill) - 1])
    heights = (100 - 100 * hill / highest)[bins]
    across = [axis.place((i + 0.5) / len(hill)) for i in bins.tolist()]
    points = [f"{round(x, 1):g},{y:.0f}" for x, y in zip(across, heights.tolist(), strict=True)]
    return f"M{across[0]:g},100 L{' '.join(_without_flat(points))} L{across[-1]:g},100 Z"


def _without_flat(points: list[str]) -> list[str]:
    """Return the points without those between two of their own height: long flat feet need no point a bin."""
    heights = [point.split(",")[1] for point in points]
    inner = [p for i, p in enumerate(points[1:-1], 1) if not heights[i - 1] == heights[i] == heights[i + 1]]
    return [points[0], *inner, points[-1]]
