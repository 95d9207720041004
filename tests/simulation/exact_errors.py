"""Errors that need no simulation: every outcome of one or two groups, weighted by its probability."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from builders import reference_place
from scipy.stats import binom

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.contrasts import Extremes
from audit.measure.power.reach import Rule
from audit.measure.rates.intervals import clopper_pearson, wilson

PAIR_SIZES = (3, 4, 5, 7, 10, 15, 20, 25, 40, 60, 100, 150, 250, 400)
RATE_SIZES = (3, 5, 10, 25, 50, 100, 300, 1000)
RATES = np.arange(0.02, 0.9995, 0.02)
DISTANCES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
FLOORS = (0.05, 0.2, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The largest error of a kind, and where it happens."""

    share: float
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairErrors:
    """Worst errors of the verdict between two groups, the truth on the limit."""

    false_fail: Worst
    false_pass: Worst


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCoverage:
    """How often an interval of one rate holds the truth, over rates from .001 to .999."""

    lowest: float
    at: float
    mean: float


def pair_errors(comparison: Comparison, confidence: float = 0.95, sizes: tuple[int, ...] = PAIR_SIZES) -> PairErrors:
    """Return the worst errors over sizes, rates and limits."""
    rule = Rule.at(comparison, 0.0, confidence=confidence, reference=reference_place(comparison))
    fail, passed = Worst(share=0.0, where="nowhere"), Worst(share=0.0, where="nowhere")
    for high in sizes:
        for low in sizes:
            bounds = _bounds(rule, high, low)
            for limit in _limits(comparison):
                p, q = _on_limit(comparison, limit, high, low)
                fail = _worse(fail, _broken(comparison, bounds, limit), p, q, f"limit {limit:g}")
                passed = _worse(passed, _kept(comparison, bounds, limit), p, q, f"limit {limit:g}")
    return PairErrors(false_fail=fail, false_pass=passed)


def wilson_coverage(n: int, confidence: float = 0.95) -> RateCoverage:
    """Return the coverage of the interval shown beside every rate."""
    found = [wilson(x, n, confidence) for x in range(n + 1)]
    lower, upper = (np.array([getattr(i, side) for i in found]) for side in ("lower", "upper"))
    return _coverage(n, lower, upper)


def clopper_pearson_coverage(n: int, error: float, *, side: str) -> RateCoverage:
    """Return the coverage of a one-sided bound that carries the verdict."""
    bounds = clopper_pearson(np.arange(n + 1.0), np.full(n + 1, float(n)), error)
    below, above = np.zeros(n + 1), np.ones(n + 1)
    return _coverage(n, bounds.lower, above) if side == "lower" else _coverage(n, below, bounds.upper)


def _coverage(n: int, lower: np.ndarray, upper: np.ndarray) -> RateCoverage:
    rates = np.arange(1, 1000) / 1000
    chance = binom.pmf(np.arange(n + 1)[:, None], n, rates)
    held = (chance * ((lower[:, None] <= rates) & (rates <= upper[:, None]))).sum(axis=0)
    return RateCoverage(lowest=float(held.min()), at=float(rates[held.argmin()]), mean=float(held.mean()))


def _bounds(rule: Rule, high: int, low: int) -> Extremes:
    """Return the bounds of every outcome, shape (high + 1, low + 1)."""
    x = np.stack(np.meshgrid(np.arange(high + 1.0), np.arange(low + 1.0), indexing="ij"), axis=-1)
    return rule.bounds(x, np.broadcast_to(np.array([high, low], float), x.shape))


def _limits(comparison: Comparison) -> Iterator[float]:
    if comparison is Comparison.FLOOR:
        return iter(FLOORS)
    return (1 - d if comparison.limit_is_minimum else d for d in DISTANCES)


def _on_limit(comparison: Comparison, limit: float, high: int, low: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rates of the high and the low group with the truth on the limit."""
    p = RATES
    q = {
        Comparison.DIFFERENCE: p - limit,
        Comparison.RATIO: p * limit,
        Comparison.RATIO_TO_REFERENCE: p * limit,
        Comparison.WORST_TO_OVERALL: p - limit * (high + low) / high,
        Comparison.FLOOR: np.full_like(p, limit),
    }[comparison]
    kept = (q >= 0) & (q <= p + 1e-12)
    return p[kept], q[kept]


def _broken(comparison: Comparison, bounds: Extremes, limit: float) -> np.ndarray:
    return bounds.upper < limit if comparison.limit_is_minimum else bounds.lower > limit


def _kept(comparison: Comparison, bounds: Extremes, limit: float) -> np.ndarray:
    return bounds.lower > limit if comparison.limit_is_minimum else bounds.upper < limit


def _worse(worst: Worst, wrong: np.ndarray, p: np.ndarray, q: np.ndarray, where: str) -> Worst:
    high, low = (n - 1 for n in wrong.shape)
    if not len(p) or not wrong.any():
        return worst
    chance_high = binom.pmf(np.arange(high + 1), high, p[:, None])
    chance_low = binom.pmf(np.arange(low + 1), low, q[:, None])
    shares = ((chance_high @ wrong) * chance_low).sum(axis=1)
    at = int(shares.argmax())
    if shares[at] <= worst.share:
        return worst
    return Worst(share=float(shares[at]), where=f"{where}; rates {p[at]:.2f} of {high}, {q[at]:.3f} of {low}")
