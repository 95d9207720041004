"""An audit in a line, a finding in a row, and what was audited: for places that have little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Verdict
from audit.domain.decision.settling import undecided_by_bounds
from audit.domain.sentences.finding import finding_sentence
from audit.domain.sentences.proven import fails_alone, size_open
from audit.domain.sentences.seen import seen
from audit.domain.wording.words import counted, sentence, short, shown
from audit.report.wording.reading import in_short

if TYPE_CHECKING:
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult


def in_a_line(result: AuditResult) -> str:
    """Return an audit in one line: verdict, what was audited on whom, how many pictures were scored, the reading.

    For example: FAIL: 1 of 3 limits exceeded, with evidence; net on people, 2,981 pictures; 2,981 of 3,000 rows
    counted, 2 remarks on the reading.
    """
    decision, provenance = result.decision, result.provenance
    pictures = counted(result.counts.overall().total, "picture")
    audited = f"{short(provenance.model.id)} on {short(provenance.cohort.id)}"
    said = (f"{decision.verdict}: {shown(decision.sentence)}", f"{audited}, {pictures}", in_short(result.account))
    return "; ".join(filter(None, said))


def audited_lines(result: AuditResult) -> tuple[str, ...]:
    """Return what was audited, on whom, by which rules, with which packages, and every note; a line each."""
    provenance, policy = result.provenance, result.policy
    sources = (("model", provenance.model), ("cohort", provenance.cohort))
    packages = ", ".join(f"{version.package} {version.version}" for version in provenance.versions)
    return (
        *(f"{what}: {short(source.title)}, SHA-256 {source.sha256 or 'unknown'}" for what, source in sources),
        f"policy: {short(policy.title)}, {counted(len(policy.criteria), 'limit')}, confidence {policy.confidence:g}",
        f"made with {packages}",
        *(f"note: {shown(note)}" for note in result.notes),
    )


def row_sentence(finding: Finding) -> str:
    """Return a finding in a sentence, for a row that has verdict, limit and bounds in its other cells.

    Without what the bounds say, and without what to do: that is told once, beside the table.
    """
    told = sentence(seen(finding.disparity)) if _proven_by_the_bounds_alone(finding) else finding_sentence(finding)
    criterion, disparity = finding.criterion, finding.disparity
    alone = fails_alone(criterion, disparity) if finding.verdict is Verdict.INCONCLUSIVE else ""
    return " ".join(part for part in (told, sentence(alone)) if part)


def _proven_by_the_bounds_alone(finding: Finding) -> bool:
    """Whether bounds beside a limit say all that is proven: no lost group, no gap of open size, no observed value."""
    criterion, disparity = finding.criterion, finding.disparity
    if disparity.value is None or disparity.bounds is None or criterion.decide_on is DecideOn.POINT:
        return False
    if finding.verdict is not Verdict.INCONCLUSIVE:
        return True
    return undecided_by_bounds(criterion, disparity) and not size_open(criterion, disparity)
