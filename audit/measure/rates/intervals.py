"""Bounds of a single rate, from its counts.

Two methods, each for one purpose: Wilson's interval is shown beside a rate (average coverage near the nominal one);
Clopper and Pearson's bounds carry the verdict (coverage at least the nominal one at every rate and n).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from audit.domain.arrays import frozen
from audit.domain.counts.rates import Interval


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


def wilson(x: float, n: float, confidence: float) -> Interval | None:
    """Return Wilson's score interval (Wilson 1927, JASA 22) of x in n images; None when n is 0.

    Fractions of images are allowed, where dependent images count for less than independent ones.

    >>> interval = wilson(3, 5, 0.95)
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (0.231, 0.882)
    """
    if not n:
        return None
    p = x / n
    z = float(ndtri(0.5 + confidence / 2))
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
    lower = 0.0 if x == 0 else max(0.0, centre - half)
    upper = 1.0 if x == n else min(1.0, centre + half)
    return Interval(lower=float(lower), upper=float(upper), confidence=confidence, method="Wilson")


def wilson_of_f1(x: float, n: float, confidence: float) -> Interval | None:
    """Return the interval of F1 = x / n, x = 2 TP and n = 2 TP + FP + FN; None when n is 0.

    Of the images that are labelled or predicted as the emotion, the share J = TP / (TP + FP + FN) that is both is a
    share like any other, and F1 = 2 J / (1 + J) rises with it: Wilson's bounds of J give those of F1.

    >>> interval = wilson_of_f1(6, 8, 0.95)  # J is 3 of 5
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (0.375, 0.938)
    """
    share = wilson(x / 2, n - x / 2, confidence)
    if share is None:
        return None
    lower, upper = (2 * bound / (1 + bound) for bound in (share.lower, share.upper))
    return Interval(lower=lower, upper=upper, confidence=confidence, method="Wilson")


def clopper_pearson(x: NDArray[np.float64], n: NDArray[np.float64], error: float | NDArray[np.float64]) -> RateBounds:
    """Return exact one-sided bounds of K rates (Clopper & Pearson 1934, Biometrika 26).

    Parameters
    ----------
    x, n
        float, shape (…, K): right and all images of each group, n > 0. Fractions of images are allowed when planning.
    error
        Error of each one-sided bound, 0 to 1; several errors, shape (S,), give bounds of shape (S, …, K).

    Notes
    -----
    Each distinct pair of counts is worked out once: simulated audits repeat few of them many times.
    """
    x, n = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n, np.float64))
    pairs, place = np.unique(x + 1j * n, return_inverse=True)
    place = place.reshape(x.shape)
    right, images = pairs.real, pairs.imag
    level = np.asarray(error, np.float64)[..., None]
    lower = np.where(right > 0, betaincinv(np.where(right > 0, right, 1), images - right + 1, level), 0.0)
    wrong = np.where(right < images, images - right, 1)
    upper = np.where(right < images, betaincinv(right + 1, wrong, 1 - level), 1.0)
    lower, upper = (bound.reshape(*np.shape(error), -1)[..., place] for bound in (lower, upper))
    return RateBounds(p=frozen(x / n, np.float64), lower=frozen(lower, np.float64), upper=frozen(upper, np.float64))
