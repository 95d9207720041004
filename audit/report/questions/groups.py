"""Whether the model performs equally well across demographic groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import DecideOn
from audit.domain.wording.words import UNDEFINED, counted, sentence
from audit.report.questions.rules import QUESTIONS, Answer, Status
from audit.report.wording.brief import brief_sentence, settling
from audit.report.wording.phrases import (
    accepted_sentence,
    bounds_text,
    compared_pictures,
    disparity_text,
    gap_sentence,
    limit_text,
)

if TYPE_CHECKING:
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult


def _without_groups() -> Answer:
    return Answer(
        question=QUESTIONS[1],
        status=Status.CANNOT_TELL,
        sentence="The manifest says nothing about who is in the pictures: it has no sensitive feature to compare.",
        measure="largest gap between groups",
        number=UNDEFINED,
        interval=UNDEFINED,
    )


def performs_equally(result: AuditResult) -> Answer:
    """Return the answer to the second question: the verdict, told by the finding that decides it.

    Without a sensitive feature there is no limit and no finding, and nothing can be told.
    """
    if not result.findings:
        return _without_groups()
    status, deciding = _gate_status(result)
    found = deciding.disparity
    return Answer(
        question=QUESTIONS[1],
        status=status,
        sentence=_gate_sentence(result, status, deciding),
        measure=f"{found.comparison.facts.gap} ({limit_text(deciding.criterion)} allowed)",
        number=disparity_text(found.comparison, found.value),
        interval=bounds_text(found.comparison, found.bounds),
    )


def _gate_status(result: AuditResult) -> tuple[Status, Finding]:
    """Return the status and the finding that stands for it: the one with the strongest evidence against its limit."""
    exceeded = any(f.verdict is Verdict.FAIL for f in result.findings)
    verdict = Verdict.FAIL if exceeded else result.decision.verdict
    wanted = [f for f in result.findings if f.verdict is verdict] or list(result.findings)
    deciding = max([f for f in wanted if not f.accepted] or wanted, key=_weight)
    if verdict is Verdict.FAIL:
        return Status.NO, deciding
    if verdict is Verdict.INCONCLUSIVE:
        return Status.CANNOT_TELL, deciding
    warned = any(f.verdict is Verdict.INCONCLUSIVE for f in result.findings)
    return (Status.PARTLY if warned else Status.YES), deciding


def _weight(finding: Finding) -> tuple[float, int, float]:
    """Return how far the evidence speaks against the limit, how many pictures speak, and how far it may speak."""
    bounds, limit = finding.disparity.bounds, finding.criterion.limit
    if bounds is None:
        return float("-inf"), 0, 0.0
    sides = (bounds.lower - limit, bounds.upper - limit)
    if finding.criterion.comparison.limit_is_minimum:
        sides = (limit - bounds.upper, limit - bounds.lower)
    near, far = sides[::-1] if finding.verdict is Verdict.PASS else sides
    return near, compared_pictures(finding.disparity), far


def _gate_sentence(result: AuditResult, status: Status, deciding: Finding) -> str:
    told = f"{_on_point(deciding)}{sentence(gap_sentence(deciding))}"
    if status is Status.NO:
        others = _others(result, Verdict.FAIL, "is also exceeded", "are also exceeded")
        return " ".join(part for part in (told, accepted_sentence(deciding), others) if part)
    if status is Status.CANNOT_TELL:
        others = _others(result, Verdict.INCONCLUSIVE, "is as open", "are as open")
        if not deciding.assessed:
            return f"{brief_sentence(result, deciding)} {others}".strip()
        return f"{_cannot(deciding)} {told} {sentence(settling(deciding))} {others}".strip()
    if status is Status.PARTLY:
        return f"{_untold(result)} The one nearest to its limit: {told}"
    return f"{_kept(result)} {told}"


def _cannot(finding: Finding) -> str:
    """Return that these pictures cannot settle it, or that no result on so few could."""
    reach = finding.disparity.reach
    if reach is None or reach.can_fail or reach.can_pass:
        return "These pictures cannot settle it."
    return "With so few pictures no result could settle it, whatever the model answered."


def _untold(result: AuditResult) -> str:
    open_limits = [f for f in result.findings if f.verdict is Verdict.INCONCLUSIVE]
    waived = sum(f.accepted for f in open_limits)
    only = "which the policy waives" if waived else "about which the policy only warns"
    if 0 < waived < len(open_limits):
        only = "which the policy waives or only warns about"
    kept = "; the others are kept" if len(open_limits) < len(result.findings) else ""
    of = f"{counted(len(open_limits), 'limit')} of {len(result.findings)}"
    return f"For {of} these pictures cannot tell, {only}{kept}."


def _kept(result: AuditResult) -> str:
    proven = "proven" if all(f.criterion.decide_on is DecideOn.INTERVAL for f in result.findings) else "found"
    if len(result.findings) == 1:
        return f"The gap is {proven} to lie within its limit."
    return f"Every gap compared is {proven} to lie within its limit. The one nearest to it:"


def _on_point(finding: Finding) -> str:
    if finding.criterion.decide_on is DecideOn.INTERVAL:
        return ""
    return "Judged by the observed value alone, as the policy asks, which proves nothing: "


def _others(result: AuditResult, verdict: Verdict, one: str, many: str) -> str:
    left = sum(f.verdict is verdict for f in result.findings) - 1
    if left < 1:
        return ""
    return f"{left} other {'limit' if left == 1 else 'limits'} {one if left == 1 else many}."
