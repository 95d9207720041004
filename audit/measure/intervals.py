"""Bounds of a single rate, from its counts.

Two methods, each for one purpose: Wilson's interval is shown beside a rate (average coverage near the nominal one);
Clopper and Pearson's bounds carry the verdict (coverage at least the nominal one at every rate and n).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, norm

from audit.domain.arrays import frozen
from audit.domain.rates import Interval, Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class RateBounds:
    """One-sided bounds of K rates, for one audit or for many at once.

    Attributes
    ----------
    p, lower, upper
        float64, shape (…, K): observed rate and its bounds, 0 to 1.
    """

    p: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def wilson(rate: Rate, confidence: float) -> Interval | None:
    """Return Wilson's score interval (Wilson 1927, JASA 22); None when the rate is undefined.

    >>> interval = wilson(Rate(numerator=3, denominator=5), 0.95)
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (0.231, 0.882)
    """
    if rate.value is None:
        return None
    n, p = rate.denominator, rate.value
    z = float(norm.ppf(0.5 + confidence / 2))
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
    lower = 0.0 if rate.numerator == 0 else max(0.0, centre - half)
    upper = 1.0 if rate.numerator == n else min(1.0, centre + half)
    return Interval(lower=lower, upper=upper, confidence=confidence, method="Wilson")


def clopper_pearson(x: NDArray[np.float64], n: NDArray[np.float64], error: float) -> RateBounds:
    """Return exact one-sided bounds of K rates (Clopper & Pearson 1934, Biometrika 26).

    Parameters
    ----------
    x, n
        float, shape (…, K): right and all images of each group, n > 0. Fractions of images are allowed when planning.
    error
        Error of each one-sided bound, 0 to 1.
    """
    lower = np.where(x > 0, beta.ppf(error, np.where(x > 0, x, 1), n - x + 1), 0.0)
    upper = np.where(x < n, beta.ppf(1 - error, x + 1, np.where(x < n, n - x, 1)), 1.0)
    return RateBounds(p=frozen(x / n, np.float64), lower=frozen(lower, np.float64), upper=frozen(upper, np.float64))
