"""Which audits these are, their verdicts and three answers, and their success rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS
from audit.domain.results.audits import pictures_key
from audit.domain.wording.words import UNDEFINED, counted, joined, number, percent, share_of, shown, signed, span
from audit.report.charts.lanes import Lanes, lanes
from audit.report.questions.answers import answers
from audit.report.sections.front import header
from audit.report.sections.groups.classification import rate_measure
from audit.report.sections.side_by_side.likeness import alike_in, relation
from audit.report.sections.side_by_side.names import HASH_SHOWN, time_of
from audit.report.views import STATUSES, Cell, Row, TableView, headings, name_cell
from audit.report.wording.reading import TITLE as READING_TITLE
from audit.report.wording.reading import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.rates import Estimate
    from audit.domain.results.result import AuditResult, Source
    from audit.report.questions.rules import Answer
    from audit.report.sections.side_by_side.names import Named
    from audit.report.wording.reading import ReadingLine


def verdict_cell(result: AuditResult, note: str = "") -> Cell:
    """Return the verdict of an audit as a heading or cell."""
    sign = header.view(result).verdict
    return Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=note)


def list_of(audits: Sequence[Named]) -> TableView:
    """Return the table of the audits: what was audited on whom, and when."""
    return TableView(
        id="audits",
        caption="The audits",
        columns=(*headings("Audit", "Model", "Cohort"), Cell(text="Pictures"), Cell(text="Made (UTC)")),
        rows=tuple(_listed(each) for each in audits),
        kind="words listed",
    )


def _listed(each: Named) -> Row:
    source = each.result.provenance
    scored, rows = each.result.counts.overall().total, each.result.coverage.rows
    return Row(
        head=each.cell,
        cells=(
            _source_cell(source.model),
            _source_cell(source.cohort),
            Cell(text=f"{number(scored)} scored", note=f"of {counted(rows, 'row')}"),
            Cell(text=time_of(each.result)),
        ),
    )


def _source_cell(source: Source) -> Cell:
    digest = f"SHA-256 {shown(source.sha256[:HASH_SHOWN])}…" if source.sha256 else "no file to hash"
    name = name_cell(source.title or source.id)
    return Cell(text=name.text, title=name.title, note=digest, tone="text")


def answers_of(audits: Sequence[Named]) -> TableView:
    """Return the table of verdicts and answers, a row for each audit."""
    questions = [answer.question for answer in answers(audits[0].result)]
    return TableView(
        id="answers",
        caption="Verdict and answers of each audit",
        columns=headings("Audit", "Verdict", *questions),
        rows=tuple(_answered(each) for each in audits),
        kind="words answered",
        note="A number with its bounds is that of the answer: success rate; the gap, ratio or rate nearest to or "
        "furthest beyond its limit; agreement with annotators, or pictures read as mixed.",
    )


def _answered(each: Named) -> Row:
    status = int(each.result.decision.exit_status)
    verdict = verdict_cell(each.result, note=f"exit status {status}")
    return Row(head=each.cell, cells=(verdict, *map(_answer_cell, answers(each.result))))


def _answer_cell(answer: Answer) -> Cell:
    sign = STATUSES[answer.status]
    bounds = "" if answer.interval == UNDEFINED else f" ({answer.interval})"
    measured = "not measured" if answer.number == UNDEFINED else f"{answer.number}{bounds}, {answer.measure}"
    return Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=measured)


def readings_of(audits: Sequence[Named]) -> TableView | None:
    """Return what was not counted in each audit, or read otherwise than written; None where nothing was."""
    lines = lines_of([each.result.account for each in audits])
    if not lines:
        return None
    return TableView(
        id="readings",
        caption=READING_TITLE,
        columns=headings("Audits", "What"),
        rows=tuple(_read(line, audits) for line in lines),
        kind="words listed",
    )


def _read(line: ReadingLine, audits: Sequence[Named]) -> Row:
    if len(line.audits) == len(audits) > 1:
        head = Cell(text=f"all {number(len(audits))}", tone="text")
    elif len(line.audits) == 1:
        head = audits[line.audits[0]].cell
    else:
        head = Cell(text=joined([audits[place].text for place in line.audits]), tone="text")
    return Row(head=head, cells=(Cell(text=line.text, tone="words"),))


def rates_chart(audits: Sequence[Named]) -> Lanes:
    """Return the chart of success rates, a lane for each audit."""
    return lanes(
        [rate_measure(each.text, _rate(each)) for each in audits],
        key="rates-chart",
        title="Success rate of each audit",
        description=(
            "For each audit the share of its scored pictures classified correctly, as a dot on its interval, lowest "
            "first. The table below has the numbers."
        ),
    )


def rates_of(audits: Sequence[Named]) -> TableView:
    """Return the table of success rates, each beside its baseline and beside the first audit."""
    first = audits[0]
    return TableView(
        id="rates",
        caption="Success rate of each audit",
        columns=headings("Audit", "Right", "Wrong", "Success rate", "Interval", "Baseline", "Points against the first"),
        rows=tuple(_rate_row(each, first) for each in audits),
        note="Baseline: always answering the most frequent label of that cohort. A difference of two rates has no "
        "interval here: over other pictures it is not paired, over the same pictures compare works it out.",
    )


def _rate(each: Named) -> Estimate:
    return each.found.of("accuracy")


def _rate_row(each: Named, first: Named) -> Row:
    found = _rate(each)
    rate = found.share
    undefined = "" if rate.value is not None else METRICS["accuracy"].undefined
    return Row(
        head=each.cell,
        cells=(
            Cell(text=number(rate.numerator)),
            Cell(text=number(rate.denominator - rate.numerator)),
            Cell(text=percent(rate.value), note=undefined),
            Cell(text=span(found.interval), note=f"{percent(each.result.policy.confidence, 0)} confidence"),
            Cell(text=percent(each.result.baseline.value)),
            _against(each, first),
        ),
    )


def _against(each: Named, first: Named) -> Cell:
    value, reference = _rate(each).value, _rate(first).value
    if each is first:
        return Cell(text=UNDEFINED, note="the first", tone="undefined")
    if value is None or reference is None:
        return Cell(text=UNDEFINED, note=METRICS["accuracy"].undefined, tone="undefined")
    return Cell(text=signed(value - reference), note=relation(first, each))


def same_pictures(audits: Sequence[Named]) -> bool:
    """Return whether all audits are over the same pictures."""
    return all(alike_in(pictures_key, audits[0].result, each.result) for each in audits)


def sentence_of(audits: Sequence[Named]) -> str:
    """Return the success rates in words: the lowest and the highest."""
    rates = [(found.value, each.text, found) for each in audits if (found := _rate(each)).value is not None]
    if len(rates) < 2:  # noqa: PLR2004 - two are needed to compare
        return ""
    low, high = min(rates, key=lambda r: r[0] or 0.0), max(rates, key=lambda r: r[0] or 0.0)
    unpaired = "" if same_pictures(audits) else " They are not all over the same pictures."
    ends = f"from {share_of(low[2].share)} for {low[1]} to {share_of(high[2].share)} for {high[1]}"
    return f"Success rates reach {ends}.{unpaired}"
