"""One criterion, one disparity, one verdict; and what becomes of the waiver that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Finding, Verdict, Waived, WaiverState
from audit.domain.sentences.finding import reason
from audit.errors import InputError, UsageError, one_of

if TYPE_CHECKING:
    from datetime import date

    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Disparity
    from audit.domain.decision.waivers import Waiver


def judge(
    criteria: tuple[Criterion, ...],
    disparities: tuple[Disparity, ...],
    *,
    waivers: tuple[Waiver, ...],
    today: date,
) -> tuple[Finding, ...]:
    """Return one finding for each criterion and its disparity, in their order.

    Fails closed: an undefined disparity, or a group that dropped out without the policy asking for it, never passes,
    under a limit as under the ceiling of a waiver.

    Parameters
    ----------
    criteria, disparities
        Criteria with their emotion resolved, and one disparity for each.
    waivers
        Findings accepted for a while.
    today
        The day on which a waiver has expired or not.

    Raises
    ------
    InputError
        When criteria and disparities do not belong together.
    UsageError
        When a waiver names no finding of this audit, or is stricter than the limit it waives.
    """
    if len(criteria) != len(disparities):
        raise InputError(f"{len(criteria)} criteria cannot be judged on {len(disparities)} disparities")
    accepted = _by_finding(waivers, [criterion.code for criterion in criteria])
    return tuple(_finding(c, d, accepted.get(c.code), today) for c, d in zip(criteria, disparities, strict=True))


def _by_finding(waivers: tuple[Waiver, ...], codes: list[str]) -> dict[str, Waiver]:
    for waiver in waivers:
        if waiver.finding not in codes:
            expected = one_of(waiver.finding, codes)
            raise UsageError(f"a waiver names '{waiver.finding}', which is no finding of this audit; {expected}")
    return {waiver.finding: waiver for waiver in waivers}


def _finding(criterion: Criterion, disparity: Disparity, waiver: Waiver | None, today: date) -> Finding:
    verdict = _verdict(criterion, disparity)
    waived = (
        None if waiver is None else Waived(waiver=waiver, state=_state(waiver, criterion, disparity, verdict, today))
    )
    return Finding(
        code=criterion.code,
        criterion=criterion,
        disparity=disparity,
        verdict=verdict,
        reason=reason(criterion, disparity, verdict, waived),
        waived=waived,
    )


_STATES = {
    Verdict.PASS: WaiverState.HOLDS,
    Verdict.FAIL: WaiverState.EXCEEDED,
    Verdict.INCONCLUSIVE: WaiverState.UNPROVEN,
}


def _state(waiver: Waiver, criterion: Criterion, disparity: Disparity, verdict: Verdict, today: date) -> WaiverState:
    """Return what the evidence says about the ceiling, by the rule of the limit, unless that no longer matters."""
    under_ceiling = _verdict(criterion.waived(waiver), disparity)
    if not waiver.holds(today):
        return WaiverState.EXPIRED
    if verdict is Verdict.PASS:
        return WaiverState.NOT_NEEDED
    return _STATES[under_ceiling]


def _verdict(criterion: Criterion, disparity: Disparity) -> Verdict:
    if disparity.value is None or disparity.bounds is None:
        return Verdict.INCONCLUSIVE
    if criterion.decide_on is DecideOn.POINT:
        verdict = _on_point(criterion, disparity.value)
    else:
        lower, upper = disparity.bounds.lower, disparity.bounds.upper
        minimum = criterion.comparison.limit_is_minimum
        verdict = Verdict.of(lower, upper, criterion.limit, limit_is_minimum=minimum)
    return Verdict.INCONCLUSIVE if verdict is Verdict.PASS and disparity.lost else verdict


def _on_point(criterion: Criterion, value: float) -> Verdict:
    value = round(value, 9)  # .8 − .7 is a little more than .1 in floating point, and keeps a limit of .1
    broken = value < criterion.limit if criterion.comparison.limit_is_minimum else value > criterion.limit
    return Verdict.FAIL if broken else Verdict.PASS
