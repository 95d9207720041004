"""Whether the model performs equally well across demographic groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Verdict
from audit.domain.sentences.finding import accepted_sentence, finding_sentence
from audit.domain.sentences.naming import limit_text
from audit.domain.sentences.proven import size_open
from audit.domain.sentences.settling import settling
from audit.domain.wording.words import UNDEFINED, counted, sentence
from audit.exit_status import ExitStatus
from audit.report.questions.other_gaps import larger, of_answers, unanswered, widest
from audit.report.questions.rules import QUESTIONS, Answer, Status
from audit.report.wording.phrases import bounds_text, compared_pictures, disparity_text

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
    status = _status(result)
    deciding = _deciding(result, status)
    found = deciding.disparity
    beside = (larger(result, deciding), unanswered(result, deciding))
    return Answer(
        question=QUESTIONS[1],
        status=status,
        sentence=_joined(_gate_sentence(result, status, deciding, step=True), *beside),
        seen=_joined(_gate_sentence(result, status, deciding, step=False), *beside),
        measure=f"{_measure(result, status, deciding)} ({limit_text(deciding.criterion)} allowed)",
        number=disparity_text(found.comparison, found.value),
        interval=bounds_text(found.comparison, found.bounds),
    )


def _status(result: AuditResult) -> Status:
    """Return the status: what the verdict says, but a waiver or a warning makes no gap smaller and proves nothing."""
    verdicts = {finding.verdict for finding in result.findings}
    if Verdict.FAIL in verdicts:
        return Status.NO
    if result.decision.exit_status is ExitStatus.INCONCLUSIVE or Verdict.PASS not in verdicts:
        return Status.CANNOT_TELL
    return Status.PARTLY if Verdict.INCONCLUSIVE in verdicts else Status.YES


_TOLD_BY = {
    Status.NO: Verdict.FAIL,
    Status.CANNOT_TELL: Verdict.INCONCLUSIVE,
    Status.PARTLY: Verdict.PASS,
    Status.YES: Verdict.PASS,
}


def _deciding(result: AuditResult, status: Status) -> Finding:
    """Return the finding that stands for a status: the one with the strongest evidence against its limit.

    One that is not waived before one that is, and one about answers before one about who got any, which is told beside.
    """
    wanted = [f for f in result.findings if f.verdict is _TOLD_BY[status]] or list(result.findings)
    wanted = [f for f in wanted if not f.accepted] or wanted
    return max([f for f in wanted if not of_answers(f)] or wanted, key=_weight)


_WHICH = {
    Status.NO: "with the clearest evidence",
    Status.CANNOT_TELL: "that leaves it open",
    Status.PARTLY: "nearest to its limit",
    Status.YES: "nearest to its limit",
}


def _measure(result: AuditResult, status: Status, deciding: Finding) -> str:
    """Return what the number is: the largest gap only where no other is larger."""
    facts = deciding.disparity.comparison.facts
    return facts.gap if widest(result, deciding) is deciding else f"{facts.noun} {_WHICH[status]}"


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


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _gate_sentence(result: AuditResult, status: Status, deciding: Finding, *, step: bool) -> str:
    told = finding_sentence(deciding)
    if status is Status.NO:
        others = _others(result, Verdict.FAIL, "is also exceeded", "are also exceeded")
        return _joined(told, accepted_sentence(deciding), others)
    if status is Status.CANNOT_TELL:
        return _open(result, deciding, told, step=step)
    if status is Status.PARTLY:
        return f"{_untold(result)} Of those kept, the one nearest to its limit: {told}"
    return f"{_kept(result)} {told}"


def _open(result: AuditResult, deciding: Finding, told: str, *, step: bool) -> str:
    """Return why nothing can be told; where only the reading is in doubt, no number of pictures would settle it."""
    if deciding.verdict is Verdict.PASS:
        return told
    others = _others(result, Verdict.INCONCLUSIVE, "is as open", "are as open")
    if not deciding.assessed:
        return _joined(told, others)
    cannot = "" if size_open(deciding.criterion, deciding.disparity) else _cannot(deciding)
    settled = sentence(settling(deciding.criterion, deciding.disparity)) if step else ""
    return _joined(cannot, told, settled, accepted_sentence(deciding), others)


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


def _others(result: AuditResult, verdict: Verdict, one: str, many: str) -> str:
    left = sum(f.verdict is verdict for f in result.findings) - 1
    if left < 1:
        return ""
    return f"{left} other {'limit' if left == 1 else 'limits'} {one if left == 1 else many}."
