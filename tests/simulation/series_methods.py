"""Ways to keep a promise over all looks, measured against each other: power at looks 1, 4, 12 and 52, two groups.

* *parts*: the bounds of an audit by itself, of all pictures so far, each look with a part of the error. The package
  takes parts in proportion to 1 / k; others are tried.
* *mixture*: a confidence sequence for each rate from a one-sided beta mixture of likelihood ratios (Robbins 1970;
  Howard et al. 2021), joined to a difference by the product of the two, so by the split of the evidence that is best at
  these numbers; valid at every picture. Its prior weighs as many pictures as are given.
* *betting*: wealth of a bettor on pairs of pictures, one of each group, who bets by online Newton steps (Chugg et al.
  2023, arXiv 2305.17570); valid at every pair. One direction alone is bet on, with all of the error, which flatters it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv, logsumexp
from simulation.verdict_errors import CONFIDENCE

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.decision.monitoring import Monitoring
from audit.measure.power.reach import Rule

LOOKS, SHOWN, FRESH, LIMIT = 52, (1, 4, 12, 52), 300, 0.1
AUDITS, SEED = 400, 52_002
ERROR = 1 - CONFIDENCE
_POINTS, _RATES = 25, 100

Values = np.ndarray


@dataclass(frozen=True, kw_only=True)
class Case:
    """Two true rates, and the verdict that is right."""

    rates: tuple[float, float]
    verdict: Verdict

    @property
    def where(self) -> str:
        """In words."""
        return f"{self.verdict} at rates {self.rates[0]:g} and {self.rates[1]:g}"


CASES = (
    Case(rates=(0.8, 0.6), verdict=Verdict.FAIL),
    Case(rates=(0.8, 0.65), verdict=Verdict.FAIL),
    Case(rates=(0.8, 0.675), verdict=Verdict.FAIL),
    Case(rates=(0.8, 0.8), verdict=Verdict.PASS),
    Case(rates=(0.8, 0.75), verdict=Verdict.PASS),
    Case(rates=(0.8, 0.725), verdict=Verdict.PASS),
)


def parts(shares: Callable[[int], float]) -> Callable[[Case, Values], Values]:
    """Return the power of looks that have these parts of the error, shape (shown,)."""

    def power(case: Case, right: Values) -> Values:
        found = []
        for look in SHOWN:
            rule = Rule.at(Comparison.DIFFERENCE, LIMIT, confidence=1 - ERROR * shares(look))
            x = right[:, :look].sum(axis=1).sum(axis=1).astype(np.float64)
            found.append(rule.proven(case.verdict, x, np.full(x.shape, float(look * FRESH))).mean())
        return np.array(found)

    return power


def mixture(prior: float) -> Callable[[Case, Values], Values]:
    """Return the power of beta mixtures whose prior weighs so many pictures."""

    def power(case: Case, right: Values) -> Values:
        sign = 1 if case.verdict is Verdict.FAIL else -1
        high = np.linspace(LIMIT + 0.02, 0.98, _RATES)
        found = []
        for look in SHOWN:
            x, n = right[:, :look].sum(axis=1).sum(axis=1), float(look * FRESH)
            towards = [_log_mixture(x[:, i], n, high, prior, sign) for i in (0, 1)]
            away = [_log_mixture(x[:, i], n, high - LIMIT, prior, -sign) for i in (1, 0)]
            evidence = [(one + other).min(axis=1) for one, other in zip(towards, away, strict=True)]
            joined = np.maximum(*evidence) if sign > 0 else np.minimum(*evidence)
            found.append((joined > -np.log(ERROR)).mean())
        return np.array(found)

    return power


def _log_mixture(x: Values, n: float, rate: Values, prior: float, sign: int) -> Values:
    """Return the log of a mixture of likelihood ratios against each rate, from rates on one side of it alone."""
    a, b, level = prior * rate, prior * (1 - rate), (np.arange(_POINTS) + 0.5) / _POINTS
    below = betainc(a, b, rate)[:, None]
    levels = below + (1 - below) * level if sign > 0 else below * level
    others = np.clip(betaincinv(a[:, None], b[:, None], levels), 1e-9, 1 - 1e-9)
    won, lost = np.log(others / rate[:, None]), np.log((1 - others) / (1 - rate[:, None]))
    return logsumexp(x[:, None, None] * won + (n - x)[:, None, None] * lost, axis=2) - np.log(_POINTS)


def betting(case: Case, right: Values) -> Values:
    """Return the power of a bettor on pairs, looked at after each look."""
    sign = 1 if case.verdict is Verdict.FAIL else -1
    audits = len(right)
    bet, curvature, wealth = np.zeros(audits), np.ones(audits), np.zeros(audits)
    wealths = []
    for place, pair in enumerate(np.moveaxis(right.reshape(audits, LOOKS * FRESH, 2), 1, 0), start=1):
        payoff = sign * (pair[:, 0].astype(float) - pair[:, 1] - LIMIT) / (1 + LIMIT)
        wealth += np.log1p(bet * payoff)
        slope = -payoff / (1 + bet * payoff)
        curvature += slope**2
        bet = np.clip(bet - 2 / (2 - np.log(3)) * slope / curvature, 0, 0.5)
        if place % FRESH == 0:
            wealths.append(wealth.copy())
    ever = np.logical_or.accumulate(np.stack(wealths) > -np.log(ERROR), axis=0)
    return ever[np.array(SHOWN) - 1].mean(axis=1)


def _powers(exponent: float) -> Callable[[int], float]:
    whole = sum(look**-exponent for look in range(1, LOOKS + 1))
    return lambda look: look**-exponent / whole


METHODS: dict[str, Callable[[Case, Values], Values]] = {
    "parts by 1 / k, a tenth kept for later looks (taken)": parts(Monitoring(looks=LOOKS).share),
    "parts by 1 / √k": parts(_powers(0.5)),
    "equal parts": parts(_powers(0)),
    "parts 1 / (k (k + 1)), no number of looks planned": parts(lambda look: 1 / (look * (look + 1))),
    "mixture, prior of 300 pictures": mixture(FRESH),
    "mixture, prior of 1,500 pictures": mixture(5 * FRESH),
    "betting on pairs": betting,
}


def section() -> Iterator[str]:
    """Yield the power of every way, in Markdown."""
    looks = " / ".join(map(str, SHOWN))
    yield f"\n## Ways to keep the promise: power at looks {looks}\n"
    yield f"Two groups, {FRESH} fresh pictures each at every look, largest difference {LIMIT}; {AUDITS} series each.\n"
    drawn = {}
    for place, case in enumerate(CASES):
        rng = np.random.default_rng([SEED, place])
        drawn[case] = rng.random((AUDITS, LOOKS, FRESH, 2)) < np.array(case.rates)
    yield "| way | " + " | ".join(case.where for case in CASES) + " |"
    yield "|---|" + "---|" * len(CASES)
    for name, power in METHODS.items():
        sys.stderr.write(f"{name}\n")
        cells = (" / ".join(f"{value:.2f}" for value in power(case, drawn[case])) for case in CASES)
        yield f"| {name} | {' | '.join(cells)} |"
