"""Power: how often an audit of given size ends in each verdict when the truth is known, by seeded simulation.

Planning looks at truths with one lower group; see `Arrangement`. The *disparity* of such a truth is on the scale of its
comparison (a difference, a ratio, a distance, a floor). Where images or disparities are searched for, every step sees
the same random numbers (common random numbers), so that steps differ by what they ask alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.findings import Verdict
from audit.domain.planning import Arrangement
from audit.domain.policy import Comparison
from audit.measure.draws import chunk, draw, rates_at, tally
from audit.measure.planning import MOST_IMAGES, Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.planning import VerdictShares

AUDITS = 10_000
"""Audits simulated for one number: a share of .8 has a Monte-Carlo standard error of .004."""

POWER = 0.8
"""The customary power of a plan (Cohen 1988, Statistical power analysis for the behavioral sciences)."""

STEP = 0.001
"""Disparities are searched for to this precision."""


def power(
    rule: Rule, rates: NDArray[np.float64], n: NDArray[np.int64], *, audits: int = AUDITS, seed: int = 0
) -> VerdictShares:
    """Return how often audits of groups with these true rates end in each verdict.

    Parameters
    ----------
    rule
        Comparison, limit and errors.
    rates
        float, shape (K,): true rate of each group, 0 to 1.
    n
        int, shape (K,): images of each group, at least 1.
    audits, seed
        Of the simulation.
    """
    rng = np.random.default_rng(seed)
    size = chunk(len(n))
    sizes = (min(size, audits - done) for done in range(0, audits, size))
    drawn = (rng.binomial(n, rates, (audits_now, len(n))).astype(np.float64) for audits_now in sizes)
    return tally(rule, np.asarray(n, np.float64), drawn)


def images_for(
    rule: Rule,
    *,
    groups: int,
    rate: float,
    disparity: float,
    verdict: Verdict,
    arrangement: Arrangement = Arrangement.ONE_LOW,
    power: float = POWER,
    audits: int = AUDITS,
    seed: int = 0,
) -> int | None:
    """Return the images per group at which a verdict is reached with the power asked for.

    Power rises in small steps back and forth because counts are whole; the search ends on one of its crossings.

    Parameters
    ----------
    rule
        Comparison, limit and errors.
    groups
        How many groups of equal size.
    rate, disparity
        Rate of all groups but the lowest, and the true disparity.
    verdict
        FAIL or PASS.
    arrangement
        Where the groups lie; `one_pair` has a meaning for a difference or a ratio that fails.
    power, audits, seed
        Share of audits to reach the verdict; of the simulation.

    Returns
    -------
    int or None
        None when the truth is not on the verdict's side of the limit, or ten million images are not enough.

    Raises
    ------
    UsageError
        When no rates from 0 to 1 have this disparity.
    """
    draws = draw(rule.comparison, np.ones(groups), arrangement=arrangement, audits=audits, seed=seed)
    rates_at(rule.comparison, draws.n, rate, disparity)
    if not _on_side(rule, disparity, verdict):
        return None
    return _fewest(lambda images: draws.sized(images).shares(rule, rate, disparity).of(verdict) >= power)


def images_to_fail(
    rule: Rule, rates: NDArray[np.float64], *, power: float = POWER, audits: int = AUDITS, seed: int = 0
) -> int | None:
    """Return the images in every group at which groups of these true rates fail with the power asked for.

    Parameters
    ----------
    rule
        Comparison, limit and errors.
    rates
        float, shape (K,): true rate of each group, 0 to 1.
    power, audits, seed
        Share of audits to fail; of the simulation.

    Returns
    -------
    int or None
        None when ten million images are not enough.
    """

    def fails(images: int) -> bool:
        return _shares_at(rule, rates, images, audits, seed).failed >= power

    return _fewest(fails)


def detectable(
    rule: Rule, n: NDArray[np.float64], rate: float, *, power: float = POWER, audits: int = AUDITS, seed: int = 0
) -> float | None:
    """Return the true disparity nearest to the limit that fails with the power asked for, to a thousandth.

    Parameters
    ----------
    rule
        Comparison, limit and errors.
    n
        float, shape (K,): images of each group; the smallest group is the one that is lower.
    rate
        True rate of all other groups, 0 to 1.
    power, audits, seed
        Share of audits that fail; of the simulation.

    Returns
    -------
    float or None
        On the scale of the comparison; None when not even a group that is always wrong fails so often.
    """
    draws = draw(rule.comparison, n, audits=audits, seed=seed)
    worst = _always_wrong(rule.comparison, draws.n, rate)
    steps = int(np.floor(abs(worst - rule.limit) / STEP + STEP))
    if not _on_side(rule, worst, Verdict.FAIL) or not steps:
        return None
    direction = np.sign(worst - rule.limit) * STEP

    def found(step: int) -> bool:
        return draws.shares(rule, rate, rule.limit + direction * step).failed >= power

    if not found(steps):
        return None
    return round(float(rule.limit + direction * _first(found, 0, steps)), 6)


def by_chance(
    comparison: Comparison, n: NDArray[np.float64], rate: float, *, audits: int = AUDITS, seed: int = 0
) -> float:
    """Return the mean observed disparity when all groups share one true rate.

    Audits in which no group has a single right image are left out of a mean ratio, as they have none.
    """
    draws = draw(comparison, n, audits=audits, seed=seed)
    x = draws.counts(np.full(len(draws.n), rate))
    p = x / draws.n
    if comparison is Comparison.DIFFERENCE:
        return float((p.max(axis=-1) - p.min(axis=-1)).mean())
    if comparison is Comparison.FLOOR:
        return float(p.min(axis=-1).mean())
    if comparison is Comparison.WORST_TO_OVERALL:
        return float((x.sum(axis=-1) / draws.n.sum() - p.min(axis=-1)).mean())
    some = p[p.max(axis=-1) > 0]
    return float((some.min(axis=-1) / some.max(axis=-1)).mean())


def _shares_at(rule: Rule, rates: NDArray[np.float64], images: int, audits: int, seed: int) -> VerdictShares:
    return power(rule, rates, np.full(len(rates), images), audits=audits, seed=seed)


def _on_side(rule: Rule, disparity: float, verdict: Verdict) -> bool:
    beyond = disparity < rule.limit if rule.comparison.limit_is_minimum else disparity > rule.limit
    return beyond if verdict is Verdict.FAIL else not beyond and disparity != rule.limit


def _always_wrong(comparison: Comparison, n: NDArray[np.float64], rate: float) -> float:
    """Return the disparity when the first group is always wrong."""
    if comparison.limit_is_minimum:
        return 0.0
    return float(rate * n[1:].sum() / n.sum()) if comparison is Comparison.WORST_TO_OVERALL else rate


def _fewest(enough: Callable[[int], bool]) -> int | None:
    high = 1
    while not enough(high):
        if high == MOST_IMAGES:
            return None
        high = min(2 * high, MOST_IMAGES)
    return _first(enough, high // 2, high)


def _first(found: Callable[[int], bool], low: int, high: int) -> int:
    """Return the place of the change from False (at `low`) to True (at `high`), by bisection."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return high
