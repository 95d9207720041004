"""Success rates of the groups, audit by audit, in small charts that share one scale and one order of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS
from audit.domain.wording.words import UNDEFINED, counted, percent, short, titled
from audit.report.charts.lanes import MOST, Lanes, Measure, lanes, values_of
from audit.report.charts.matrix import rate_cell
from audit.report.charts.scale import axis_of_shares
from audit.report.sections.groups.classification import rate_measure
from audit.report.sections.side_by_side.overview import same_pictures
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.cohort.groups import Group
    from audit.report.charts.scale import Axis
    from audit.report.sections.side_by_side.names import Named

_ABSENT = "no such group"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSideBySide:
    """One feature, or intersection: its id and title, what a reader must know, a chart for each audit, one table."""

    id: str
    title: str
    sentence: str
    charts: tuple[Lanes, ...]
    table: TableView


def by_group(audits: Sequence[Named]) -> tuple[FeatureSideBySide, ...]:
    """Return every feature and intersection that some audit has, by name, in the order they first appear."""
    names: dict[str, None] = {}
    for each in audits:
        single = [feature.name for feature in each.result.features]
        names.update(dict.fromkeys((*single, *each.found.intersections)))
    return tuple(_feature(audits, name, index) for index, name in enumerate(names, start=1))


def _feature(audits: Sequence[Named], name: str, index: int) -> FeatureSideBySide:
    having = [each for each in audits if each.found.groups(name)]
    groups = tuple(dict.fromkeys(group for each in having for group in each.found.groups(name)))
    title = titled(name)
    drawn = groups[:MOST]
    rows = [[_measure(each, group) for group in drawn] for each in having]
    overall = [each.found.of("accuracy").value for each in having]
    axis = axis_of_shares([*values_of([m for row in rows for m in row]), *(v for v in overall if v is not None)])
    return FeatureSideBySide(
        id=f"feature-{index}",
        title=title,
        sentence=_sentence(audits, having, len(groups)),
        charts=tuple(
            _chart(each, row, axis, title, f"feature-{index}-{place}")
            for place, (each, row) in enumerate(zip(having, rows, strict=True), start=1)
        ),
        table=_table(having, groups, title, index),
    )


def _sentence(audits: Sequence[Named], having: Sequence[Named], groups: int) -> str:
    lacking = [each.text for each in audits if each not in having]
    said = ["The charts share one scale and one order of rows; ◆ marks the lowest group of each."]
    if lacking:
        said.append(f"{counted(len(lacking), 'audit')} of {len(audits)} without this feature: {', '.join(lacking)}.")
    if len(having) > 1 and not same_pictures(having):
        said.append("The audits are over other pictures: a group of one name is not the same people in each.")
    if groups > MOST:
        said.append(f"The charts show the first {MOST} of {groups} groups; the table has all.")
    return " ".join(said)


def _measure(each: Named, group: Group) -> Measure:
    name = short(group.text)
    if group not in each.found.groups(group.feature):
        return Measure(name=name, text=_ABSENT, at=None)
    hollow = group.is_unknown and not each.result.policy.include_unknown
    return rate_measure(name, each.found.of("accuracy", group=group), hollow=hollow)


def _chart(each: Named, rows: list[Measure], axis: Axis, title: str, key: str) -> Lanes:
    overall = each.found.of("accuracy").value
    return lanes(
        rows,
        key=key,
        title=each.text,
        description=(
            f"For each {title} the share of the pictures that {each.text} classified correctly, as a dot on its "
            "interval; the dashed line is its success rate over all pictures. The table below has the numbers."
        ),
        reference=overall,
        reference_text=f"all {percent(overall)}",
        axis=axis,
        as_given=True,
    )


def _table(having: Sequence[Named], groups: tuple[Group, ...], title: str, index: int) -> TableView:
    return TableView(
        id=f"feature-{index}-table",
        caption=f"Success rate by {title} and audit",
        columns=(*headings(title), *(each.cell for each in having)),
        rows=tuple(
            Row(head=name_cell(group.text), cells=tuple(_cell(each, group) for each in having)) for group in groups
        ),
        kind="matrix",
        unit=METRICS["accuracy"].title,
    )


def _cell(each: Named, group: Group) -> Cell:
    if group not in each.found.groups(group.feature):
        return Cell(text=UNDEFINED, note=_ABSENT, tone="undefined")
    return rate_cell(each.found.of("accuracy", group=group).share, METRICS["accuracy"].undefined)
