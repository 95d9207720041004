"""All groups of all features on one axis: dots with intervals, and the band that a limit leaves them."""

from __future__ import annotations

from dataclasses import dataclass

from audit.report.charts.lanes import SHAPES, LaneTick, axis_ticks, label_anchor, values_of
from audit.report.charts.scale import Axis, axis_of_shares

HEAD = 26
"""Height of the row that names a feature, in pixels."""

ROW = 20
"""Height of a group's row."""

TOP = 22
"""Space for the label of the line of all pictures."""

BOTTOM = 24
"""Space for the numbers of the axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewGroup:
    """One group.

    Attributes
    ----------
    name, text
        On the left; on the right.
    at, low, high
        Rate and interval, 0 to 1; None where there is none.
    compared
        Whether a limit may use it: drawn full, else as a ring.
    """

    name: str
    text: str
    at: float | None
    low: float | None
    high: float | None
    compared: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewFeature:
    """One feature with its groups.

    Attributes
    ----------
    name, text
        On the left; what came of its limit, on the right.
    groups
        In the order shown.
    band
        Ends of the rates that the limit allows beside the best group, 0 to 1; None without such a limit.
    """

    name: str
    text: str
    groups: tuple[OverviewGroup, ...]
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewRow:
    """A row, geometry ready: `head` for a feature, else the kind of its dot; places in per cent of the plot."""

    kind: str
    y: int
    name: str
    text: str
    shape: str = ""
    x: float | None = None
    x_low: float | None = None
    x_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewBand:
    """The band of one feature: place and width in per cent of the plot, top and height in pixels."""

    x: float
    width: float
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The chart.

    Attributes
    ----------
    id, title, description, note
        Unique in the page; what it shows; the same for those who cannot see it; what the signs mean.
    height
        In pixels.
    rows, bands, ticks
        What is drawn.
    reference, reference_text, reference_anchor
        Place, label and side of the label of the line of all pictures; None and empty without one.
    """

    id: str
    title: str
    description: str
    note: str
    height: int
    rows: tuple[OverviewRow, ...]
    bands: tuple[OverviewBand, ...]
    ticks: tuple[LaneTick, ...]
    reference: float | None
    reference_text: str
    reference_anchor: str


def overview(
    features: tuple[OverviewFeature, ...],
    *,
    key: str,
    title: str,
    description: str,
    note: str,
    reference: float | None,
    reference_text: str,
) -> Overview:
    """Return the chart of these features, in the order given; the texts are those of `Overview`."""
    axis = _axis(features, reference)
    rows, bands, y = [], [], TOP
    for feature in features:
        rows.append(OverviewRow(kind="head", y=y, name=feature.name, text=feature.text))
        y += HEAD
        if feature.band is not None:
            bands.append(_band(axis, feature.band, y, ROW * len(feature.groups)))
        for group in feature.groups:
            rows.append(_row(axis, group, feature, y))
            y += ROW
    place = None if reference is None else axis.place(reference)
    return Overview(
        id=key,
        title=title,
        description=description,
        note=note,
        height=y + BOTTOM,
        rows=tuple(rows),
        bands=tuple(bands),
        ticks=axis_ticks(axis, percent=True),
        reference=place,
        reference_text=reference_text,
        reference_anchor=label_anchor(place),
    )


def _axis(features: tuple[OverviewFeature, ...], reference: float | None) -> Axis:
    """Return an axis that holds every dot and every band; intervals that reach further are cut at its ends."""
    ends = [end for feature in features for end in feature.band or ()]
    dots = [group.at for feature in features for group in feature.groups if group.at is not None]
    return axis_of_shares(values_of([], reference) + ends + dots)


def _band(axis: Axis, band: tuple[float, float], y: int, height: int) -> OverviewBand:
    left, right = (axis.place(end) for end in band)
    return OverviewBand(x=left, width=round(right - left, 2), y=y, height=height)


def _row(axis: Axis, group: OverviewGroup, feature: OverviewFeature, y: int) -> OverviewRow:
    def place(value: float | None) -> float | None:
        return None if value is None else axis.place(value)

    outside = group.compared and group.at is not None and feature.band is not None and group.at < feature.band[0]
    kind = "ring" if not group.compared else "lowest" if outside else "dot"
    return OverviewRow(
        kind=kind,
        y=y,
        name=group.name,
        text=group.text,
        shape=SHAPES[kind],
        x=place(group.at),
        x_low=place(group.low),
        x_high=place(group.high),
    )
