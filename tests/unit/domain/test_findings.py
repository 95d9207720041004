"""Findings add up to one verdict and one exit status."""

from __future__ import annotations

import pytest

from audit.domain.disparities import Bounds, Disparity, Reach
from audit.domain.findings import Decision, ExitStatus, Finding, Verdict, decide
from audit.domain.policy import Comparison, Criterion, OnInconclusive

BLOCK, WARN = OnInconclusive.BLOCK, OnInconclusive.WARN
PASS, FAIL, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE


def finding(verdict: Verdict, on_inconclusive: OnInconclusive = BLOCK, *, assessed: bool = True) -> Finding:
    criterion = Criterion(metric="accuracy", features=("age",), limit=0.1, on_inconclusive=on_inconclusive)
    disparity = Disparity(
        metric="accuracy",
        emotion=None,
        feature="age",
        comparison=Comparison.DIFFERENCE,
        value=0.2 if assessed else None,
        bounds=Bounds(lower=0, upper=1, error_lower=0.05, error_upper=0.05, family=1) if assessed else None,
        reach=Reach(can_fail=True, can_pass=True, needed=10) if assessed else None,
        estimates=(),
        lowest=None,
        highest=None,
    )
    return Finding(code="accuracy/age/difference", criterion=criterion, disparity=disparity, verdict=verdict, reason="")


@pytest.mark.parametrize(
    ("findings", "verdict", "status"),
    [
        ([finding(PASS)], PASS, 0),
        ([finding(PASS), finding(FAIL)], FAIL, 1),
        ([finding(FAIL), finding(OPEN)], FAIL, 1),
        ([finding(PASS), finding(OPEN)], OPEN, 3),
        ([finding(PASS), finding(OPEN, WARN)], PASS, 0),
        ([finding(OPEN, WARN)], OPEN, 0),
        ([finding(OPEN, WARN, assessed=False)], OPEN, 3),
        ([], OPEN, 3),
    ],
)
def test_verdict_and_exit_status(findings: list[Finding], verdict: Verdict, status: int) -> None:
    decision: Decision = decide(tuple(findings))
    assert (decision.verdict, decision.exit_status) == (verdict, ExitStatus(status))


@pytest.mark.parametrize(
    ("lower", "upper", "minimum", "verdict"),
    [
        (0.11, 0.3, False, FAIL),
        (0.0, 0.09, False, PASS),
        (0.05, 0.3, False, OPEN),
        (0.1, 0.3, False, OPEN),  # a bound on the limit proves nothing
        (0.5, 0.09, True, FAIL),
        (0.85, 0.99, True, PASS),
    ],
)
def test_bounds_prove_a_limit_broken_or_kept(lower: float, upper: float, minimum: bool, verdict: Verdict) -> None:
    assert Verdict.of(lower, upper, 0.1, limit_is_minimum=minimum) is verdict
