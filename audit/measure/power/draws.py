"""Many simulated audits at once: which groups are kept, how many images are right, which verdicts follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from audit.domain.decision.comparisons import Comparison, Pairing
from audit.domain.results.planning import Arrangement, VerdictShares, rate_apart
from audit.errors import UsageError
from audit.measure.bounds.sharing import contrasts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.measure.power.reach import Rule

_CELLS = 1_000_000
_MOSTLY, _DEVIATIONS, _FURTHER = 5, 8, 10
"""Counts further from their mean than eight standard deviations, and ten more, have a chance below 1e-13; within five
nearly all are found."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedAudits:
    """Random numbers of many audits, to be turned into counts at any rates.

    Attributes
    ----------
    uniforms
        float64, shape (audits, C): one column for each group kept; the first is the one that may be lower.
    n
        float64, shape (C,): images of these groups.
    groups
        K, of which C are kept because they can decide.
    """

    uniforms: NDArray[np.float64]
    n: NDArray[np.float64]
    groups: int

    def sized(self, images: int) -> SimulatedAudits:
        """Return the same audits with this many images in every group."""
        return replace(self, n=np.full(len(self.n), float(images)))

    def shares(self, rule: Rule, rate: float, disparity: float) -> VerdictShares:
        """Return the verdicts when the first group is lower and all others have `rate`."""
        comparison = rule.comparison
        everyone = np.append(self.n, np.full(self.groups - len(self.n), self.n.max()))
        shared = rule.share(everyone) * contrasts(comparison, len(self.n))
        rule = replace(rule, error_fail=shared, any_disparity=True)
        return tally(rule, self.n, _chunks(self.counts(rates_at(comparison, self.n, rate, disparity))))

    def counts(self, rates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the right images of every audit and group, shape (audits, C), by inversion of the distribution."""
        drawn = np.empty_like(self.uniforms)
        for images, rate in sorted(set(zip(self.n.tolist(), rates.tolist(), strict=True))):
            columns = (self.n == images) & (rates == rate)
            drawn[:, columns] = quantiles(self.uniforms[:, columns], images, rate)
        return drawn


def draw(
    comparison: Comparison,
    n: NDArray[np.float64],
    *,
    arrangement: Arrangement = Arrangement.ONE_LOWER_GROUP,
    audits: int,
    seed: int,
) -> SimulatedAudits:
    """Return random numbers for audits of groups with n images, the smallest group first."""
    n = np.sort(np.asarray(n, np.float64))
    rng = np.random.default_rng(seed)
    if comparison.symmetric and arrangement is Arrangement.ONE_PAIR:
        return SimulatedAudits(uniforms=rng.random((audits, 2)), n=n[:2], groups=len(n))
    few = 3
    if len(n) > few and n[0] == n[-1] and comparison.pairing is not Pairing.REST:
        uniforms = np.column_stack([rng.random(audits), extreme_uniforms(len(n) - 1, audits, rng)])
        return SimulatedAudits(uniforms=uniforms, n=n[:few], groups=len(n))
    return SimulatedAudits(uniforms=rng.random((audits, len(n))), n=n, groups=len(n))


def rates_at(comparison: Comparison, n: NDArray[np.float64], rate: float, disparity: float) -> NDArray[np.float64]:
    """Return rates with this disparity, shape (K,): the first group is lower, all others have `rate`.

    Raises
    ------
    UsageError
        When no rates from 0 to 1 have this disparity.
    """
    low = rate_apart(comparison, rate, float(n[0] / n.sum()), disparity)
    if not -_ROUNDING <= low <= rate + _ROUNDING:
        raise UsageError(f"no group can be at a {comparison} of {disparity:g} when the others have a rate of {rate:g}")
    rates = np.full(len(n), rate)
    rates[0] = min(max(low, 0.0), 1.0)
    return rates


def tally(rule: Rule, n: NDArray[np.float64], drawn: Iterator[NDArray[np.float64]]) -> VerdictShares:
    """Return the shares of the verdicts of audits drawn in chunks: right images, shape (audits, K), of `n` images."""
    failed = passed = audits = 0
    for x in drawn:
        bounds = rule.bounds(x, np.broadcast_to(n, x.shape))
        failed += int(rule.failed(bounds).sum())
        passed += int(rule.passed(bounds).sum())
        audits += len(x)
    rest = audits - failed - passed
    return VerdictShares(failed=failed / audits, passed=passed / audits, inconclusive=rest / audits, audits=audits)


def chunk(groups: int) -> int:
    """Return how many audits of all pairs of groups fit in memory at once."""
    return max(1, _CELLS // groups**2)


def _chunks(x: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    size = chunk(x.shape[1])
    return (x[start : start + size] for start in range(0, len(x), size))


def extreme_uniforms(groups: int, audits: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return uniforms of the largest and the smallest count among groups of one size and rate, shape (audits, 2).

    Bounds narrow in their own group's count alone, so among such groups only the two can decide. They are drawn
    together: the largest of m is U^(1/m), and the rest are uniform below; a single group is both.
    """
    largest, smallest = rng.random((2, audits))
    largest = largest ** (1 / groups)
    if groups > 1:
        return np.column_stack([largest, largest * (1 - smallest ** (1 / (groups - 1)))])
    return np.column_stack([largest, largest])


def quantiles(uniforms: NDArray[np.float64], images: float, rate: float) -> NDArray[np.float64]:
    """Return the right images of groups of this size and rate, by inversion of the distribution, for each uniform."""
    least, most = float(uniforms.min()), float(uniforms.max())
    for deviations in (_MOSTLY, _DEVIATIONS):
        mean, reach = images * rate, deviations * np.sqrt(images * rate * (1 - rate)) + _FURTHER
        low, high = max(0, int(mean - reach)), min(int(images), int(mean + reach) + 1)
        right = np.arange(low, high, dtype=np.float64)
        below = betainc(images - right, right + 1, 1 - rate)
        if (low == 0 or below[0] < least) and (high == int(images) or below[-1] >= most):
            break
    return low + np.searchsorted(below, uniforms).astype(np.float64)
