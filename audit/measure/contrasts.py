"""Bounds of a disparity: "square and add" over every contrast of two rates.

For independent rates with one-sided bounds, the bound of a contrast keeps the distance of each rate to its own bound:
the variance is recovered from the bounds (MOVER; Newcombe 1998, Statistics in Medicine 17; Zou & Donner 2008,
Statistics in Medicine 27; for ratios Donner & Zou 2012). The bound that can *fail* is shared by all contrasts
(Bonferroni); the bound that can *pass* needs no correction, because every contrast must pass (intersection-union;
Berger 1982), but looks at every split of its error between the two rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from audit.domain.policy import Comparison
from audit.measure.intervals import RateBounds, clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Callable

_SPLITS = np.linspace(0, np.pi / 2, 13)
"""Angles at which the passing bound shares its error between two rates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Rates with their bounds at one error.

    Attributes
    ----------
    rates
        The groups.
    rest
        All other groups together, for each group; used by `worst_to_overall` alone.
    weight
        float64, shape (…, K): share of the images in each group.
    """

    rates: RateBounds
    rest: RateBounds | None
    weight: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The two bounds of a disparity, on its own scale: float64, shape (…), one for each audit."""

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def contrasts(comparison: Comparison, groups: int) -> int:
    """Return how many contrasts share the error of the failing bound."""
    if comparison in (Comparison.DIFFERENCE, Comparison.RATIO):
        return groups * (groups - 1)
    return groups


def extremes(
    comparison: Comparison, x: NDArray[np.float64], n: NDArray[np.float64], *, error_fail: float, error_pass: float
) -> Extremes:
    """Return the bounds of a disparity over K groups, for one audit or for many at once.

    Parameters
    ----------
    comparison
        How groups are compared.
    x, n
        float, shape (…, K): numerator and denominator of each group's rate, n > 0, K ≥ 2 (K ≥ 1 for `floor`).
    error_fail
        Error of the bound that can fail, over all contrasts together.
    error_pass
        Error of the bound that can pass.
    """
    x, n = np.asarray(x, np.float64), np.asarray(n, np.float64)
    failing = _FAILING[comparison](_side(comparison, x, n, error_fail / contrasts(comparison, x.shape[-1])))
    passing = _passing(comparison, x, n, error_pass)
    low, high = (passing, failing) if comparison.limit_is_minimum else (failing, passing)
    return Extremes(lower=np.clip(low, 0, 1), upper=np.clip(high, 0, 1))


def _passing(
    comparison: Comparison, x: NDArray[np.float64], n: NDArray[np.float64], error: float
) -> NDArray[np.float64]:
    """Return the bound that can pass: the worst disparity over every split of the error between the two rates.

    Squaring and adding the distances of *one* bound of each rate takes the distance for proportional to the normal
    quantile; near a rate of 0 or 1 it is not, and up to 3 times the promised false PASS comes of it. So each split
    cos²φ + sin²φ of the squared quantile has bounds of its own; where the distances are proportional, the worst split
    is the square and add again.
    """
    if comparison is Comparison.FLOOR:
        return np.asarray(_side(comparison, x, n, error).rates.lower.min(axis=-1))
    sides = _sides(comparison, x, n, norm.sf(norm.isf(error) * np.cos(_SPLITS)))
    worst = np.minimum if comparison.limit_is_minimum else np.maximum
    split = _SPLIT[comparison]
    return np.asarray(reduce(worst, (split(high, low) for high, low in zip(sides, sides[::-1], strict=True))))


def _side(comparison: Comparison, x: NDArray[np.float64], n: NDArray[np.float64], error: float) -> Side:
    return _sides(comparison, x, n, np.array([error]))[0]


