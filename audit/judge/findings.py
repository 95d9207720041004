"""One criterion, one disparity, one verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.findings import Finding, Verdict
from audit.domain.policy import DecideOn
from audit.errors import InputError
from audit.judge.reasons import reason

if TYPE_CHECKING:
    from audit.domain.disparities import Disparity
    from audit.domain.policy import Criterion


def judge(criteria: tuple[Criterion, ...], disparities: tuple[Disparity, ...]) -> tuple[Finding, ...]:
    """Return one finding for each criterion and its disparity, in their order.

    Fails closed: an undefined disparity, or a group that dropped out without the policy asking for it, never passes.

    Raises
    ------
    InputError
        When criteria and disparities do not belong together.
    """
    if len(criteria) != len(disparities):
        raise InputError(f"{len(criteria)} criteria cannot be judged on {len(disparities)} disparities")
    return tuple(_finding(c, d) for c, d in zip(criteria, disparities, strict=True))


def _finding(criterion: Criterion, disparity: Disparity) -> Finding:
    verdict = _verdict(criterion, disparity)
    return Finding(
        code=criterion.code,
        criterion=criterion,
        disparity=disparity,
        verdict=verdict,
        reason=reason(criterion, disparity, verdict),
    )


def _verdict(criterion: Criterion, disparity: Disparity) -> Verdict:
    if disparity.value is None or disparity.bounds is None:
        return Verdict.INCONCLUSIVE
    if criterion.decide_on is DecideOn.POINT:
        verdict = _on_point(criterion, disparity.value)
    else:
        lower, upper = disparity.bounds.lower, disparity.bounds.upper
        minimum = criterion.comparison.limit_is_minimum
        verdict = Verdict.of(lower, upper, criterion.limit, limit_is_minimum=minimum)
    lost = any(not exclusion.declared for exclusion in disparity.excluded)
    return Verdict.INCONCLUSIVE if verdict is Verdict.PASS and lost else verdict


def _on_point(criterion: Criterion, value: float) -> Verdict:
    value = round(value, 9)  # .8 − .7 is a little more than .1 in floating point, and keeps a limit of .1
    broken = value < criterion.limit if criterion.comparison.limit_is_minimum else value > criterion.limit
    return Verdict.FAIL if broken else Verdict.PASS
