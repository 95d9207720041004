"""A chart of lanes: one row for each group or emotion, a dot with its interval, ordered by the dot."""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.wording.words import joined
from audit.report.charts.scale import Axis, axis_of_shares

ROW = 38
"""Height of a lane in pixels: a line of text and the mark below it."""

TOP = 26
"""Space for the label of the reference line."""

BOTTOM = 24
"""Space for the numbers of the axis."""

MOST = 30
"""Lanes shown; of more, those at either end are, and the table beside the chart has all."""


_NAMED = 8
"""Rows without a dot that are named below the chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one lane shows.

    Attributes
    ----------
    name, text
        On the left; on the right.
    at
        Place of the dot, 0 to 1; None where there is nothing to show but `text`.
    low, high
        Ends of the line.
    inner_low, inner_high
        Ends of a thicker part of the line, or None.
    hollow
        Whether the dot is drawn as a ring: shown, not compared.
    sign
        How the dot is drawn where the caller knows better than its place: `worse`, `better` or `ring`; else empty.
    """

    name: str
    text: str
    at: float | None
    low: float | None = None
    high: float | None = None
    inner_low: float | None = None
    inner_high: float | None = None
    hollow: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of the chart, geometry ready.

    Attributes
    ----------
    measure
        What it shows.
    y
        Its top in pixels.
    kind, shape
        Style class, `dot`, `ring`, `lowest`, `box`, `worse` or `better`; SVG path of the dot.
    at, low, high
        Dot and ends of the line as numbers for the interactive chart, else empty.
    x, x_low, x_high, x_inner_low, x_inner_high
        Places in per cent of the width, or None.
    """

    measure: Measure
    y: int
    kind: str
    shape: str
    at: str
    low: str
    high: str
    x: float | None
    x_low: float | None
    x_high: float | None
    x_inner_low: float | None
    x_inner_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneTick:
    """A number on the axis; `anchor` keeps the outer ones inside the picture."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The chart.

    Attributes
    ----------
    id, title, description
        Unique in the page; what it shows; the same in one or two sentences for those who cannot see it.
    height
        In pixels.
    lanes, ticks
        Rows and numbers of the axis.
    reference, reference_text, reference_anchor, reference_value
        Place, label, side of the label and value of the vertical line; None and empty without one.
    note
        What the signs mean, and how many rows are in the table only.
    unit
        Of the axis, for the interactive chart.
    """

    id: str
    title: str
    description: str
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[LaneTick, ...]
    reference: float | None
    reference_text: str
    reference_anchor: str
    reference_value: str
    note: str
    unit: str


def lanes(
    measures: list[Measure],
    *,
    key: str,
    title: str,
    description: str,
    reference: float | None = None,
    reference_text: str = "",
    whole_axis: bool = False,
    percent: bool = True,
    axis: Axis | None = None,
    as_given: bool = False,
) -> Lanes:
    """Return the chart of these measures, lowest first; those without a dot are named below it.

    Parameters
    ----------
    measures
        One for each row.
    key, title, description
        The id and the texts of `Lanes`.
    reference, reference_text
        Value and label of a vertical line.
    whole_axis
        Whether the axis runs from 0 to 1 whatever the values.
    percent
        Whether the axis is labelled in per cent.
    axis
        The axis, where several charts share one; else it is made for these values.
    as_given
        Whether the rows keep their order, where several charts have the same rows.
    """
    ordered = sorted(measures, key=lambda m: (m.at is None, m.at or 0.0))
    lowest = _lowest(ordered)
    missing: list[Measure] = []
    if as_given:
        ordered = measures
    elif ordered and ordered[0].at is not None:
        ordered, missing = [m for m in ordered if m.at is not None], [m for m in ordered if m.at is None]
    kept = ordered if len(ordered) <= MOST else [*ordered[: MOST // 2], *ordered[-MOST // 2 :]]
    if axis is None:
        axis = Axis(low=0.0, high=1.0) if whole_axis else axis_of_shares(values_of(kept, reference))
    return Lanes(
        id=key,
        title=title,
        description=description,
        height=TOP + ROW * len(kept) + BOTTOM,
        lanes=tuple(_lane(m, TOP + ROW * i, axis, lowest) for i, m in enumerate(kept)),
        ticks=axis_ticks(axis, percent=percent),
        reference=None if reference is None else axis.place(reference),
        reference_text=reference_text,
        reference_anchor=label_anchor(None if reference is None else axis.place(reference)),
        reference_value=_plain(reference),
        note=_note(len(ordered), len(kept), missing, marked=lowest is not None, rings=any(m.hollow for m in kept)),
        unit="%" if percent else "",
    )


def _lowest(ordered: list[Measure]) -> float | None:
    """Return the place of the lowest dot that is compared; None where all are alike, or where boxes tell more."""
    compared = [m.at for m in ordered if m.at is not None and not (m.hollow or m.sign) and m.inner_low is None]
    return compared[0] if len(compared) > 1 and compared[0] != compared[-1] else None


def values_of(measures: list[Measure], reference: float | None = None) -> list[float]:
    """Return every value that an axis of these measures, and of a reference, must hold."""
    found = [v for m in measures for v in (m.at, m.low, m.high) if v is not None]
    return found if reference is None else [*found, reference]


def _lane(measure: Measure, y: int, axis: Axis, lowest: float | None) -> Lane:
    def place(value: float | None) -> float | None:
        return None if value is None else axis.place(value)

    kind = "ring" if measure.hollow else "lowest" if lowest is not None and measure.at == lowest else "dot"
    kind = measure.sign or (kind if measure.inner_low is None else "box")
    return Lane(
        measure=measure,
        y=y,
        kind=kind,
        shape=SHAPES[kind],
        at=_plain(measure.at),
        low=_plain(measure.low),
        high=_plain(measure.high),
        x=place(measure.at),
        x_low=place(measure.low),
        x_high=place(measure.high),
        x_inner_low=place(measure.inner_low),
        x_inner_high=place(measure.inner_high),
    )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{round(value, 9):.4f}"


_CIRCLE = "M-5.5,0a5.5,5.5 0 1,0 11,0a5.5,5.5 0 1,0 -11,0Z"
_DIAMOND = "M0,-8L8,0L0,8L-8,0Z"
SHAPES = {
    "dot": _CIRCLE,
    "ring": _CIRCLE,
    "box": _CIRCLE,
    "lowest": _DIAMOND,
    "worse": _DIAMOND,
    "better": "M-7,-7h14v14h-14Z",
}
"""SVG path of the dot of each kind of lane."""


def label_anchor(place: float | None) -> str:
    """Return which end of a label stands at its place, so that it stays inside the picture; any where there is none."""
    if place is None:
        return "middle"
    if place < 25:  # noqa: PLR2004 - a quarter of the width is room for half of a label
        return "start"
    return "end" if place > 75 else "middle"  # noqa: PLR2004


def _note(rows: int, kept: int, missing: list[Measure], *, marked: bool, rings: bool) -> str:
    signs = [text for used, text in ((marked, "◆ lowest"), (rings, "○ shown, not compared")) if used]
    if kept < rows:
        signs.append(f"{rows - kept} of {rows} rows, neither among the lowest nor the highest, are in the table only")
    for text in dict.fromkeys(measure.text for measure in missing):
        names = [measure.name for measure in missing if measure.text == text]
        left = len(names) - _NAMED
        told = joined([*names[:_NAMED], f"{left} more"] if left > 0 else names)
        signs.append(f"{text}: {told}")
    return "; ".join(signs)


def axis_ticks(axis: Axis, *, percent: bool) -> tuple[LaneTick, ...]:
    """Return the numbers of an axis, the outer ones inside the picture."""
    values = axis.ticks()
    texts = [f"{value * 100:.0f}\xa0%" if percent else f"{value:.2g}" for value in values]
    anchors = ["start", *["middle"] * (len(values) - 2), "end"]
    return tuple(
        LaneTick(x=axis.place(value), text=text, anchor=anchor)
        for value, text, anchor in zip(values, texts, anchors, strict=True)
    )
