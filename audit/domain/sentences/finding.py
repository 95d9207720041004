"""A finding in words: one sentence that every channel carries, and the whole reason that begins with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Verdict
from audit.domain.decision.settling import undecided_by_bounds
from audit.domain.sentences.mislabelled import allowances, as_recorded, overturned_by
from audit.domain.sentences.proven import fails_alone, nothing_compared, proven
from audit.domain.sentences.seen import seen
from audit.domain.sentences.settling import (
    by_chance,
    cost_of_point,
    if_all_had_answered,
    other_way,
    possible,
    settling,
)
from audit.domain.sentences.waived import waiver_sentence
from audit.domain.wording.words import sentence

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Disparity
    from audit.domain.decision.findings import Finding, Waived


def finding_sentence(finding: Finding) -> str:
    """Return what was seen under a limit, and what is proven of it: the sentences that every channel carries.

    Where labels or groups may be wrong, what the bounds allow for and what would overturn the verdict follow.

    For example: Pictures are classified correctly 29.8 points less often for age group “senior” than for “adult” (60.0
    %, 360 of 600 pictures, against 89.8 %, 539 of 600). The true difference between groups is at least 24.6 points,
    above the limit 10 points.
    """
    return _told(finding.criterion, finding.disparity, finding.verdict)


def accepted_sentence(finding: Finding) -> str:
    """Return who accepts a waived finding up to where and until when; empty where no waiver holds."""
    if finding.waived is None or not finding.accepted:
        return ""
    return waiver_sentence(finding.criterion, finding.disparity, finding.waived)


def reason(criterion: Criterion, disparity: Disparity, verdict: Verdict, waived: Waived | None) -> str:
    """Return why a criterion got its verdict: what was seen, what is sure, what would settle it, what is accepted.

    It begins with the sentence of the finding; what it adds is for those who look up the evidence.
    """
    parts = [_told(criterion, disparity, verdict), *map(sentence, _details(criterion, disparity, verdict))]
    if waived is not None:
        parts.append(waiver_sentence(criterion, disparity, waived))
    return " ".join(part for part in parts if part)


def _told(criterion: Criterion, disparity: Disparity, verdict: Verdict) -> str:
    if disparity.value is None or disparity.bounds is None:
        return sentence(nothing_compared(criterion, disparity))
    clauses = (
        seen(disparity),
        proven(criterion, disparity, verdict),
        *allowances(disparity),
        as_recorded(criterion, disparity, verdict),
        *overturned_by(disparity, verdict),
    )
    return " ".join(sentence(clause) for clause in clauses if clause)


def _details(criterion: Criterion, disparity: Disparity, verdict: Verdict) -> tuple[str, ...]:
    if disparity.bounds is None:
        return ()
    left_out = if_all_had_answered(criterion, disparity)
    if criterion.decide_on is DecideOn.POINT:
        return cost_of_point(criterion, disparity), left_out
    if verdict is not Verdict.INCONCLUSIVE:
        return (left_out,)
    if not undecided_by_bounds(criterion, disparity):
        return settling(criterion, disparity), left_out
    return (
        fails_alone(criterion, disparity),
        possible(disparity),
        by_chance(criterion, disparity),
        settling(criterion, disparity),
        other_way(disparity),
        left_out,
    )
