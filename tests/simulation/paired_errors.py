"""Errors of a comparison's bounds: every outcome of one group's pairs, weighted by its probability; people simulated.

Of n pairs b are right for the baseline alone and c for the candidate alone: a multinomial with shares p_b and p_c, true
loss p_b − p_c. FAIL is wrong when the lower bound exceeds a limit that the true loss only reaches; PASS when the upper
bound stays below it. By exchange of the two classifiers the upper bound at a loss is the lower bound at a gain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlogy
from scipy.stats import norm

from audit.measure.models.paired import loss_bounds
from audit.measure.rates.intervals import clopper_pearson

SIZES = (3, 5, 10, 20, 40, 100, 400)
ERRORS = (0.05, 0.01, 0.002)
LIMITS = (0.0, 0.02, 0.05, 0.1)
SHARES = np.linspace(0, 1, 40) ** 2
"""Where p_c lies between its least and its largest possible value; dense where few images change."""

Lower = Callable[[np.ndarray, np.ndarray, int, float, float], np.ndarray]
"""Whether a method proves a loss above a limit: from b, c, n, limit, error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The largest share of wrong bounds, and where it happens."""

    share: float = 0.0
    where: str = "nowhere"


def ours(lost: np.ndarray, gained: np.ndarray, n: int, limit: float, error: float) -> np.ndarray:
    """Return whether the package's bound exceeds the limit."""
    return loss_bounds(lost, gained, np.full(len(lost), float(n)), error).lower > limit


def newcombe(lost: np.ndarray, gained: np.ndarray, n: int, limit: float, error: float) -> np.ndarray:
    """Return whether the same bound with the observed correlation exceeds it (Newcombe 1998, with exact bounds)."""
    images = np.full(len(lost), float(n))
    down, up = clopper_pearson(lost, images, error), clopper_pearson(gained, images, error)
    left = (1 - down.p) * (1 - up.p)
    shares = np.divide(down.p * up.p, left, out=np.ones_like(left), where=left > 0)
    below, above = down.p - down.lower, up.upper - up.p
    spread = below**2 + above**2 + 2 * np.sqrt(np.clip(shares, 0, 1)) * below * above
    return down.p - up.p - np.sqrt(spread) > limit


def box(lost: np.ndarray, gained: np.ndarray, n: int, limit: float, error: float) -> np.ndarray:
    """Return whether the lower bound of one share less the upper bound of the other exceeds it."""
    images = np.full(len(lost), float(n))
    difference = clopper_pearson(lost, images, error).lower - clopper_pearson(gained, images, error).upper
    return difference > limit


def tango(
    lost: np.ndarray, gained: np.ndarray, n: int, limit: float, error: float, *, correction: float = 0.0
) -> np.ndarray:
    """Return whether Tango's score test (1998, Statistics in Medicine 17), continuity-corrected or not, rejects it."""
    b = (lost + gained) * (1 - limit) - 2 * gained * limit - 2 * (n - lost - gained) * limit
    root = (b + np.sqrt(np.maximum(b * b + 8 * n * gained * limit * (1 - limit), 0))) / (4 * n)
    share = np.clip(root, max(0.0, -limit), (1 - limit) / 2)
    variance = n * (2 * share + limit - limit**2)
    distance = lost - gained - n * limit - correction
    return (distance > 1e-9) & (distance > norm.isf(error) * np.sqrt(np.maximum(variance, 0)))


def conditional(lost: np.ndarray, gained: np.ndarray, n: int, limit: float, error: float) -> np.ndarray:
    """Return whether the exact bound given the changed images, times that of how many change, exceeds it."""
    changed = lost + gained
    given = clopper_pearson(np.where(changed > 0, lost, 0), np.where(changed > 0, changed, 1), 0.8 * error).lower
    total = clopper_pearson(changed, np.full(len(lost), float(n)), 0.2 * error)
    odds = 2 * given - 1
    return np.where(odds > 0, odds * total.lower, odds * total.upper) > limit


METHODS: dict[str, Lower] = {
    "square and add, correlation at the upper bound (used)": ours,
    "square and add, observed correlation": newcombe,
    "difference of the two bounds": box,
    "Tango's score": tango,
    "Tango's score, continuity correction": lambda *a: tango(*a, correction=1.0),
    "conditional × total": conditional,
}


def worst_error(
    method: Lower, error: float, *, sizes: tuple[int, ...] = SIZES, limits: tuple[float, ...] = LIMITS
) -> Worst:
    """Return the largest share of comparisons of one group in which a bound of this error is wrong."""
    worst = Worst()
    for n in sizes:
        lost, gained = outcomes(n)
        for loss in sorted({sign * limit for limit in limits for sign in (1, -1)}):
            wrong = method(lost, gained, n, loss, error)
            for share in max(0.0, -loss) + ((1 - loss) / 2 - max(0.0, -loss)) * SHARES:
                found = float(chances(lost[wrong], gained[wrong], n, share + loss, share).sum())
                if found > worst.share:
                    worst = Worst(share=found, where=f"{n} pairs; true loss {loss:g}, candidate alone {share:.3f}")
    return worst


def power(method: Lower, n: int, shares: tuple[float, float], limit: float, error: float) -> float:
    """Return how often a loss above the limit is proven when it is there."""
    lost, gained = outcomes(n)
    return float(chances(lost, gained, n, *shares)[method(lost, gained, n, limit, error)].sum())


def outcomes(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return every (b, c) with b + c ≤ n, each of shape ((n + 1)(n + 2) / 2,)."""
    lost, gained = np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0), indexing="ij")
    possible = lost + gained <= n
    return lost[possible], gained[possible]


def chances(lost: np.ndarray, gained: np.ndarray, n: int, p_lost: float, p_gained: float) -> np.ndarray:
    """Return the probability of each outcome."""
    rest, p_rest = n - lost - gained, max(0.0, 1 - p_lost - p_gained)
    ways = gammaln(n + 1) - gammaln(lost + 1) - gammaln(gained + 1) - gammaln(rest + 1)
    return np.exp(ways + xlogy(lost, p_lost) + xlogy(gained, p_gained) + xlogy(rest, p_rest))


def section() -> Iterator[str]:
    """Yield the part of RESULTS.md about comparisons."""
    yield f"""
## A candidate beside a baseline, exactly

Bounds of the loss of one group, every outcome weighted by its probability: {_listed(SIZES)} pairs, the true loss on
limits {_listed(LIMITS)} or as large a gain, {len(SHARES)} shares of changed images at each. Power: a loss above the
limit 0.05 proven at error 0.05 / 6: over 100 pairs, 30 % lost and 10 % won; over 400 pairs, 15 % and 5 %.
"""
    yield "| bound | error | promised, % | share, % | where | power, 100 pairs | power, 400 pairs | |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, method in METHODS.items():
        strong, weak = (100 * power(method, n, s, 0.05, 0.05 / 6) for n, s in ((100, (0.3, 0.1)), (400, (0.15, 0.05))))
        for error in ERRORS:
            worst = worst_error(method, error)
            broken = worst.share > error + 1e-9
            mark = ("**broken**" if method is ours else "breaks the promise") if broken else ""
            shares = f"{100 * error:g} | {100 * worst.share:.3f} | {worst.where} | {strong:.1f} | {weak:.1f}"
            kind = "false bound" if method is ours else "other bound"
            yield f"| {name} | {kind} | {shares} | {mark} |"


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)
