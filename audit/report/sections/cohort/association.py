"""Whether emotions and groups of one feature go together: in words, the cells beyond chance, and as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.wording.words import (
    counted,
    decimal,
    number,
    quoted,
    sentence,
    short,
)
from audit.report.charts.matrix import signed_cell
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from audit.domain.cohort.representation import Association, FeatureRepresentation, OutstandingCell

SHOWN = 40
"""Groups in one heat map; of more, the largest are shown."""

LISTED = 6
"""Cells beyond chance in one table; of more, the clearest are listed."""

_LEAST_SCALE = 0.2
"""Colours run at least so far on both sides of 0, so that hardly any association looks like hardly any."""


def together(feature: FeatureRepresentation) -> str:
    """Say whether emotions and groups go together, and where most."""
    found = feature.association
    if found is None:
        return f"Whether emotions and groups go together is undefined: {feature.undefined}."
    by_chance = f"chance alone gives about {decimal(found.by_chance)}"
    if round(found.cramers_v, 2) == 0:
        return "Every group shows the same mix of emotions (Cramér's V 0.00)."
    if not found.beyond_chance:
        more = "Emotions and groups do not go together more than chance explains"
        return f"{more}: Cramér's V {decimal(found.cramers_v)}; {by_chance}."
    told = f"Emotions and groups go together: Cramér's V {decimal(found.cramers_v)}; {by_chance}."
    return f"{told} {_clearest(found.outstanding[0])}" if found.outstanding else told


def _clearest(cell: OutstandingCell) -> str:
    pictures = f"{counted(cell.images, 'picture')}, {number(round(cell.expected))} if all groups were alike"
    return (
        f"Clearest: {quoted(cell.emotion)} is {decimal(cell.times)} times as frequent among {quoted(cell.group)} as in "
        f"the whole cohort ({pictures})."
    )


def outstanding_table(found: Association, title: str, index: int) -> TableView:
    """Return the cells beyond chance, the clearest first."""
    left = len(found.outstanding) - LISTED
    return TableView(
        id=f"balance-{index}-outstanding",
        caption=f"Where {title} and emotion go together more, or less, than chance explains: the clearest first",
        columns=headings("Emotion and group", "Pictures", "If all were alike", "Times as often"),
        rows=tuple(
            Row(
                head=Cell(text=short(cell.emotion), note=short(cell.group), tone="text"),
                cells=(
                    Cell(text=number(cell.images)),
                    Cell(text=number(round(cell.expected))),
                    Cell(text=decimal(cell.times)),
                ),
            )
            for cell in found.outstanding[:LISTED]
        ),
        note=f"{counted(left, 'more cell')} stand out; all are in audit.json." if left > 0 else "",
    )


def cells_table(feature: FeatureRepresentation, emotions: tuple[str, ...], title: str, index: int) -> TableView:
    """Return the heat map of emotion × group."""
    shown = sorted(np.argsort(-feature.sizes, kind="stable")[:SHOWN].tolist())
    largest = _scale(feature, shown)
    found = feature.association
    marked = {(cell.group, cell.emotion) for cell in found.outstanding} if found else set()
    left = len(feature.groups) - len(shown)
    notes = [f"Colours run from {decimal(-largest)} to {decimal(largest)} and stay the same beyond."]
    if left:
        notes.append(f"Of the smaller groups, {number(left)} are in audit.json alone.")
    return TableView(
        id=f"balance-{index}-cells",
        caption=f"How emotion and {title} go together: normalised pointwise mutual information",
        columns=(*headings(title), *map(name_cell, emotions)),
        rows=tuple(
            Row(
                head=name_cell(feature.groups[g]),
                cells=tuple(
                    signed_cell(
                        feature.npmi[g][e],
                        number(int(feature.images[g, e])),
                        largest,
                        undefined=feature.reason(g, e),
                        marked=(feature.groups[g], emotion) in marked,
                    )
                    for e, emotion in enumerate(emotions)
                ),
            )
            for g in shown
        ),
        kind="matrix",
        note=sentence(" ".join(notes)),
    )


def _scale(feature: FeatureRepresentation, shown: list[int]) -> float:
    """Return where the colours end: at the largest value of a cell with pictures, on either side."""
    values = [
        abs(value)
        for g in shown
        for value, images in zip(feature.npmi[g], feature.images[g], strict=True)
        if value is not None and images
    ]
    return max([_LEAST_SCALE, *values])
