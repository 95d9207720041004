"""The plan of a series: at which look a verdict can be expected, with so many fresh images at every look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import LookNeeded, SeriesPlan
from audit.measure.power.draws import draw
from audit.measure.power.power import POWER, equal

if TYPE_CHECKING:
    from audit.domain.decision.monitoring import Monitoring
    from audit.measure.power.draws import SimulatedAudits
    from audit.measure.power.reach import Rule

AUDITS = 4_000
"""Series simulated for one number: a share of .8 has a Monte-Carlo standard error of .006."""


def series_plan(
    rule: Rule, monitoring: Monitoring, groups: int, rate: float, *, fresh: int, beyond: tuple[float, ...], seed: int
) -> SeriesPlan:
    """Return at which look a series of equal groups passes, and one with a true disparity fails.

    A look is counted by its own verdict alone, on all images up to it; that an earlier look may have been luckier is
    left out, so looks are rather too many than too few.

    Parameters
    ----------
    rule
        Comparison, limit, and the errors of the whole series.
    monitoring
        How its looks share them.
    groups, rate
        How many groups; rate of all but the lowest.
    fresh
        Images in every group at each look.
    beyond
        True disparities that should fail.
    seed
        Of the simulation.
    """
    draws = draw(rule.comparison, np.full(groups, float(fresh)), audits=AUDITS, seed=seed)
    truths = ((Verdict.PASS, equal(rule.comparison, rate)), *((Verdict.FAIL, disparity) for disparity in beyond))
    series = _LooksAhead(rule=rule, monitoring=monitoring, draws=draws, rate=rate, fresh=fresh)
    needed = tuple(series.needed(verdict, disparity) for verdict, disparity in truths)
    return SeriesPlan(looks=monitoring.looks, fresh=fresh, needed=needed)


class _LooksAhead:
    """Looks that were not made yet, of one series."""

    def __init__(self, *, rule: Rule, monitoring: Monitoring, draws: SimulatedAudits, rate: float, fresh: int) -> None:
        self._rule, self._monitoring, self._draws = rule, monitoring, draws
        self._rate, self._fresh = rate, fresh

    def needed(self, verdict: Verdict, disparity: float) -> LookNeeded:
        """Return the first look with the power of a plan, by bisection."""
        at_first = self._share(verdict, disparity, 1)
        low, high = 0, self._monitoring.looks
        if self._share(verdict, disparity, high) < POWER:
            return LookNeeded(verdict=verdict, disparity=disparity, look=None, images=None, at_first=at_first)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._share(verdict, disparity, middle) >= POWER else (middle, high)
        return LookNeeded(verdict=verdict, disparity=disparity, look=high, images=high * self._fresh, at_first=at_first)

    def _share(self, verdict: Verdict, disparity: float, look: int) -> float:
        part = self._monitoring.share(look)
        rule = replace(self._rule, error_fail=self._rule.error_fail * part, error_pass=self._rule.error_pass * part)
        return self._draws.sized(look * self._fresh).shares(rule, self._rate, disparity).of(verdict)
