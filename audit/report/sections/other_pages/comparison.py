"""The page of a comparison: which groups lost and gained, what is proven, and what levelled down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.findings import Verdict
from audit.domain.results.comparison import ComparisonResult, ProvenChange
from audit.domain.wording.words import (
    UNDEFINED,
    counted,
    joined,
    number,
    percent,
    points,
    quoted,
    sentence,
    short,
    shown,
    signed,
)
from audit.report.sections.front.header import HASH_SHOWN
from audit.report.sections.other_pages.loss_limits import LimitView, levelling, limit_title, limit_view
from audit.report.sections.side_by_side.names import day_text
from audit.report.views import GRAVEST_FIRST, VERDICTS, Cell, Fact, Row, Sign, TableView, headings
from audit.report.wording.reading import joint_lines

if TYPE_CHECKING:
    from audit.domain.results.comparison import Change, PairedCounts, RegressionFinding
    from audit.domain.results.result import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPage:
    """The page.

    Attributes
    ----------
    title
        Candidate against baseline.
    verdict, sentence, exit_status
        The verdict in words, and what a gate returns.
    reading
        What was not counted in either audit, or read otherwise than written, a sentence each.
    facts
        Baseline, candidate, pictures, rules.
    groups
        Which groups are proven worse and better, in sentences.
    levelling
        Every gap that narrowed because the best group lost.
    gate
        The limits: failed first, inconclusive next; None without one.
    overall_sentence, overall
        All pictures by what both said of them.
    limits
        Limit by limit, in the order of the gate.
    promise
        What "proven" means here; empty where nothing was compared.
    """

    title: str
    verdict: Sign
    sentence: str
    exit_status: str
    reading: tuple[str, ...]
    facts: tuple[Fact, ...]
    groups: tuple[str, ...]
    levelling: tuple[str, ...]
    gate: TableView | None
    overall_sentence: str
    overall: TableView
    limits: tuple[LimitView, ...]
    promise: str


def view(result: ComparisonResult) -> ComparisonPage:
    """Return what the page shows."""
    decision = result.decision
    findings = sorted(result.findings, key=lambda finding: GRAVEST_FIRST.index(finding.verdict))
    return ComparisonPage(
        title=f"{_model(result.candidate)} against {_model(result.baseline)}",
        verdict=VERDICTS[decision.verdict],
        sentence=sentence(decision.sentence),
        exit_status=f"As a gate this comparison returns exit status {int(decision.exit_status)}.",
        reading=comparison_lines(result),
        facts=_facts(result),
        groups=_groups(findings),
        levelling=tuple(levelling(finding) for finding in findings if finding.levelling_down is not None),
        gate=_gate(findings) if findings else None,
        overall_sentence=_overall_sentence(result.overall),
        overall=_overall(result.overall),
        limits=tuple(limit_view(finding, index) for index, finding in enumerate(findings, start=1)),
        promise=promise(result),
    )


def comparison_lines(result: ComparisonResult) -> tuple[str, ...]:
    """Return what is to be said beside the verdict: the reading of both audits."""
    return joint_lines(result.accounts, ("baseline", "candidate"))


def promise(result: ComparisonResult) -> str:
    """Return what "proven" means over all groups and limits; empty where no group was compared."""
    bounds = next((change.bounds for finding in result.findings for change in finding.changes), None)
    if bounds is None:
        return ""
    return (
        f'"Proven" allows for all {bounds.family} groups and limits at once (Bonferroni): any false one happens in at '
        f"most {bounds.error_shared:.3g} of comparisons, for losses and for gains; a false PASS in at most "
        f"{bounds.error_alone:.3g}."
    )


def _model(source: Provenance) -> str:
    return shown(source.model.title or source.model.id)


def _facts(result: ComparisonResult) -> tuple[Fact, ...]:
    cohort, policy = result.baseline.cohort, result.policy
    return (
        _audited("Baseline", result.baseline),
        _audited("Candidate", result.candidate),
        Fact(
            term="Same pictures",
            text=f"{number(result.overall.images)} of {short(cohort.title or cohort.id)}",
            note=_digest(cohort.sha256),
        ),
        Fact(
            term="Rules",
            text=quoted(policy.title),
            note=f"{percent(policy.confidence, 0)} confidence, set beforehand",
        ),
    )


def _audited(term: str, source: Provenance) -> Fact:
    return Fact(
        term=term, text=short(source.model.id), note=f"{_digest(source.model.sha256)}, {day_text(source.created)}"
    )


def _digest(sha256: str | None) -> str:
    return f"SHA-256 {shown(sha256[:HASH_SHOWN])}…" if sha256 else "no file to hash"


def _groups(findings: list[RegressionFinding]) -> tuple[str, ...]:
    """Return which groups are proven worse and better, limit by limit, and for how many limits none is."""
    said = []
    for finding in findings:
        if parts := [
            part for standing in (ProvenChange.WORSE, ProvenChange.BETTER) if (part := _named(finding, standing))
        ]:
            said.append(sentence(f"{limit_title(finding.regression)}: {'; '.join(parts)}"))
    left = len(findings) - len(said)
    if left:
        others = "other limit" if said else "limit"
        said.append(f"Under {counted(left, others)} no group is proven worse or better.")
    return tuple(said)


def _named(finding: RegressionFinding, standing: ProvenChange) -> str:
    found = [change for change in finding.changes if change.standing is standing]
    if not found:
        return ""
    shown_here = [f"{quoted(c.group.text)} ({signed(-c.loss)} points)" for c in found[:_NAMED]]
    more = [counted(len(found) - _NAMED, "more group")] if len(found) > _NAMED else []
    return f"{standing.value} {joined([*shown_here, *more])}"


_NAMED = 5
"""Groups of one standing named in a sentence; the table has all."""


def _gate(findings: list[RegressionFinding]) -> TableView:
    return TableView(
        id="gate",
        caption="Limits of a loss and what was found",
        columns=(
            *headings("Verdict"),
            Cell(text="Limit", tone="text"),
            Cell(text="Decisive loss"),
            Cell(text="Bounds it is judged by"),
            Cell(text="Pictures"),
            Cell(text="Reason", tone="text"),
        ),
        rows=tuple(_gate_row(finding) for finding in findings),
        kind="gate",
    )


def _gate_row(finding: RegressionFinding) -> Row:
    sign, regression = VERDICTS[finding.verdict], finding.regression
    worst = _decisive(finding)
    warns = ", only a warning where undecided" if regression.on_inconclusive is OnInconclusive.WARN else ""
    pictures = sum(change.counts.images for change in finding.changes)
    return Row(
        head=Cell(text=sign.word, mark=sign.mark, tone=sign.tone),
        cells=(
            Cell(
                text=limit_title(regression),
                note=f"no group loses more than {points(regression.limit)} points{warns}",
                tone="text",
            ),
            Cell(
                text=f"{points(worst.loss)} points" if worst else UNDEFINED,
                note=short(worst.group.text) if worst else "",
            ),
            Cell(
                text=f"{points(worst.bounds.lower)} to {points(worst.bounds.upper_alone)} points"
                if worst
                else UNDEFINED
            ),
            Cell(text=number(pictures), note=counted(len(finding.changes), "group")),
            Cell(text=sentence(shown(finding.reason)), tone="words"),
        ),
    )


def _decisive(finding: RegressionFinding) -> Change | None:
    """Return the group whose bounds decide: the one proven worst, or else the one that may have lost most."""
    failed = finding.verdict is Verdict.FAIL
    return max(finding.changes, key=lambda c: c.bounds.lower if failed else c.bounds.upper_alone, default=None)


def _overall_sentence(counts: PairedCounts) -> str:
    before, after, loss = counts.baseline.value, counts.candidate.value, counts.loss
    if before is None or after is None or loss is None:
        return "Neither classifier scored a picture."
    return (
        f"Over the same {counted(counts.images, 'picture')} the success rate went from {percent(before)} to "
        f"{percent(after)} ({signed(-loss)} points): {number(counts.only_baseline_right)} went from right to wrong, "
        f"{number(counts.only_candidate_right)} from wrong to right.{_unscored(counts)}"
    )


def _unscored(counts: PairedCounts) -> str:
    said = (
        (counts.only_baseline_scored, "scored by the baseline only, which is not right for the candidate"),
        (counts.only_candidate_scored, "scored by the candidate only, which is not right for the baseline"),
        (counts.unscored, "scored by neither and left out"),
    )
    parts = [f"{counted(images, 'picture')} {what}" for images, what in said if images]
    return f" {sentence('; '.join(parts))}" if parts else ""


def _overall(counts: PairedCounts) -> TableView:
    cells = ((counts.both_right, counts.only_baseline_right), (counts.only_candidate_right, counts.neither_right))
    rows = ("Baseline right", "Baseline wrong")
    return TableView(
        id="overall",
        caption="All pictures by what both classifiers said of them",
        columns=headings("", "Candidate right", "Candidate wrong"),
        rows=tuple(
            Row(head=Cell(text=head), cells=tuple(Cell(text=number(n)) for n in row))
            for head, row in zip(rows, cells, strict=True)
        ),
    )
