"""The tables of the face finder's own audit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assets.audits import drawn

from audit.domain.answers.face_misses import FaceMisses, FaceOverlaps
from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Interval, Rate
from audit.report.sections.cohort import faces

if TYPE_CHECKING:
    from audit.report.views import TableView

HALF = Interval(lower=0.25, upper=0.75, confidence=0.95, method="wilson")


def texts(table: TableView | None) -> list[tuple[str, ...]]:
    """Return the rows of a table, the heading first."""
    assert table is not None
    return [tuple(cell.text.replace("\xa0", " ") for cell in (row.head, *row.cells)) for row in table.rows]


def overlaps(group: Group | None, wrong: int, of: int, median: float | None) -> FaceOverlaps:
    rate = Rate(numerator=wrong, denominator=of)
    lower = None if median is None else median - 0.1
    return FaceOverlaps(group=group, wrong=rate, interval=HALF if of else None, lower=lower, median=median)


def test_misses_stand_with_the_worst_group_first_and_everybody_last() -> None:
    result = drawn()
    feature = result.features[0]
    first, second = (Group.of((feature.name, name)) for name in feature.groups[:2])
    found = tuple(
        FaceMisses(group=group, rate=Rate(numerator=x, denominator=4), interval=HALF)
        for group, x in ((None, 3), (first, 1), (second, 2))
    )
    rows = texts(faces.misses(replace(result, face_misses=found), feature, 1))
    assert [row[:3] for row in rows] == [
        (second.text, "2", "4"),
        (first.text, "1", "4"),
        ("all pictures", "3", "4"),
    ]
    assert faces.misses(replace(result, face_misses=()), feature, 1) is None


def test_overlaps_stand_with_most_wrong_faces_first_and_say_where_there_is_nothing_to_compare() -> None:
    result = drawn()
    feature = result.features[0]
    first, second, third = (Group.of((feature.name, name)) for name in feature.groups[:3])
    found = (
        overlaps(None, 1, 8, 0.8),
        overlaps(first, 0, 4, 0.9),
        overlaps(second, 1, 4, 0.7),
        overlaps(third, 0, 0, None),
    )
    rows = texts(faces.overlaps(replace(result, face_overlaps=found), feature, 1))
    assert [(row[0], row[1], row[2], row[4], row[5]) for row in rows] == [
        (second.text, "4", "25.0 %", "0.70", "0.60"),
        (third.text, "0", "–", "–", "–"),
        (first.text, "4", "0.0 %", "0.90", "0.80"),
        ("all pictures", "8", "12.5 %", "0.80", "0.70"),
    ]
    assert faces.overlaps(result, feature, 1) is None
