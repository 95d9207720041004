"""Part of the third question: what keeping silent where the entropy is high does, overall and to every group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.uncertainty.abstention import Answered, CoverageCurve
from audit.domain.wording.words import (
    UNDEFINED,
    decimal,
    number,
    percent,
    points,
    quoted,
    share_of,
    short,
    span,
    titled,
)
from audit.report.charts.curves import CurveLine, Curves, curves
from audit.report.views import Cell, Row, TableView, headings, name_cell

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
    from audit.domain.uncertainty.abstention import Abstention
    from audit.domain.uncertainty.entropy import EntropyHistogram
    from audit.domain.uncertainty.mixed import MixedEmotions

FEWEST = 10
"""Pictures from which on a curve is drawn: the success rate of fewer jumps from picture to picture."""

SHOWN = 100
"""Rows of one table; of more, those with the most pictures are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstainedView:
    """All pictures, or the groups of one feature: a sentence, chart and table."""

    title: str
    sentence: str
    chart: Curves
    table: TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstentionView:
    """The part: what abstaining does to all pictures, and to each feature's groups."""

    sentences: tuple[str, ...]
    parts: tuple[AbstainedView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _AbstentionRow:
    """What abstaining does to some pictures, and their curve."""

    answered: Answered
    curve: CoverageCurve

    @property
    def unknown(self) -> bool:
        """Whether their group is not known."""
        return self.answered.group is not None and self.answered.group.is_unknown

    @property
    def name(self) -> str:
        """The group, or `all pictures`."""
        group = self.answered.group
        return "all pictures" if group is None else short(group.text)


def view(result: AuditResult) -> AbstentionView | None:
    """Return the part of an audit; None where there is nothing to abstain from."""
    mixed = result.mixed
    if mixed is None or mixed.abstention is None or mixed.right is None or not mixed.overall.total:
        return None
    found = mixed.abstention
    overall = _AbstentionRow(answered=found.overall, curve=CoverageCurve.of(mixed.overall, mixed.right))
    groups = _by_feature(mixed, found)
    parts = tuple(
        _part(titled(name), f"abstention-{index}", rows, overall)
        for index, (name, rows) in enumerate(groups.items(), start=1)
    )
    return AbstentionView(
        sentences=(_overall(found), *_area(found)),
        parts=parts or (_part("all pictures", "abstention-0", [], overall),),
    )


def _by_feature(mixed: MixedEmotions, abstention: Abstention) -> dict[str, list[_AbstentionRow]]:
    """Return the groups of each feature, those with the most pictures first."""
    histograms: dict[object, tuple[EntropyHistogram, EntropyHistogram]] = {
        entry.group: (entry.histogram, entry.right) for entry in mixed.by_group if entry.right is not None
    }
    groups: dict[str, list[_AbstentionRow]] = {}
    for answered in abstention.by_group:
        if answered.group is not None and answered.group in histograms:
            row = _AbstentionRow(answered=answered, curve=CoverageCurve.of(*histograms[answered.group]))
            groups.setdefault(answered.group.feature, []).append(row)
    for rows in groups.values():
        rows.sort(key=lambda row: -row.answered.everything.denominator)
    return groups


def _overall(abstention: Abstention) -> str:
    overall = abstention.overall
    if abstention.threshold is None or overall.kept is None or overall.coverage is None:
        return (
            f"More than {percent(abstention.share, 0)} of the pictures have a softmax entropy below .01, so no "
            "threshold of entropy sets the least certain ones apart."
        )
    return (
        f"If the model kept silent where its softmax entropy is {decimal(abstention.threshold)} or more, it would "
        f"answer {share_of(overall.coverage)} of the pictures. Of thresholds in hundredths this one comes nearest to "
        f"{percent(abstention.share, 0)} from below. Its success rate then {_moved(overall)} (interval "
        f"{span(overall.interval)})."
    )


def _moved(answered: Answered) -> str:
    """Say how a success rate moves: `rises from 60.3 % to 63.4 %`."""
    before, after = answered.everything.value, None if answered.kept is None else answered.kept.value
    if after is None or before is None:
        return "is not known"
    if after == before:
        return f"stays at {percent(before)}"
    return f"{'rises' if after > before else 'falls'} from {percent(before)} to {percent(after)}"


def _area(abstention: Abstention) -> tuple[str, ...]:
    area = abstention.overall.area
    if area is None:
        return ()
    return (
        f"Over all coverages its success rate is {decimal(area.value, 3)} on average (area under the accuracy–coverage "
        f"curve). Entropies are kept to .01: whatever their order within that, it is {decimal(area.lower, 3)} to "
        f"{decimal(area.upper, 3)}.",
    )


def _part(title: str, key: str, rows: list[_AbstentionRow], overall: _AbstentionRow) -> AbstainedView:
    chart = curves(
        _line(overall),
        [line for line in map(_line, rows) if line.points],
        key=f"{key}-chart",
        title=f"Success rate by coverage: {title}",
        description=(
            "Each curve shows the success rate on the most certain pictures, from few of them on the left to all on "
            "the right. Dots stand where all groups are held to one threshold of entropy. The table has the numbers."
        ),
        across="share of the pictures answered",
        up="success rate",
    )
    return AbstainedView(
        title=title,
        sentence=_ends(title, [row for row in rows if not row.unknown]),
        chart=chart,
        table=_table(title, key, rows, overall),
    )


def _ends(title: str, rows: list[_AbstentionRow]) -> str:
    """Say which group gains most and which least, each with its coverage."""
    known = [(row.answered.gain, row) for row in rows if row.answered.gain is not None]
    if len(known) < 2:  # noqa: PLR2004 - one group has nothing to be held against
        return ""
    (low, least), (high, most) = (choose(known, key=lambda pair: pair[0]) for choose in (min, max))
    if low == high:
        return f"By {title} every group gains as much."
    return f"By {title}, as observed, abstaining helps {_told(most)} most. It helps {_told(least)} least."


def _told(row: _AbstentionRow) -> str:
    coverage = row.answered.coverage
    return f"{quoted(row.name)} ({_moved(row.answered)}, {percent(coverage.value if coverage else None)} answered)"


def _line(row: _AbstentionRow) -> CurveLine:
    images = int(row.curve.answered[-1])
    drawn = tuple(point for point in row.curve.points() if point[0] * images >= FEWEST)
    kept, coverage = row.answered.kept, row.answered.coverage
    marked = None
    if kept is not None and kept.value is not None and coverage is not None and coverage.value is not None:
        marked = (coverage.value, kept.value) if kept.denominator >= FEWEST else None
    return CurveLine(name=row.name, points=drawn, marked=marked)


def _table(title: str, key: str, rows: list[_AbstentionRow], overall: _AbstentionRow) -> TableView:
    interval, left = overall.answered.interval, len(rows) - SHOWN
    confidence = "" if interval is None else f"{percent(interval.confidence, 0)} "
    note = (
        "Observed changes in percentage points. Area: mean success rate over all coverages of the row's own pictures, "
        "those of one hundredth of entropy in random order."
    )
    return TableView(
        id=key,
        caption=f"What abstaining does, by {title}" if rows else "What abstaining does",
        columns=headings(
            title if rows else "Shown",
            "Answered",
            "Success rate of all",
            "of those answered",
            f"{confidence}interval",
            "Change",
            "Area",
        ),
        rows=(
            *(_row(name_cell(row.answered.group.text), row) for row in rows[:SHOWN] if row.answered.group is not None),
            _row(Cell(text="all pictures", tone="text"), overall),
        ),
        note=f"{note} {number(left)} more groups with fewer pictures are in audit.json." if left > 0 else note,
    )


def _row(head: Cell, row: _AbstentionRow) -> Row:
    answered, coverage, kept = row.answered, row.answered.coverage, row.answered.kept
    gain = answered.gain
    of = "" if coverage is None else f"{number(coverage.numerator)} of {number(coverage.denominator)}"
    return Row(
        head=head,
        cells=(
            Cell(text=percent(None if coverage is None else coverage.value), note=of),
            Cell(text=percent(answered.everything.value)),
            Cell(text=percent(None if kept is None else kept.value)),
            Cell(text=span(answered.interval)),
            Cell(text=UNDEFINED if gain is None else f"{'+' if gain > 0 else ''}{points(gain)}"),
            Cell(text=decimal(None if answered.area is None else answered.area.value, 3)),
        ),
    )
