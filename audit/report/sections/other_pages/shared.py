"""The page of an audit that is fit to be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.wording.words import (
    UNDEFINED,
    capitalised,
    counted,
    number,
    percent,
    quoted,
    sentence,
    share_of,
    short,
    titled,
)
from audit.report.questions.rules import Status
from audit.report.views import STATUSES, VERDICTS, Cell, Row, Sign, TableView, headings, name_cell
from audit.report.wording.phrases import bounds_text, disparity_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort.groups import Group
    from audit.domain.results.shared import SharedAudit, SharedFinding, SharedRate

_OUT = Cell(text="taken out", tone="undefined")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAnswer:
    """A question and the sign of its answer."""

    question: str
    sign: Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPage:
    """The page.

    Attributes
    ----------
    title, verdict, sentences
        What was audited, with what verdict, and what stands behind it.
    answers
        The three questions.
    limits, features, reading
        The limits, a table of rates for each feature, and what was read otherwise than written; limits and reading are
        None where there are none.
    taken_out
        What is missing here, one sentence each.
    """

    title: str
    verdict: Sign
    sentences: tuple[str, ...]
    answers: tuple[SignedAnswer, ...]
    limits: TableView | None
    features: tuple[TableView, ...]
    reading: TableView | None
    taken_out: tuple[str, ...]


def view(shared: SharedAudit) -> SharedPage:
    """Return what the page shows, as plain values."""
    overall = next(r for r in shared.rates if r.group is None and r.emotion is None)
    right = "" if overall.rate is None else f"Answers are right for {share_of(overall.rate)} of the scored pictures."
    model, cohort = short(shared.model.title or shared.model.id), short(shared.cohort.title or shared.cohort.id)
    return SharedPage(
        title=f"{model} on {cohort}",
        verdict=VERDICTS[shared.verdict],
        sentences=tuple(filter(None, (sentence(capitalised(shared.sentence)), right, _outcomes(shared)))),
        answers=tuple(SignedAnswer(question=a.question, sign=STATUSES[Status(a.status)]) for a in shared.answers),
        limits=_limits(shared),
        features=tuple(_tables(shared)),
        reading=_reading(shared),
        taken_out=tuple(sentence(capitalised(text)) for text in shared.taken_out),
    )


def _outcomes(shared: SharedAudit) -> str:
    rows = ", ".join(f"{each.outcome} {number(each.rows)}" for each in shared.outcomes)
    return f"Rows of the cohort: {rows}."


def _limits(shared: SharedAudit) -> TableView | None:
    if not shared.findings:
        return None
    return TableView(
        id="limits",
        caption="Limits and what came of them",
        columns=headings("limit", "verdict", "allowed", "seen", "bounds of the truth", "between"),
        rows=tuple(Row(head=name_cell(f.code), cells=_limit(f)) for f in shared.findings),
        kind="plain",
    )


def _limit(finding: SharedFinding) -> tuple[Cell, ...]:
    sign, comparison = VERDICTS[finding.verdict], finding.comparison
    direction = "at least" if comparison.limit_is_minimum else "at most"
    waived = f"waived until {finding.waived_until}" if finding.waived_until else ""
    allowed = f"{direction} {disparity_text(comparison, finding.limit)}"
    first = (Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=waived), Cell(text=allowed))
    if finding.lowest is None or finding.highest is None:
        return (*first, *(Cell(text=UNDEFINED, tone="undefined") for _ in range(3)))
    between = Cell(text=f"{quoted(finding.lowest.text)} and {quoted(finding.highest.text)}", tone="text")
    seen, bounds = disparity_text(comparison, finding.value), bounds_text(comparison, finding.bounds)
    return (*first, Cell(text=seen), Cell(text=bounds), between)


def _tables(shared: SharedAudit) -> Iterator[TableView]:
    """Yield a table for every feature: its groups, overall and by label."""
    emotions = tuple(r.emotion for r in shared.rates if r.group is None and r.emotion and _occurs(r))
    by_feature: dict[str, dict[Group, list[SharedRate]]] = {}
    for rate in shared.rates:
        if rate.group is not None:
            rates = by_feature.setdefault(rate.group.feature, {}).setdefault(rate.group, [])
            if rate.emotion is None or rate.emotion in emotions:
                rates.append(rate)
    for i, (feature, groups) in enumerate(by_feature.items()):
        yield TableView(
            id=f"feature-{i + 1}",
            caption=f"Success rate by {titled(feature)}: all labels, then pictures with each label",
            columns=headings(titled(feature), "pictures", "all labels", *(short(name) for name in emotions)),
            rows=tuple(Row(head=name_cell(group.text), cells=_rates(rates)) for group, rates in groups.items()),
            kind="plain",
        )


def _occurs(shared: SharedRate) -> bool:
    """Whether any picture has this label."""
    return shared.rate is None or shared.rate.denominator > 0


def _rates(rates: list[SharedRate]) -> tuple[Cell, ...]:
    size = rates[0].rate
    pictures = _OUT if size is None else Cell(text=number(size.denominator))
    return (pictures, *(_rate(each) for each in rates))


def _rate(shared: SharedRate) -> Cell:
    rate = shared.rate
    if rate is None:
        return _OUT
    if not rate.denominator:
        return Cell(text=UNDEFINED, tone="undefined")
    return Cell(text=percent(rate.value), note=f"{number(rate.numerator)} of {number(rate.denominator)}")


def _reading(shared: SharedAudit) -> TableView | None:
    if not shared.reading:
        return None
    return TableView(
        id="reading",
        caption="Not counted, or read otherwise than written",
        columns=headings("how", "remarks", "rows"),
        rows=tuple(
            Row(
                head=Cell(text=each.treatment),
                cells=(
                    Cell(text=counted(each.remarks, "remark")),
                    Cell(text=UNDEFINED if each.rows is None else number(each.rows)),
                ),
            )
            for each in shared.reading
        ),
        kind="plain",
    )
