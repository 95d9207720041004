"""Page one: the three answers, the table of limits, and what this audit cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Verdict
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import UNDEFINED, counted, number, percent, shown
from audit.report.questions.answers import answers
from audit.report.questions.next_steps import NextStep, next_steps
from audit.report.questions.question_steps import question_steps
from audit.report.questions.rules import Answer
from audit.report.sections.front.evidence import evidence_link, more_limits, tally
from audit.report.sections.front.limits import Caveat, caveats
from audit.report.views import GRAVEST_FIRST, STATUSES, VERDICTS, Cell, Row, Sign, TableView, gravest_first, headings
from audit.report.wording.brief import row_sentence
from audit.report.wording.phrases import bounds_text, compared_pictures, disparity_text, waiver_note

if TYPE_CHECKING:
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

LIMITS_SHOWN = 5
"""Limits in the open table; the others stand folded below it, so that page one stays one page."""

CAVEATS_SHOWN = 3
"""Things the audit cannot tell that stand open; the others are folded for the same reason."""

STEPS_SHOWN = 3
"""Next steps of limits in sight; the others are folded with what else can be done about each limit."""

_KEY = {
    Verdict.FAIL: "these pictures prove the limit exceeded",
    Verdict.INCONCLUSIVE: "they prove neither, so the question stays open",
    Verdict.PASS: "they prove it kept",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One answer with the sign of its status and the text of its interval, and its sentence beside next steps."""

    answer: Answer
    sentence: str
    sign: Sign
    interval: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A verdict with its sign, and what it means in a clause."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedStep:
    """What else can be done about one limit: the limit in words, and the ways in sentences."""

    limit: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """Page one.

    Attributes
    ----------
    cards
        The three answers.
    steps, more_steps, waivers
        What to do next, in sentences: the most urgent about the limits, then about the other questions; what else can
        be done, limit by limit, without what is in sight; text for `policy.toml` that accepts what was found, empty
        where nothing could be accepted.
    summary
        How many limits were kept, exceeded and undecided.
    key, units
        What the verdicts mean; what points and bounds are. Empty without a limit.
    gate
        The limits: failed first, inconclusive next, passed last; of each those under a waiver that holds last.
    more_title, more
        The rest of a long list of limits, folded; empty and None when all fit.
    cannot_tell, cannot_tell_more
        What a reader must not conclude: the gravest, and the rest, folded.
    """

    cards: tuple[Card, ...]
    steps: tuple[str, ...]
    more_steps: tuple[FoldedStep, ...]
    waivers: str
    summary: str
    key: tuple[KeyEntry, ...]
    units: str
    gate: TableView | None
    more_title: str
    more: TableView | None
    cannot_tell: tuple[Caveat, ...]
    cannot_tell_more: tuple[Caveat, ...]


def view(result: AuditResult, *, pictures_here: bool = False) -> AnswerPage:
    """Return page one of an audit, of a page that shows pictures or of one that does not."""
    told = list(enumerate(gravest_first(result.findings), start=1))
    first, rest = told[:LIMITS_SHOWN], told[LIMITS_SHOWN:]
    confidence = percent(result.policy.confidence, 0)
    doubts, steps = caveats(result), next_steps(result, pictures_here=pictures_here)
    return AnswerPage(
        cards=tuple(_card(answer, confidence) for answer in answers(result)),
        steps=(*(step.told for step in steps[:STEPS_SHOWN]), *question_steps(result, pictures_here=pictures_here)),
        more_steps=_folded(steps),
        waivers="\n\n".join(step.waiver for step in steps if step.waiver),
        summary=_summary(result),
        key=tuple(KeyEntry(sign=VERDICTS[v], text=_KEY[v]) for v in GRAVEST_FIRST) if told else (),
        units=_units(result) if told else "",
        gate=_gate(result, "gate", "Limits set before the audit and what was found", first) if first else None,
        more_title=more_limits([finding for _, finding in rest]),
        more=_gate(result, "gate-more", "The other limits", rest) if rest else None,
        cannot_tell=doubts[:CAVEATS_SHOWN],
        cannot_tell_more=doubts[CAVEATS_SHOWN:],
    )


def _folded(steps: tuple[NextStep, ...]) -> tuple[FoldedStep, ...]:
    """Return what is not in sight of the steps: the other ways of the first, every way of the rest."""
    ways = [step.others if place < STEPS_SHOWN else (step.first, *step.others) for place, step in enumerate(steps)]
    told = (step.limit or "The audit" for step in steps)
    return tuple(FoldedStep(limit=limit, ways=of) for limit, of in zip(told, ways, strict=True) if of)


def _card(answer: Answer, confidence: str) -> Card:
    unbounded = "not measured" if answer.number == UNDEFINED else "without bounds"
    interval = unbounded if answer.interval == UNDEFINED else f"{confidence} bounds: {answer.interval}"
    return Card(answer=answer, sentence=answer.seen or answer.sentence, sign=STATUSES[answer.status], interval=interval)


def _summary(result: AuditResult) -> str:
    policy = result.policy
    if not result.findings:
        return "There is no limit to hold: the manifest has no sensitive feature that makes groups."
    return f"Policy “{shown(policy.title)}” sets {counted(len(result.findings), 'limit')}: {tally(result.findings)}."


def _units(result: AuditResult) -> str:
    points = "Points are percentage points: from 70\xa0% to 80\xa0% is 10 points."
    wrong = percent(1 - result.policy.confidence, 0)
    bounds = "The bounds say how small and how large the true gap may be, as far as these pictures tell"
    often = "audits" if result.series is None else "series, at any of their looks"
    return f"{points} {bounds}: each is wrong in at most {wrong} of {often}."


def _gate(result: AuditResult, key: str, caption: str, told: list[tuple[int, Finding]]) -> TableView:
    return TableView(
        id=key,
        caption=caption,
        columns=(
            *headings("Verdict"),
            Cell(text="Limit", tone="text"),
            Cell(text="Found"),
            Cell(text=f"{percent(result.policy.confidence, 0)} bounds"),
            Cell(text="Pictures"),
            Cell(text="In a sentence", tone="text"),
        ),
        rows=tuple(_gate_row(place, finding) for place, finding in told),
        kind="gate",
    )


def _gate_row(place: int, finding: Finding) -> Row:
    sign, found = VERDICTS[finding.verdict], finding.disparity
    on_point = ", by the observed value alone" if finding.criterion.decide_on is DecideOn.POINT else ""
    primary = ", primary" if finding.criterion.primary else ""
    return Row(
        head=Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=waiver_note(finding)),
        cells=(
            Cell(
                text=criterion_title(finding.criterion),
                note=f"{limit_text(finding.criterion)}{on_point}{primary}",
                tone="text",
            ),
            Cell(text=disparity_text(found.comparison, found.value)),
            Cell(text=bounds_text(found.comparison, found.bounds)),
            Cell(text=number(compared_pictures(found)), note=counted(len(found.estimates), "group")),
            Cell(text=row_sentence(finding), tone="words", link=evidence_link(place)),
        ),
    )
