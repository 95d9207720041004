"""A chart of stacked bars: one bar for each group or emotion, divided into shares, or as long as it has images."""

from __future__ import annotations

from dataclasses import dataclass

ROW = 38
"""Height of a bar in pixels with the line of text above it."""

MOST = 30
"""Bars shown; of more, the first are, and the table beside the chart has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """What one bar shows: its name on the left, a text on the right, and counts, one for each part of the legend."""

    name: str
    text: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a bar: its left end and width in per cent of the chart, and its style class."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of the chart, geometry ready: its top in pixels and the parts that are not empty."""

    stack: Stack
    y: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPart:
    """An entry of the legend: style class and words."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The chart.

    Attributes
    ----------
    id, title, description
        Unique in the page; what it shows; the same in one or two sentences for those who cannot see it.
    height
        In pixels.
    bars, legend
        Rows; parts in the order in which they follow each other in every bar.
    note
        How many rows are left out, else empty.
    """

    id: str
    title: str
    description: str
    height: int
    bars: tuple[Bar, ...]
    legend: tuple[BarPart, ...]
    note: str


def bars(
    stacks: list[Stack],
    parts: tuple[BarPart, ...],
    *,
    key: str,
    title: str,
    description: str,
    whole: int | None = None,
) -> Bars:
    """Return the chart of these stacks in their order; one without images keeps its row, without a bar.

    Parameters
    ----------
    stacks
        One for each row.
    parts
        The legend.
    key, title, description
        The id and the texts of `Bars`.
    whole
        Count that fills the width; None where each bar fills it, whatever its count.
    """
    kept, left = stacks[:MOST], len(stacks) - MOST
    return Bars(
        id=key,
        title=title,
        description=description,
        height=ROW * len(kept),
        bars=tuple(Bar(stack=s, y=ROW * i, segments=_segments(s.counts, parts, whole)) for i, s in enumerate(kept)),
        legend=parts,
        note=f"{left} of {len(stacks)} rows are not drawn" if left > 0 else "",
    )


def _segments(counts: tuple[int, ...], parts: tuple[BarPart, ...], whole: int | None) -> tuple[Segment, ...]:
    total, before, found = whole or sum(counts), 0, []
    for count, part in zip(counts, parts, strict=True):
        if count:
            found.append(Segment(x=round(100 * before / total, 2), width=round(100 * count / total, 2), kind=part.kind))
        before += count
    return tuple(found)
