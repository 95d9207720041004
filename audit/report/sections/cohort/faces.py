"""The face finder's own audit by group: in whose pictures it finds no face, and how its faces lie on the manifest's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.wording.words import counted, decimal, number, percent, span, titled
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from audit.domain.answers.face_misses import FaceMisses, FaceOverlaps
    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.results.result import AuditResult

MOST = 40
"""Groups in one table; of more, those with the highest share are shown."""


def misses(result: AuditResult, feature: SensitiveFeature, index: int) -> TableView | None:
    """Return in whose pictures no face was found, the group with the highest share first; None where every face was."""
    found = [m for m in result.face_misses if m.group is None or m.group.feature == feature.name]
    if not found:
        return None
    ordered = sorted(found, key=lambda m: (m.group is None, -(m.rate.value or 0.0)))
    left, title = len(ordered) - 1 - MOST, titled(feature.name)
    note = "Of the pictures that could be read, those in which no face was found: the model never saw them."
    return TableView(
        id=f"coverage-{index}-misses",
        caption=f"Pictures without a face, by {title}",
        columns=headings(title, "No face", "Read", "Share", f"{percent(result.policy.confidence, 0)} interval"),
        rows=tuple(_misses_row(m) for m in (*ordered[:-1][:MOST], ordered[-1])),
        note=f"{note} {counted(left, 'more group')} with a lower share are in audit.json." if left > 0 else note,
    )


def _misses_row(each: FaceMisses) -> Row:
    rate = each.rate
    return Row(
        head=Cell(text="all pictures", tone="text") if each.group is None else name_cell(each.group.text),
        cells=(
            Cell(text=number(rate.numerator)),
            Cell(text=number(rate.denominator)),
            Cell(text=percent(rate.value), note="" if rate.denominator else "no picture could be read"),
            Cell(text=span(each.interval)),
        ),
    )


def overlaps(result: AuditResult, feature: SensitiveFeature, index: int) -> TableView | None:
    """Return how found faces lie on the manifest's by group, the worst first; None where none was held against it."""
    found = [each for each in result.face_overlaps if each.group is None or each.group.feature == feature.name]
    if not found:
        return None
    ordered = sorted(found, key=lambda each: (each.group is None, -(each.wrong.value or 0.0), each.median or 0.0))
    left, title = len(ordered) - 1 - MOST, titled(feature.name)
    note = (
        "Overlap, its median and lower quartile: the share of both face boxes' union that lies in both. Whoever drew "
        "the manifest's may frame faces otherwise than the finder does: compare groups, not values with 1."
    )
    return TableView(
        id=f"coverage-{index}-overlaps",
        caption=f"Found faces against the manifest's face boxes, by {title}",
        columns=headings(
            title, "Held", "Wrong face", f"{percent(result.policy.confidence, 0)} interval", "Overlap", "Lower quartile"
        ),
        rows=tuple(_overlaps_row(each) for each in (*ordered[:-1][:MOST], ordered[-1])),
        note=f"{note} {counted(left, 'more group')} with fewer wrong faces are in audit.json." if left > 0 else note,
    )


def _overlaps_row(each: FaceOverlaps) -> Row:
    wrong = each.wrong
    unseen = "" if wrong.denominator else "no face was found in a picture with a box"
    return Row(
        head=Cell(text="all pictures", tone="text") if each.group is None else name_cell(each.group.text),
        cells=(
            Cell(text=number(wrong.denominator)),
            Cell(text=percent(wrong.value), note=unseen),
            Cell(text=span(each.interval)),
            Cell(text=decimal(each.median)),
            Cell(text=decimal(each.lower)),
        ),
    )
