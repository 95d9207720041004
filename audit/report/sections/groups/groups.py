"""Second question, whether the model performs equally well across demographic groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS, words_of
from audit.domain.decision.comparisons import Comparison
from audit.domain.wording.words import (
    UNDEFINED,
    capitalised,
    counted,
    decimal,
    joined,
    number,
    percent,
    points,
    quoted,
    short,
    span,
    titled,
)
from audit.report.charts.flows import Flows
from audit.report.charts.lanes import Lanes, lanes
from audit.report.charts.matrix import apart_cell
from audit.report.charts.overview import Overview
from audit.report.sections.front.evidence import Evidence, evidence_of
from audit.report.sections.groups.called import called
from audit.report.sections.groups.classification import rate_measure, why_undefined
from audit.report.sections.groups.overview import groups_overview
from audit.report.sections.groups.prospects import SHRUNK, prospects_table, spread_sentence
from audit.report.views import VERDICTS, Cell, Row, Sign, TableView, gravest_first, headings, name_cell
from audit.report.wording.drivers import driver_sentence
from audit.report.wording.lookup import Estimates, is_comparable

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.counts.rates import Estimate, Rate
    from audit.domain.results.result import AuditResult

_NOWHERE = "no picture has this label or got this answer"

LEAST_APART = 0.1
"""Distance from the rate of all pictures at which colours end at the least, so that noise does not look like news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureView:
    """One feature, or one intersection of features.

    Attributes
    ----------
    title
        In words.
    sign
        That of its gravest limit; None without one.
    observed
        Lowest and highest rate, difference and ratio, and the emotion that drives them, in sentences.
    unjudged
        That no limit was set on it, in a sentence; empty where one was.
    evidence
        The limits on it with the whole reason of each.
    rates
        Chart of success rates.
    success, recall, false_positives
        Success-rate table; heat maps by emotion.
    spread
        How far the success rates spread beyond chance, in a sentence; empty where no limit compared them.
    called
        What the faces of the lowest and of the highest group are called, of the feature with the widest gap that is
        proven to exist; empty for the others.
    """

    title: str
    sign: Sign | None
    observed: str
    unjudged: str
    evidence: Evidence
    rates: Lanes
    success: TableView
    recall: TableView
    false_positives: TableView
    spread: str
    called: tuple[Flows, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsView:
    """The section: what a reader must know first, every feature, every intersection that was measured.

    Attributes
    ----------
    sentences
        Before everything.
    overview
        Every group in one chart; None without groups.
    features
        One by one.
    prospects
        What these pictures can show, limit by limit; None where nothing was compared.
    """

    sentences: tuple[str, ...]
    overview: Overview | None
    features: tuple[FeatureView, ...]
    prospects: TableView | None


def view(result: AuditResult) -> GroupsView:
    """Return the section of an audit."""
    names = (*(feature.name for feature in result.features), *Estimates(result).intersections)
    if not names:
        return GroupsView(
            sentences=("The manifest has no column that makes groups.",),
            overview=None,
            features=(),
            prospects=None,
        )
    return GroupsView(
        sentences=(
            "Rates of small samples differ even when the model treats every group alike. The dots show what was "
            "observed, the lines how far the truth may be from it; the limits are judged with both in mind.",
        ),
        overview=groups_overview(result),
        features=tuple(_feature(result, name, index) for index, name in enumerate(names, start=1)),
        prospects=prospects_table(result),
    )


def _feature(result: AuditResult, name: str, index: int) -> FeatureView:
    found = Estimates(result)
    groups = found.groups(name)
    rates = [found.of("accuracy", group=group) for group in groups]
    title = titled(name)
    evidence = evidence_of(result, name, f"groups-{index}")
    return FeatureView(
        title=title,
        sign=_sign(result, name),
        observed=_observed(result, name, rates),
        unjudged="" if evidence.first else "No limit was set here: these rates are shown, not judged.",
        evidence=evidence,
        rates=_chart(result, rates, title, index),
        success=_success(result, rates, title, index),
        recall=_heat(result, groups, "recall", title, index),
        false_positives=_heat(result, groups, "false_positive_rate", title, index),
        spread=spread_sentence(result, name),
        called=called(result, name, index),
    )


def _sign(result: AuditResult, name: str) -> Sign | None:
    own = gravest_first(finding for finding in result.findings if finding.disparity.feature == name)
    return VERDICTS[own[0].verdict] if own else None


def _observed(result: AuditResult, name: str, rates: list[Estimate]) -> str:
    """Return the lowest and highest observed rate of the groups a comparison may use, as far as no limit tells them."""
    compared = _compared(result, rates)
    if len(compared) < 2:  # noqa: PLR2004 - a comparison needs two
        return "Fewer than two groups have a success rate: there is nothing to compare."
    low, high = min(compared, key=lambda p: p[0]), max(compared, key=lambda p: p[0])
    if low[0] == high[0]:
        return f"Every group has the same success rate, {percent(low[0])}."
    ratio = decimal(low[0] / high[0])
    if _told(result, name, low[1], high[1]):
        observed = f"The lowest observed success rate is {ratio} times the highest."
    else:
        ends = f"from {percent(low[0])} ({_named(low[1])}) to {percent(high[0])} ({_named(high[1])})"
        apart = f"a difference of {points(high[0] - low[0])} percentage points, a ratio of {ratio}"
        observed = f"Observed success rates of {counted(len(compared), 'group')} reach {ends}: {apart}."
    return f"{observed} {driver_sentence(result, low[1], high[1])}".strip()


def _told(result: AuditResult, name: str, low: Group, high: Group) -> bool:
    """Return whether the evidence of a limit on this feature tells the difference of these two groups already."""
    return any(
        (f.disparity.feature, f.disparity.metric, f.disparity.comparison) == (name, "accuracy", Comparison.DIFFERENCE)
        and f.disparity.strata is None
        and (f.disparity.lowest, f.disparity.highest) == (low, high)
        for f in result.findings
    )


def _compared(result: AuditResult, rates: list[Estimate]) -> list[tuple[float, Group]]:
    """Return rate and group of the groups a comparison may use."""
    return [(e.value, e.group) for e in rates if e.value is not None and e.group and is_comparable(e, result.policy)]


def _named(group: Group) -> str:
    return quoted(group.text)


def _chart(result: AuditResult, rates: list[Estimate], title: str, index: int) -> Lanes:
    overall = Estimates(result).of("accuracy").value
    return lanes(
        [
            rate_measure(short(e.group.text), e, hollow=not is_comparable(e, result.policy))
            for e in rates
            if e.group is not None
        ],
        key=f"groups-{index}-rates",
        title=f"Success rate by {title}",
        description=(
            f"For each {title} the share of pictures classified correctly, as a dot on its interval, lowest first. The "
            "dashed line is the success rate over all pictures. The table below has the numbers."
        ),
        reference=overall,
        reference_text=f"all pictures {percent(overall)}",
    )


def _success(result: AuditResult, rates: list[Estimate], title: str, index: int) -> TableView:
    overall = Estimates(result).of("accuracy")
    ordered = sorted(rates, key=lambda e: (e.value is None, e.value or 0.0))
    rows = [_success_row(name_cell(e.group.text), e) for e in ordered if e.group is not None]
    return TableView(
        id=f"groups-{index}-success",
        caption=f"Success rate by {title}",
        columns=headings(
            title, "Right", "Wrong", "Success rate", f"{percent(result.policy.confidence, 0)} interval", "Shrunk"
        ),
        rows=(*rows, _success_row(Cell(text="all pictures", tone="text"), overall)),
        note=SHRUNK if any(e.shrunk is not None for e in rates) else "",
    )


def _success_row(head: Cell, estimate: Estimate) -> Row:
    rate = estimate.share
    undefined = "" if rate.value is not None else METRICS["accuracy"].undefined
    return Row(
        head=head,
        cells=(
            Cell(text=number(rate.numerator)),
            Cell(text=number(rate.denominator - rate.numerator)),
            Cell(text=percent(rate.value), note=undefined),
            Cell(text=span(estimate.interval)),
            Cell(text=percent(estimate.shrunk)),
        ),
    )


def _heat(result: AuditResult, groups: tuple[Group, ...], metric: str, title: str, index: int) -> TableView:
    found, undefined = Estimates(result), why_undefined(result, metric)
    low_is_good = METRICS[metric].direction.told_from_high
    rated = {emotion: found.of(metric, emotion).share for emotion in result.labels.emotions}
    there = [emotion for emotion in rated if found.of("recall", emotion).support or rated[emotion].numerator]
    emotions = [emotion for emotion in there if rated[emotion].value is not None] or list(rated)
    everybody = [rated[emotion] for emotion in emotions]
    rates = [[found.of(metric, emotion, group).share for emotion in emotions] for group in groups]
    apart = [_apart(rate, all_) for row in rates for rate, all_ in zip(row, everybody, strict=True)]
    widest = max([LEAST_APART, *apart])
    notes = [f"Blue is better than all pictures, orange worse; the colours end {points(widest)} points apart."]
    if any(rate.value is None for row in rates for rate in row):
        notes.append(f"{UNDEFINED} means: {undefined}, so there is no rate.")
    left = [emotion for emotion in rated if emotion not in emotions]
    for why, named in (
        (undefined, [quoted(emotion) for emotion in left if rated[emotion].value is None]),
        (_NOWHERE, [quoted(emotion) for emotion in left if rated[emotion].value is not None]),
    ):
        if named:
            notes.append(f"Nothing to show of {joined(named)}: {why}.")

    def row_of(head: Cell, row: list[Rate]) -> Row:
        return Row(
            head=head,
            cells=tuple(
                apart_cell(rate, undefined, all_.value, widest, low_is_good=low_is_good)
                for rate, all_ in zip(row, everybody, strict=True)
            ),
        )

    return TableView(
        id=f"groups-{index}-{metric.replace('_', '-')}",
        caption=f"{capitalised(METRICS[metric].title)} by {title} and emotion: {words_of(metric).share}",
        columns=(*headings(title), *map(name_cell, emotions)),
        rows=(
            *(row_of(name_cell(group.text), row) for group, row in zip(groups, rates, strict=True)),
            row_of(Cell(text="all pictures", tone="text"), everybody),
        ),
        kind="matrix apart",
        note=" ".join(notes),
        unit="points better",
    )


def _apart(rate: Rate, everybody: Rate) -> float:
    return 0.0 if rate.value is None or everybody.value is None else abs(rate.value - everybody.value)