def _sides(
    comparison: Comparison, x: NDArray[np.float64], n: NDArray[np.float64], errors: NDArray[np.float64]
) -> list[Side]:
    """Return the rates with their bounds at each error."""
    images = n.sum(axis=-1, keepdims=True)
    rates = _bounds(x, n, errors)
    rests: list[RateBounds] | list[None] = [None] * len(errors)
    if comparison is Comparison.WORST_TO_OVERALL:
        rests = _bounds(x.sum(axis=-1, keepdims=True) - x, images - n, errors)
    return [Side(rates=r, rest=rest, weight=n / images) for r, rest in zip(rates, rests, strict=True)]


def _bounds(x: NDArray[np.float64], n: NDArray[np.float64], errors: NDArray[np.float64]) -> list[RateBounds]:
    found = clopper_pearson(x, n, errors)
    return [RateBounds(p=found.p, lower=low, upper=up) for low, up in zip(found.lower, found.upper, strict=True)]


def _first(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values of the first group of each ordered pair, shape (…, K, 1)."""
    return values[..., :, None]


def _second(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values of the second group of each ordered pair, shape (…, 1, K)."""
    return values[..., None, :]


def _pairs(matrix: NDArray[np.float64], fill: float) -> NDArray[np.float64]:
    """Return the matrix of ordered pairs, shape (…, K, K), with its diagonal, no pair, set to `fill`."""
    diagonal = np.arange(matrix.shape[-1])
    matrix[..., diagonal, diagonal] = fill
    return matrix


def _difference_lower(side: Side) -> NDArray[np.float64]:
    r = side.rates
    gap = _first(r.p) - _second(r.p) - np.hypot(_first(r.p - r.lower), _second(r.upper - r.p))
    return np.asarray(_pairs(gap, -np.inf).max(axis=(-2, -1)))


def _ratio_upper(side: Side) -> NDArray[np.float64]:
    """Least upper bound of p_j / p_i: the ratio at which the contrast ratio·p_i − p_j is no longer proven positive."""
    r = side.rates
    a, b = _first(r.lower * (2 * r.p - r.lower)), _first(r.p) * _second(r.p)
    c = _second(r.upper * (2 * r.p - r.upper))
    root = b + np.sqrt(np.maximum(b * b - a * c, 0))
    bound = np.divide(root, a, out=np.full_like(b, np.inf), where=a > 0)
    return np.asarray(_pairs(bound, np.inf).min(axis=(-2, -1)))


def _overall_lower(side: Side) -> NDArray[np.float64]:
    r, rest = side.rates, _rest(side)
    gap = rest.p - r.p - np.hypot(rest.p - rest.lower, r.upper - r.p)
    return np.asarray(((1 - side.weight) * gap).max(axis=-1))


def _rest(side: Side) -> RateBounds:
    if side.rest is None:
        raise TypeError("this comparison needs the rates of the rest")
    return side.rest


def _difference_split(high: Side, low: Side) -> NDArray[np.float64]:
    gap = _first(high.rates.upper) - _second(low.rates.lower)
    return np.asarray(_pairs(gap, -np.inf).max(axis=(-2, -1)))


def _ratio_split(high: Side, low: Side) -> NDArray[np.float64]:
    ratio = _second(low.rates.lower) / _first(high.rates.upper)
    return np.asarray(_pairs(ratio, np.inf).min(axis=(-2, -1)))


def _overall_split(high: Side, low: Side) -> NDArray[np.float64]:
    return np.asarray(((1 - low.weight) * (_rest(high).upper - low.rates.lower)).max(axis=-1))


_FAILING: dict[Comparison, Callable[[Side], NDArray[np.float64]]] = {
    Comparison.DIFFERENCE: _difference_lower,
    Comparison.RATIO: _ratio_upper,
    Comparison.WORST_TO_OVERALL: _overall_lower,
    Comparison.FLOOR: lambda side: np.asarray(side.rates.upper.min(axis=-1)),
}

_SPLIT: dict[Comparison, Callable[[Side, Side], NDArray[np.float64]]] = {
    Comparison.DIFFERENCE: _difference_split,
    Comparison.RATIO: _ratio_split,
    Comparison.WORST_TO_OVERALL: _overall_split,
}
