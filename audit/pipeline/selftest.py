"""The self-test of a gate, put together: who makes worlds and who judges, handed to those who measure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from audit.domain.decision.monitoring import Monitoring
from audit.domain.results.selftest import GAP, REPEATS
from audit.pipeline.stages.judging import monitored

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Disparity
    from audit.domain.decision.findings import Verdict
    from audit.domain.decision.policy import Policy
    from audit.domain.results.result import AuditResult
    from audit.domain.results.selftest import SelfTest


def self_test(
    result: AuditResult,
    policy: Policy,
    *,
    gap: float = GAP,
    repeats: int = REPEATS,
    looks: int | None = None,
    seed: int = 0,
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
        Audits, or series of them, simulated in each world; their seed.
    looks
        Looks of each series, with as many fresh pictures at every look as the audit has; None for as many as the policy
        plans, or one audit by itself where it plans none.

    Raises
    ------
    UsageError
        When a number is not allowed, or the policy names a feature or emotion that is not there.
    """
    from audit.measure.selftest.simulator import Simulator
    from audit.measure.selftest.trials import self_test as tried
    from audit.simulate import common_world, draw, draw_people, inject, levelled

    simulator = Simulator(
        common_world=common_world,
        levelled=levelled,
        inject=inject,
        draw=draw,
        draw_people=draw_people,
        verdicts=_verdicts,
    )
    if looks is not None:
        policy = monitored(policy)
    planned = 1 if policy.monitoring is None else policy.monitoring.looks
    found = Monitoring(looks=planned if looks is None else looks)  # refuses a count out of range
    return tried(simulator, result, policy, gap=gap, repeats=repeats, looks=found.looks, seed=seed)


def _verdicts(criterion: Criterion, disparities: tuple[Disparity, ...]) -> list[Verdict]:
    """Return the verdict on each disparity by the judge of real audits; waivers are left out."""
    from audit.judge import judge

    findings = judge((criterion,) * len(disparities), disparities, waivers=(), today=date.min)
    return [finding.verdict for finding in findings]
