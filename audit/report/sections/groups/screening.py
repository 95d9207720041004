"""Where else groups differ: what screening found outside the limits, labelled as screening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS
from audit.domain.wording.words import counted, decimal, number, percent, quoted, sentence, short, titled
from audit.report.views import Cell, Row, TableView, headings
from audit.report.wording.lookup import Estimates, is_comparable

if TYPE_CHECKING:
    from audit.domain.cohort.screening import Screened, Screening
    from audit.domain.counts.rates import Estimate
    from audit.domain.results.result import AuditResult

SHOWN = 20
"""Comparisons that stand out shown in the table; the rest are counted."""

_SMALLEST = 0.0001
_NO_PROOF = (
    "Screening finds where to look; it says nothing about a limit and never changes the verdict. That a comparison "
    "does not stand out is no proof that groups are alike: few pictures show only large differences."
)
_P_VALUE = (
    "The p-value is the chance of rates at least as different when all groups share one true rate. Adjusted, it is the "
    "share of false alarms to expect at most in the list down to its row. Precision and selection rate differ also "
    "where the groups' labels do."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningView:
    """The part: what was screened and what stands out, in sentences; a table of it, None when nothing does."""

    sentences: tuple[str, ...]
    table: TableView | None


def view(result: AuditResult) -> ScreeningView | None:
    """Return the part of an audit; None where nothing was screened."""
    screening = result.screening
    if screening is None or not screening.rows:
        return None
    flagged = sorted((row for row in screening.rows if screening.flagged(row)), key=_by_p_value)
    return ScreeningView(
        sentences=(_outcome(screening, len(flagged)), _NO_PROOF),
        table=_table(result, screening, flagged[:SHOWN]) if flagged else None,
    )


def _by_p_value(row: Screened) -> tuple[float, float]:
    return (row.adjusted or 0.0, row.p_value or 0.0)


def _outcome(screening: Screening, flagged: int) -> str:
    if not screening.family:
        return "Nothing could be screened: no metric has two groups with a rate."
    family = counted(screening.family, "comparison")
    looked = f"Every feature, metric and emotion was screened for any difference between groups, {family}"
    alarms = percent(screening.share, 0)
    if not flagged:
        found = f"none stands out from chance, with false alarms kept to about {alarms}"
    else:
        stand = "stands" if flagged == 1 else "stand"
        found = f"{number(flagged)} {stand} out from chance, with false alarms among them kept to about {alarms}"
    most = f" The {SHOWN} clearest are shown." if flagged > SHOWN else ""
    left = len(screening.rows) - screening.family
    lacking = f" {number(left)} more had fewer than two groups with a rate." if left else ""
    return f"{looked}: {found}.{most}{lacking}"


def _table(result: AuditResult, screening: Screening, rows: list[Screened]) -> TableView:
    found = Estimates(result)
    return TableView(
        id="screening",
        caption="Where groups differ more than chance explains, clearest first (screening: no limit is judged here)",
        columns=headings("Metric and feature", "Groups", "Lowest", "Highest", "p-value", "Adjusted"),
        rows=tuple(_row(row, _compared(result, found, row)) for row in rows),
        note=f"{_P_VALUE} {sentence(screening.method)}",
    )


def _row(row: Screened, compared: list[Estimate]) -> Row:
    emotion = "" if row.emotion is None else f" of {quoted(row.emotion)}"
    head = f"{METRICS[row.metric].title}{emotion} by {titled(row.feature)}"
    return Row(
        head=Cell(text=head, tone="text"),
        cells=(
            Cell(text=number(row.groups)),
            _end(min(compared, key=_rate, default=None)),
            _end(max(compared, key=_rate, default=None)),
            Cell(text=_chance(row.p_value)),
            Cell(text=_chance(row.adjusted)),
        ),
    )


def _compared(result: AuditResult, estimates: Estimates, row: Screened) -> list[Estimate]:
    """Return the rates a row compares, as the policy asks for."""
    rates = [estimates.of(row.metric, row.emotion, group) for group in estimates.groups(row.feature)]
    return [rate for rate in rates if is_comparable(rate, result.policy)]


def _rate(estimate: Estimate) -> float:
    return estimate.value or 0.0


def _end(estimate: Estimate | None) -> Cell:
    if estimate is None or estimate.group is None:
        return Cell(text=percent(None))
    return Cell(text=percent(estimate.value), note=short(estimate.group.text))


def _chance(p: float | None) -> str:
    if p is not None and p < _SMALLEST:
        return f"<\xa0{_SMALLEST}"
    return decimal(p, 4)
