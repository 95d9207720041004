"""Page one: the three answers, the table of limits, and what this audit cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.findings import Verdict
from audit.domain.policy import DecideOn
from audit.report.answers import answers
from audit.report.phrases import (
    bounds_text,
    compared_pictures,
    criterion_title,
    disparity_text,
    limit_text,
    resampled_text,
    waiver_note,
)
from audit.report.questions.rules import Answer
from audit.report.sections.limits import cannot_tell
from audit.report.views import GRAVEST_FIRST, STATUSES, VERDICTS, Cell, Row, Sign, Table, gravest_first, headings
from audit.report.words import UNDEFINED, counted, number, percent, sentence, shown

if TYPE_CHECKING:
    from audit.domain.findings import Finding
    from audit.domain.result import AuditResult

LIMITS_SHOWN = 5
"""Limits in the open table; the others stand folded below it, so that page one stays one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One answer with the sign of its status and the text of its interval."""

    answer: Answer
    sign: Sign
    interval: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """Page one.

    Attributes
    ----------
    cards
        The three answers.
    summary
        How many limits were kept, exceeded and undecided.
    gate
        The limits: failed first, inconclusive next, passed last; of each those under a waiver that holds last.
    more_title, more
        The rest of a long list of limits, folded; empty and None when all fit.
    cannot_tell
        Sentences.
    """

    cards: tuple[Card, ...]
    summary: str
    gate: Table | None
    more_title: str
    more: Table | None
    cannot_tell: tuple[str, ...]


def view(result: AuditResult) -> AnswerPage:
    """Return page one of an audit."""
    ordered = gravest_first(result.findings)
    first, rest = ordered[:LIMITS_SHOWN], ordered[LIMITS_SHOWN:]
    confidence = percent(result.policy.confidence, 0)
    return AnswerPage(
        cards=tuple(_card(answer, confidence) for answer in answers(result)),
        summary=_summary(result),
        gate=_gate("gate", "Limits set before the audit and what was found", first, confidence) if first else None,
        more_title=f"{counted(len(rest), 'more limit')}: {_tally(rest)}" if rest else "",
        more=_gate("gate-more", "The other limits", rest, confidence) if rest else None,
        cannot_tell=cannot_tell(result),
    )


def _card(answer: Answer, confidence: str) -> Card:
    unbounded = "not measured" if answer.number == UNDEFINED else "without bounds"
    interval = unbounded if answer.interval == UNDEFINED else f"{confidence} bounds: {answer.interval}"
    return Card(answer=answer, sign=STATUSES[answer.status], interval=interval)


def _summary(result: AuditResult) -> str:
    policy = result.policy
    if not result.findings:
        return "There is no limit to hold: the manifest has no sensitive feature that makes groups."
    rule = f"Policy “{shown(policy.title)}” sets {counted(len(result.findings), 'limit')}: {_tally(result.findings)}."
    return f"{rule} A limit is exceeded or kept only when the evidence proves it; otherwise it stays open."


def _tally(findings: tuple[Finding, ...] | list[Finding]) -> str:
    words = {Verdict.FAIL: "exceeded", Verdict.INCONCLUSIVE: "undecided", Verdict.PASS: "kept"}
    counts = [(sum(f.verdict is verdict for f in findings), verdict) for verdict in GRAVEST_FIRST]
    return ", ".join(f"{number(n)} {words[verdict]}{_waived(findings, verdict)}" for n, verdict in counts if n)


def _waived(findings: tuple[Finding, ...] | list[Finding], verdict: Verdict) -> str:
    found = [f for f in findings if f.verdict is verdict]
    waived = sum(f.accepted for f in found)
    if not waived:
        return ""
    return " (waived)" if waived == len(found) else f" ({number(waived)} of them waived)"


def _gate(key: str, caption: str, findings: list[Finding], confidence: str) -> Table:
    return Table(
        id=key,
        caption=caption,
        columns=(
            *headings("Verdict"),
            Cell(text="Limit", tone="text"),
            Cell(text="Found"),
            Cell(text=f"{confidence} bounds"),
            Cell(text="Pictures"),
            Cell(text="Reason", tone="text"),
        ),
        rows=tuple(_gate_row(finding) for finding in findings),
        kind="gate",
    )


def _gate_row(finding: Finding) -> Row:
    sign, found = VERDICTS[finding.verdict], finding.disparity
    on_point = ", by the observed value alone" if finding.criterion.decide_on is DecideOn.POINT else ""
    return Row(
        head=Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=waiver_note(finding)),
        cells=(
            Cell(
                text=criterion_title(finding.criterion), note=f"{limit_text(finding.criterion)}{on_point}", tone="text"
            ),
            Cell(text=disparity_text(found.comparison, found.value)),
            Cell(text=bounds_text(found.comparison, found.bounds)),
            Cell(text=number(compared_pictures(found)), note=counted(len(found.estimates), "group")),
            Cell(text=sentence(shown(finding.reason)), note=resampled_text(found), tone="words"),
        ),
    )
