"""Bounds of a single rate, from its counts.

Two methods, each for one purpose: Wilson's interval is shown beside a rate (average coverage near the nominal one);
Clopper and Pearson's bounds carry the verdict (coverage at least the nominal one at every rate and n).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from audit.domain.arrays import frozen
from audit.domain.counts.rates import Interval

_FEW = 64
"""Rates of which those with the same counts are not looked for: working out each is quicker."""


class Bounded(Protocol):
    """Rates with one-sided bounds, as of `RateBounds`; some work out a side when it is asked for."""

    @property
    def p(self) -> NDArray[np.float64]:
        """The observed rates."""

    @property
    def lower(self) -> NDArray[np.float64]:
        """Their lower bounds."""

    @property
    def upper(self) -> NDArray[np.float64]:
        """Their upper bounds."""


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
    """
    found = ExactBounds(x=x, n=n, error=error)
    return RateBounds(p=frozen(found.p, np.float64), lower=found.lower, upper=found.upper)


@dataclass(frozen=True, kw_only=True)
class ExactBounds:
    """The bounds of `clopper_pearson`, each side worked out when it is asked for.

    Each distinct pair of counts is worked out once: simulated audits repeat few of them many times.
    """

    x: NDArray[np.float64]
    n: NDArray[np.float64]
    error: float | NDArray[np.float64]

    @cached_property
    def p(self) -> NDArray[np.float64]:
        """The observed rates, shape (…, K)."""
        return np.asarray(self.x / self.n, np.float64)

    @cached_property
    def lower(self) -> NDArray[np.float64]:
        """The lower bounds, shape (…, K), or (S, …, K) at several errors."""
        right, images = self._counts
        some = right > 0
        found = np.where(some, betaincinv(np.where(some, right, 1), images - right + 1, self._level), 0.0)
        return self._spread(found)

    @cached_property
    def upper(self) -> NDArray[np.float64]:
        """The upper bounds, of the same shape."""
        right, images = self._counts
        some = right < images
        found = np.where(some, betaincinv(right + 1, np.where(some, images - right, 1), 1 - self._level), 1.0)
        return self._spread(found)

    @property
    def _level(self) -> NDArray[np.float64]:
        return np.asarray(self.error, np.float64)[..., None]

    @property
    def _counts(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        pairs = self._distinct[0]
        return pairs.real, pairs.imag

    @cached_property
    def _distinct(self) -> tuple[NDArray[np.complex128], NDArray[np.int64]]:
        """Distinct counts, right + i · all, and the place of each rate among them, shape (…, K)."""
        x, n = np.broadcast_arrays(np.asarray(self.x, np.float64), np.asarray(self.n, np.float64))
        pairs = (x + 1j * n).ravel()
        if pairs.size <= _FEW:
            return pairs, np.arange(pairs.size).reshape(x.shape)
        pairs, place = np.unique(pairs, return_inverse=True)
        return pairs, place.reshape(x.shape)

    def _spread(self, found: NDArray[np.float64]) -> NDArray[np.float64]:
        return frozen(found.reshape(*np.shape(self.error), -1)[..., self._distinct[1]], np.float64)
