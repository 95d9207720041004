"""One limit of a loss, over which a candidate must not fall behind: its groups, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.results.comparison import ProvenChange
from audit.domain.wording.words import (
    UNDEFINED,
    counted,
    decimal,
    number,
    percent,
    quoted,
    sentence,
    short,
    shown,
    signed,
    titled,
)
from audit.report.charts.changes import changes
from audit.report.charts.lanes import Lanes, Measure
from audit.report.views import TEXT, VERDICTS, Cell, Row, Sign, TableView, headings, name_cell

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Regression
    from audit.domain.decision.disparities import Exclusion
    from audit.domain.results.comparison import Change, LossBounds, RegressionFinding

STANDINGS = {
    ProvenChange.WORSE: Sign(mark="✖" + TEXT, word="proven worse", tone="bad"),
    ProvenChange.BETTER: Sign(mark="✔" + TEXT, word="proven better", tone="good"),
    ProvenChange.OPEN: Sign(mark="?", word="neither proven", tone="open"),
}
_DRAWN = {ProvenChange.WORSE: "worse", ProvenChange.BETTER: "better", ProvenChange.OPEN: "ring"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    """What became of the groups under one limit.

    Attributes
    ----------
    id, title
        Unique in the page; metric and feature in words.
    sign, sentence
        The verdict and its reason.
    levelling
        That a gap narrowed because the best group lost, in words; empty where it did not.
    note
        How far pictures of one person are alike, in words; empty where every picture shows another person.
    chart, table
        The groups; the chart is None where none was compared.
    """

    id: str
    title: str
    sign: Sign
    sentence: str
    levelling: str
    note: str
    chart: Lanes | None
    table: TableView


def limit_view(finding: RegressionFinding, index: int) -> LimitView:
    """Return what became of the groups under limit number `index` of the page, from 1."""
    title = limit_title(finding.regression)
    return LimitView(
        id=f"limit-{index}",
        title=sentence(title).removesuffix("."),
        sign=VERDICTS[finding.verdict],
        sentence=sentence(shown(finding.reason)),
        levelling=levelling(finding),
        note=_people(finding),
        chart=_chart(finding, title, f"limit-{index}-chart") if finding.changes else None,
        table=_table(finding, title, f"limit-{index}-table"),
    )


def limit_title(regression: Regression) -> str:
    """Return what a limit is about: `recall of “sad” by age group`."""
    emotion = f" of {quoted(regression.emotion)}" if regression.emotion else ""
    return f"{find_metric(regression.metric).title}{emotion} by {titled(regression.feature)}"


def levelling(finding: RegressionFinding) -> str:
    """Return that a gap narrowed because the best group lost; empty where it did not."""
    return "" if finding.levelling_down is None else sentence(shown(finding.levelling_down.sentence))


def _people(finding: RegressionFinding) -> str:
    found = finding.dependence
    if found is None:
        return ""
    return (
        f"{counted(found.pictures, 'picture')} show {counted(found.people, 'person', 'people')}, and the people "
        f"are counted: pictures of a group tell as much as up to {decimal(found.design_effect)} times fewer of "
        "different people."
    )


def _chart(finding: RegressionFinding, title: str, key: str) -> Lanes:
    return changes(
        [_measure(change) for change in finding.changes],
        limit=finding.regression.limit,
        key=key,
        title=f"Change in {title}, percentage points",
        description=(
            f"For each group the change in {title} from the baseline to the candidate, as a dot on the bounds of the "
            "true change, the largest loss first; losses are left of 0, and the dashed line is the largest loss "
            "allowed. The table below has the numbers."
        ),
    )


def _measure(change: Change) -> Measure:
    return Measure(
        name=short(change.group.text),
        text=f"{signed(-change.loss)} of {number(change.counts.images)}",
        at=-change.loss,
        low=-change.bounds.upper,
        high=-change.bounds.lower,
        sign=_DRAWN[change.standing],
    )


def _table(finding: RegressionFinding, title: str, key: str) -> TableView:
    columns = ("Pictures", "Baseline", "Candidate", "Change", "Right to wrong", "Wrong to right")
    ordered = sorted(finding.changes, key=lambda change: -change.loss)
    return TableView(
        id=key,
        caption=f"Change in {title}, group by group, the largest loss first",
        columns=(*headings("Group"), Cell(text="Standing", tone="text"), *(Cell(text=text) for text in columns)),
        rows=(*(_row(change) for change in ordered), *(_excluded(each) for each in finding.excluded)),
        kind="plain standing",
        note="The second line of a change has the bounds of the true change, over all groups and limits together. A "
        "picture that one classifier did not score is not right for it.",
    )


def _row(change: Change) -> Row:
    sign, counts = STANDINGS[change.standing], change.counts
    return Row(
        head=name_cell(change.group.text),
        cells=(
            Cell(text=sign.word, mark=sign.mark, tone=sign.tone),
            Cell(text=number(counts.images)),
            Cell(text=percent(change.baseline)),
            Cell(text=percent(change.candidate)),
            Cell(text=signed(-change.loss), note=bounds_of_change(change.bounds)),
            Cell(text=number(counts.only_baseline_right), note=_lost(counts.only_baseline_scored)),
            Cell(text=number(counts.only_candidate_right), note=_lost(counts.only_candidate_scored)),
        ),
    )


def bounds_of_change(bounds: LossBounds) -> str:
    """Return the bounds of a true change in points, a gain positive."""
    return f"{signed(-bounds.upper)} to {signed(-bounds.lower)}"


def _lost(images: int) -> str:
    return f"{number(images)} not scored by the other" if images else ""


def _excluded(exclusion: Exclusion) -> Row:
    absent = Cell(text=UNDEFINED)
    reason = Cell(text="not compared", note=shown(exclusion.reason), tone="undefined")
    return Row(
        head=name_cell(exclusion.group.text), cells=(reason, Cell(text=number(exclusion.support)), *[absent] * 5)
    )
