"""The self-test of a gate, put together: who makes worlds and who judges, handed to those who measure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from audit.domain.results.selftest import GAP, REPEATS

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Disparity
    from audit.domain.decision.findings import Verdict
    from audit.domain.decision.policy import Policy
    from audit.domain.results.result import AuditResult
    from audit.domain.results.selftest import SelfTest


def self_test(
    result: AuditResult, policy: Policy, *, gap: float = GAP, repeats: int = REPEATS, seed: int = 0
) -> SelfTest:
    """Return how often a gate catches a known disparity at these numbers of pictures, and how often it cries wolf.

    Parameters
    ----------
    result
        A saved audit; its counts alone are used.
    policy
        The rules under test.
    gap
        How far beyond the limit the injected disparities lie, on the scale of each comparison.
    repeats, seed
        Audits simulated in each world; their seed.

    Raises
    ------
    UsageError
        When a number is not allowed, or the policy names a feature or emotion that is not there.
    """
    from audit.measure.selftest.simulator import Simulator
    from audit.measure.selftest.trials import self_test as tried
    from audit.simulate import common_world, draw, inject, levelled

    simulator = Simulator(common_world=common_world, levelled=levelled, inject=inject, draw=draw, verdicts=_verdicts)
    return tried(simulator, result, policy, gap=gap, repeats=repeats, seed=seed)


def _verdicts(criterion: Criterion, disparities: tuple[Disparity, ...]) -> list[Verdict]:
    """Return the verdict on each disparity by the judge of real audits; waivers are left out."""
    from audit.judge import judge

    findings = judge((criterion,) * len(disparities), disparities, waivers=(), today=date.min)
    return [finding.verdict for finding in findings]
