"""A finding in one short sentence: the groups, the emotion, the numbers, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Verdict
from audit.domain.decision.settling import undecided_by_bounds
from audit.domain.sentences.finding import finding_sentence, next_step
from audit.domain.sentences.proven import size_open
from audit.domain.sentences.seen import seen
from audit.domain.wording.words import counted, quoted, sentence, share_of, short, shown
from audit.report.wording.drivers import look_first, mistake
from audit.report.wording.reading import in_short

if TYPE_CHECKING:
    from audit.domain.decision.disparities import Disparity
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


def brief_sentence(result: AuditResult, finding: Finding) -> str:
    """Return the sentence of a finding and the next step: where to look first, or what would settle it.

    For example: Pictures are classified correctly 4.8 points less often for “glasses” than for “no glasses” (83.3 %, 15
    of 18 pictures, against 88.1 %, 2,628 of 2,982); the true difference between groups may lie anywhere from 0 to 24.7
    points, on both sides of the limit 10 points. About 108 more pictures of “glasses” would settle it if the groups are
    equal.
    """
    return " ".join(part for part in (finding_sentence(finding), _step(result, finding)) if part)


def row_sentence(result: AuditResult, finding: Finding) -> str:
    """Return the same for a row that has verdict, limit and bounds in its other cells: without what is proven."""
    if not _proven_by_the_bounds_alone(finding):
        return brief_sentence(result, finding)
    return " ".join(part for part in (sentence(seen(finding.disparity)), _step(result, finding)) if part)


def _proven_by_the_bounds_alone(finding: Finding) -> bool:
    """Whether bounds beside a limit say all that is proven: no lost group, no gap of open size, no observed value."""
    criterion, disparity = finding.criterion, finding.disparity
    if disparity.value is None or disparity.bounds is None or criterion.decide_on is DecideOn.POINT:
        return False
    if finding.verdict is not Verdict.INCONCLUSIVE:
        return True
    return undecided_by_bounds(criterion, disparity) and not size_open(criterion, disparity)


def _step(result: AuditResult, finding: Finding) -> str:
    """Return where to look first, or what would settle it, in a sentence; empty where there is nothing to say."""
    return sentence(_look_first(result, finding.disparity) if finding.verdict is Verdict.FAIL else next_step(finding))


def _look_first(result: AuditResult, disparity: Disparity) -> str:
    """Return where to look first after a limit was exceeded; empty where the counts do not say."""
    low, high, told = disparity.lowest, disparity.highest, disparity.deciding
    if low is None or high is None or disparity.strata is not None:
        return ""
    if told.metric == "accuracy" and disparity.comparison.facts.names_pair:
        return look_first(result, low, high)
    if told.metric == "recall" and told.emotion is not None:
        wrong = mistake(result, low, told.emotion)
        return "" if wrong is None else f"look first at those called {quoted(wrong.answer)}, {share_of(wrong.share)}"
    return ""
