"""Power: how often an audit of given size ends in each verdict when the truth is known, by seeded simulation.

Planning looks at truths with one lower group; see `Arrangement`. The *disparity* of such a truth is on the scale of its
comparison (a difference, a ratio, a distance, a floor). Where images or disparities are searched for, every step sees
the same random numbers (common random numbers), so that steps differ by what they ask alone.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from audit.domain.decision.comparisons import Comparison, Pairing
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement
from audit.measure.power.draws import chunk, rates_at, tally
from audit.measure.power.equal_groups import equal_groups, equal_rates
from audit.measure.power.one_lower_group import one_lower_group
from audit.measure.power.reach import MOST_IMAGES, Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.results.planning import VerdictShares

AUDITS = 10_000
"""Audits simulated for one number: a share of .8 has a Monte-Carlo standard error of .004."""

POWER = 0.8
"""The customary power of a plan (Cohen 1988, Statistical power analysis for the behavioral sciences)."""

STEP = 0.001
"""Disparities are searched for to this precision."""

_START, _RARE = 16, 1e-4


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


def images_for_pass(
    rule: Rule,
    *,
    groups: int,
    rate: float,
    power: float = POWER,
    audits: int = AUDITS,
    seed: int = 0,
    precision: float = 0.0,
) -> int | None:
    """Return the images per group at which a limit is proven kept with the power asked for, when all groups are equal.

    Power rises in small steps back and forth because counts are whole; the search ends on one of its crossings.

    Parameters
    ----------
    rule
        Comparison, limit, errors and reference.
    groups
        How many groups of equal size.
    rate
        True rate of all groups, 0 to 1.
    power, audits, seed
        Share of audits that pass; of the simulation.
    precision
        Share by which the images may be too many, 0 to 1.

    Returns
    -------
    int or None
        None when equal groups do not keep the limit, or ten million images are not enough.
    """
    if not _on_side(rule, equal(rule.comparison, rate), Verdict.PASS):
        return None
    draws = equal_groups(rule, groups, audits=audits, seed=seed)
    return _fewest(lambda images: draws.passed(rate, images), power, precision)


def images_for_fail(
    rule: Rule,
    *,
    groups: int,
    rate: float,
    disparity: float,
    arrangement: Arrangement = Arrangement.ONE_LOWER_GROUP,
    power: float = POWER,
    audits: int = AUDITS,
    seed: int = 0,
    precision: float = 0.0,
) -> int | None:
    """Return the images per group at which a limit is proven broken with the power asked for.

    Parameters
    ----------
    rule, groups, power, audits, seed, precision
        See `images_for_pass`.
    rate, disparity
        Rate of all groups but the lowest, and the true disparity.
    arrangement
        Where the groups lie; `one_pair` has a meaning for a difference or a ratio.

    Returns
    -------
    int or None
        None when the true disparity does not break the limit, or ten million images are not enough.

    Raises
    ------
    UsageError
        When no rates from 0 to 1 have this disparity.
    """
    low = one_lower_group(rule, np.ones(groups), rate, arrangement=arrangement, audits=audits, seed=seed)
    rates_at(rule.comparison, low.n, rate, disparity)
    if not _on_side(rule, disparity, Verdict.FAIL):
        return None
    return _fewest(lambda images: low.sized(images).failed(disparity), power, precision)


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
    return _fewest(lambda images: _shares_at(rule, rates, images, audits, seed).failed, power, precision=0.0)


def detectable(
    rule: Rule, n: NDArray[np.float64], rate: float, *, power: float = POWER, audits: int = AUDITS, seed: int = 0
) -> float | None:
    """Return the true disparity nearest to the limit that fails with the power asked for, to a thousandth.

    Parameters
    ----------
    rule
        Comparison, limit and errors.
    n
        float, shape (K,): images of each group; the smallest group, but for a reference, is the one that is lower.
    rate
        True rate of all other groups, 0 to 1.
    power, audits, seed
        Share of audits that fail; of the simulation.

    Returns
    -------
    float or None
        On the scale of the comparison; None when not even a group that is always wrong fails so often.
    """
    low = one_lower_group(rule, n, rate, audits=audits, seed=seed)
    worst = always_wrong(rule.comparison, low.n, rate)
    return nearest_to_limit(rule, Verdict.FAIL, worst, lambda disparity: low.failed(disparity) >= power)


def nearest_to_limit(rule: Rule, verdict: Verdict, far: float, found: Callable[[float], bool]) -> float | None:
    """Return the disparity nearest to the limit, on the verdict's side, from which on something is found.

    Parameters
    ----------
    rule, verdict
        The limit and the side of it.
    far
        The disparity farthest from the limit.
    found
        Whether it is found at a disparity; once found, it is so farther from the limit too.

    Returns
    -------
    float or None
        To a thousandth; None when it is not found at `far`, or that is on the limit or on the other side of it.
    """
    steps = int(np.floor(abs(far - rule.limit) / STEP + 1e-7))
    if not _on_side(rule, far, verdict) or not steps:
        return None
    direction = np.sign(far - rule.limit) * STEP
    if not found(rule.limit + direction * steps):
        return None
    return round(float(rule.limit + direction * _first(lambda s: found(rule.limit + direction * s), 0, steps)), 6)


def by_chance(
    comparison: Comparison, n: NDArray[np.float64], rate: float, *, audits: int = AUDITS, seed: int = 0
) -> float:
    """Return the mean observed disparity when all groups share one true rate.

    Audits in which no group has a single right image are left out of a mean ratio, as they have none.
    """
    return float(np.nanmean(equal_rates(comparison, n, rate, audits=audits, seed=seed)))


def equal(comparison: Comparison, rate: float) -> float:
    """Return the disparity of groups that all have this rate."""
    return rate if comparison.facts.equal is None else comparison.facts.equal


def _shares_at(rule: Rule, rates: NDArray[np.float64], images: int, audits: int, seed: int) -> VerdictShares:
    return power(rule, rates, np.full(len(rates), images), audits=audits, seed=seed)


def _on_side(rule: Rule, disparity: float, verdict: Verdict) -> bool:
    beyond = disparity < rule.limit if rule.comparison.limit_is_minimum else disparity > rule.limit
    return beyond if verdict is Verdict.FAIL else not beyond and disparity != rule.limit


def always_wrong(comparison: Comparison, n: NDArray[np.float64], rate: float) -> float:
    """Return the disparity when the first group is always wrong and all others have this rate."""
    if comparison.limit_is_minimum:
        return 0.0
    return float(rate * n[1:].sum() / n.sum()) if comparison.pairing is Pairing.REST else rate


def _fewest(share: Callable[[int], float], power: float, precision: float) -> int | None:
    """Return the images at which the share of audits that reach a verdict comes to the power."""
    low, high = (0, 0.0), (_START, share(_START))
    while high[1] < power:
        if high[0] == MOST_IMAGES:
            return None
        images = min(4 * high[0], MOST_IMAGES)
        low, high = high, (images, share(images))
    for turn in count(1):
        gap = max(1, precision * high[0])
        if high[0] - low[0] <= gap:
            break
        images = _between(low, high, power) if turn % 3 else (low[0] + high[0]) // 2
        found = images, share(images)
        low, high = (low, found) if found[1] >= power else (found, high)
    return high[0]


def _between(low: tuple[int, float], high: tuple[int, float], power: float) -> int:
    """Return where the power is to be expected: its normal quantile is near to linear in the root of the images."""
    shares = np.clip([low[1], power, high[1]], _RARE, 1 - _RARE)
    below, wanted, above = ndtri(shares)
    roots = np.sqrt([low[0], high[0]])
    place = (roots[0] + (roots[1] - roots[0]) * (wanted - below) / (above - below)) ** 2
    return int(np.clip(round(float(place)), low[0] + 1, high[0] - 1))


def _first(found: Callable[[int], bool], low: int, high: int) -> int:
    """Return the place of the change from False (at `low`) to True (at `high`), by bisection."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return high
