"""Bounds of a disparity: "square and add" over every contrast of two rates.

For independent rates with one-sided bounds, the bound of a contrast keeps the distance of each rate to its own bound:
the variance is recovered from the bounds (MOVER; Newcombe 1998, Statistics in Medicine 17; Zou & Donner 2008,
Statistics in Medicine 27; for ratios Donner & Zou 2012). The bound that can *fail* is shared by all contrasts
(Bonferroni); the bound that can *pass* needs no correction, because every contrast must pass (intersection-union;
Berger 1982), but looks at every split of its error between the two rates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from audit.domain.decision.comparisons import Comparison, Pairing
from audit.measure.bounds.sharing import on_a_limit
from audit.measure.limits.limits import GroupLimits
from audit.measure.rates.intervals import RateBounds

if TYPE_CHECKING:
    from collections.abc import Iterator

Values = NDArray[np.float64]

_SPLITS = np.linspace(0, np.pi / 2, 13)
"""Angles at which the passing bound shares its error between two rates."""


_FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The two bounds of a disparity, on its own scale: float64, shape (…), one for each audit."""

    lower: Values
    upper: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """The ordered pairs of groups that are compared: all, or those with a reference group.

    Arrays over the pairs have shape (…, K, K), or (…, 2, K) with a reference: it first, then it second; where the
    reference is only ever the first, (…, 1, K).
    """

    reference: int | None
    reference_first: bool = False

    @classmethod
    def of(cls, comparison: Comparison, reference: int | None) -> _Pairs:
        return cls(reference=reference, reference_first=comparison.pairing is Pairing.REFERENCE)

    def first(self, values: Values) -> Values:
        """Return the values of the first group of each pair."""
        if self.reference is None:
            return values[..., :, None]
        return self._ordered(values[..., [self.reference]], values)

    def second(self, values: Values) -> Values:
        """Return the values of the second group of each pair."""
        if self.reference is None:
            return values[..., None, :]
        return self._ordered(values, values[..., [self.reference]])

    def _ordered(self, when_first: Values, when_second: Values) -> Values:
        """Return the values of both orders of each pair, by the place of the reference; of one where one is asked."""
        both = np.stack(np.broadcast_arrays(when_first, when_second), axis=-2)
        return both[..., :1, :] if self.reference_first else both

    def largest(self, matrix: Values) -> Values:
        """Return the largest value over the pairs; a group is no pair with itself."""
        if self._few(matrix):
            return np.asarray(reduce(np.maximum, self._each(matrix)))
        return np.asarray(self._filled(matrix, -np.inf).max(axis=(-2, -1)))

    def smallest(self, matrix: Values) -> Values:
        """Return the smallest value over the pairs."""
        if self._few(matrix):
            return np.asarray(reduce(np.minimum, self._each(matrix)))
        return np.asarray(self._filled(matrix, np.inf).min(axis=(-2, -1)))

    def _few(self, matrix: Values) -> bool:
        """Whether going through the pairs one by one is faster: few of them in many audits."""
        return matrix.ndim > 2 and matrix.shape[-1] <= _FEW  # noqa: PLR2004 - one audit has two dimensions

    def _each(self, matrix: Values) -> Iterator[Values]:
        rows, columns = matrix.shape[-2:]
        for i, k in np.ndindex(rows, columns):
            if k != (i if self.reference is None else self.reference):
                yield matrix[..., i, k]

    def _filled(self, matrix: Values, fill: float) -> Values:
        if self.reference is None:
            diagonal = np.arange(matrix.shape[-1])
            matrix[..., diagonal, diagonal] = fill
        else:
            matrix[..., self.reference] = fill
        return matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """Rates with their bounds at one error.

    Attributes
    ----------
    rates
        The groups.
    rest
        All other groups together, for each group; used by `worst_to_overall` alone.
    weight
        float64, shape (…, K): share of the images in each group.
    pairs
        Which groups are compared.
    """

    rates: RateBounds
    rest: RateBounds | None
    weight: Values
    pairs: _Pairs


def contrasts(comparison: Comparison, groups: int, reference: int | None = None) -> int:
    """Return how many contrasts share the error of the failing bound."""
    if comparison.pairing is Pairing.EACH_OTHER:
        return (groups if reference is None else 2) * (groups - 1)
    return groups - 1 if comparison.pairing is Pairing.REFERENCE else groups


def extremes(
    comparison: Comparison,
    x: Values,
    n: Values,
    *,
    error_fail: float,
    error_pass: float,
    reference: int | None = None,
    limit: float = 0.0,
) -> Extremes:
    """Return the bounds of a disparity over K groups, for one audit or for many at once.

    Parameters
    ----------
    comparison
        How groups are compared.
    x, n
        float, shape (…, K): numerator and denominator of each group's rate, n > 0, K ≥ 2 (K ≥ 1 for `floor`). Fractions
        of images are allowed: when planning, and where images count for less than independent ones.
    error_fail
        Error of the bound that can fail, over all contrasts together.
    error_pass
        Error of the bound that can pass.
    reference
        Position of the group that all others are compared with; None for every pair.
    limit
        The limit the failing bound is held against; the error of the bound is promised where the true disparity is no
        smaller. 0 for any disparity.
    """
    groups = GroupLimits.of_shares(x, n)
    return extremes_of(
        comparison, groups, error_fail=error_fail, error_pass=error_pass, reference=reference, limit=limit
    )


def extremes_of(
    comparison: Comparison,
    groups: GroupLimits,
    *,
    error_fail: float,
    error_pass: float,
    reference: int | None = None,
    limit: float = 0.0,
) -> Extremes:
    """Return the bounds of a disparity between groups whose own limits are known at any error; see `extremes`."""
    fails = failing_between(comparison, groups, error=error_fail, reference=reference, limit=limit)
    passes = passing_between(comparison, groups, error=error_pass, reference=reference)
    low, high = (passes, fails) if comparison.limit_is_minimum else (fails, passes)
    return Extremes(lower=low, upper=high)


def failing(
    comparison: Comparison, x: Values, n: Values, *, error: float, reference: int | None = None, limit: float = 0.0
) -> Values:
    """Return the bound that can fail, shape (…), its error shared by all contrasts; parameters as of `extremes`."""
    return failing_between(comparison, GroupLimits.of_shares(x, n), error=error, reference=reference, limit=limit)


def share_of_error(
    comparison: Comparison, spread: Values | None, groups: int, *, error: float, reference: int | None, limit: float
) -> float:
    """Return the error that one contrast has of the failing bound's.

    Parameters
    ----------
    comparison, error, reference, limit
        See `extremes`.
    spread
        float64, shape (…, K): the largest standard error of each value; None where nobody knows.
    groups
        K.
    """
    if comparison is not Comparison.DIFFERENCE or spread is None or limit <= 0:
        return error / contrasts(comparison, groups, reference)
    most = np.asarray(spread).reshape(-1, groups).max(axis=0)
    return error / on_a_limit(most, limit, error, reference)


def failing_between(
    comparison: Comparison, groups: GroupLimits, *, error: float, reference: int | None = None, limit: float = 0.0
) -> Values:
    """Return the bound that can fail, between groups whose own limits are known at any error; see `extremes`."""
    share = share_of_error(
        comparison, groups.spread, groups.weight.shape[-1], error=error, reference=reference, limit=limit
    )
    return _kept(_ENGINES[comparison].failing(_sides(comparison, groups, np.array([share]), reference)[0]))


def failing_of(
    comparison: Comparison,
    rates: RateBounds,
    weight: Values,
    *,
    rest: RateBounds | None = None,
    reference: int | None = None,
) -> Values:
    """Return the bound that can fail, shape (…), of groups whose own bounds are known already.

    Parameters
    ----------
    comparison, reference
        See `extremes`.
    rates
        Rates with bounds, each at the error of one contrast.
    weight
        float64, shape (…, K): share of the images in each group.
    rest
        The same of all other groups together, for each group; for `worst_to_overall`.
    """
    side = _Side(rates=rates, rest=rest, weight=weight, pairs=_Pairs.of(comparison, reference))
    return _kept(_ENGINES[comparison].failing(side))


def passing(comparison: Comparison, x: Values, n: Values, *, error: float, reference: int | None = None) -> Values:
    """Return the bound that can pass, shape (…): the worst disparity over every split of the error between two rates.

    Squaring and adding the distances of *one* bound of each rate takes the distance for proportional to the normal
    quantile; near a rate of 0 or 1 it is not, and up to 3 times the promised false PASS comes of it. So each split
    cos²φ + sin²φ of the squared quantile has bounds of its own; where the distances are proportional, the worst split
    is the square and add again. Parameters as of `extremes`.
    """
    return passing_between(comparison, GroupLimits.of_shares(x, n), error=error, reference=reference)


def passing_between(
    comparison: Comparison, groups: GroupLimits, *, error: float, reference: int | None = None
) -> Values:
    """Return the bound that can pass, between groups whose own limits are known at any error; see `passing`."""
    split = _ENGINES[comparison].split
    if split is None:
        return _kept(_sides(comparison, groups, np.array([error]), reference)[0].rates.lower.min(axis=-1))
    sides = _sides(comparison, groups, ndtr(ndtri(error) * np.cos(_SPLITS)), reference)
    worst = np.minimum if comparison.limit_is_minimum else np.maximum
    return _kept(reduce(worst, (split(high, low) for high, low in zip(sides, sides[::-1], strict=True))))


def observed(comparison: Comparison, values: Values, weight: Values, reference: int | None = None) -> Values:
    """Return the disparity of values as they are seen, shape (…).

    Parameters
    ----------
    comparison, reference
        See `extremes`.
    values, weight
        float64, shape (…, K): value and share of the images of each group; a group whose value is NaN is left out.

    Returns
    -------
    numpy.ndarray
        NaN where a ratio is of zeros, the reference has no value, or fewer than two groups (one for `floor`) have one.
        A ratio to a reference is at most 1.
    """
    known = np.isfinite(values)
    low = np.where(known, values, np.inf).min(axis=-1)
    high = np.where(known, values, -np.inf).max(axis=-1)
    top, bottom = (high, low) if reference is None else (values[..., reference], values[..., reference])
    overall = np.where(known, values * weight, 0).sum(axis=-1)
    seen = _Seen(low=low, high=high, top=top, bottom=bottom, overall=overall)
    enough = known.sum(axis=-1) >= comparison.fewest_groups
    return np.where(enough, _ENGINES[comparison].observed(seen), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What an observed disparity is made of, each of shape (…).

    Attributes
    ----------
    low, high
        The lowest and the highest value.
    top, bottom
        The same, or twice the value of the reference.
    overall
        Mean of the values, by images.
    """

    low: Values
    high: Values
    top: Values
    bottom: Values
    overall: Values


def _kept(bound: Values) -> Values:
    """Return a bound kept between 0 and 1."""
    kept: Values = np.clip(bound, 0, 1)
    return kept


def _quotient(part: Values, whole: Values) -> Values:
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0))


def _sides(comparison: Comparison, groups: GroupLimits, errors: Values, reference: int | None) -> list[_Side]:
    """Return the rates with their bounds at each error."""
    rests: list[RateBounds] | list[None] = [None] * len(errors)
    if comparison.pairing is Pairing.REST:
        if groups.rest is None:
            raise TypeError("this comparison needs the rates of the rest")
        rests = groups.rest.at(errors)
    pairs = _Pairs.of(comparison, reference)
    return [
        _Side(rates=rates, rest=rest, weight=groups.weight, pairs=pairs)
        for rates, rest in zip(groups.own.at(errors), rests, strict=True)
    ]


def _difference_lower(side: _Side) -> Values:
    r, pairs = side.rates, side.pairs
    gap = pairs.first(r.p) - pairs.second(r.p) - np.hypot(pairs.first(r.p - r.lower), pairs.second(r.upper - r.p))
    return pairs.largest(gap)


def _ratio_upper(side: _Side) -> Values:
    """Least upper bound of p_j / p_i: the ratio at which the contrast ratio·p_i − p_j is no longer proven positive."""
    r, pairs = side.rates, side.pairs
    a, b = pairs.first(r.lower * (2 * r.p - r.lower)), pairs.first(r.p) * pairs.second(r.p)
    c = pairs.second(r.upper * (2 * r.p - r.upper))
    root = b + np.sqrt(np.maximum(b * b - a * c, 0))
    return pairs.smallest(np.divide(root, a, out=np.full_like(b, np.inf), where=a > 0))


def _overall_lower(side: _Side) -> Values:
    r, rest = side.rates, _rest(side)
    gap = rest.p - r.p - np.hypot(rest.p - rest.lower, r.upper - r.p)
    return np.asarray(((1 - side.weight) * gap).max(axis=-1))


def _rest(side: _Side) -> RateBounds:
    if side.rest is None:
        raise TypeError("this comparison needs the rates of the rest")
    return side.rest


def _difference_split(high: _Side, low: _Side) -> Values:
    pairs = high.pairs
    return pairs.largest(pairs.first(high.rates.upper) - pairs.second(low.rates.lower))


def _ratio_split(high: _Side, low: _Side) -> Values:
    pairs = high.pairs
    return pairs.smallest(pairs.second(low.rates.lower) / pairs.first(high.rates.upper))


def _overall_split(high: _Side, low: _Side) -> Values:
    return np.asarray(((1 - low.weight) * (_rest(high).upper - low.rates.lower)).max(axis=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Engine:
    """How the bounds and the observed value of a comparison are worked out.

    Attributes
    ----------
    failing
        The bound that can fail, from rates with bounds at the error of one contrast.
    split
        The bound that can pass at one split of its error between two rates; None where one rate has it all.
    observed
        The value as seen.
    """

    failing: Callable[[_Side], Values]
    split: Callable[[_Side, _Side], Values] | None
    observed: Callable[[_Seen], Values]


_ENGINES: dict[Comparison, _Engine] = {
    Comparison.DIFFERENCE: _Engine(
        failing=_difference_lower,
        split=_difference_split,
        observed=lambda seen: np.asarray(np.maximum(seen.high - seen.bottom, seen.top - seen.low)),
    ),
    Comparison.RATIO: _Engine(
        failing=_ratio_upper,
        split=_ratio_split,
        observed=lambda seen: np.asarray(np.fmin(_quotient(seen.low, seen.top), _quotient(seen.bottom, seen.high))),
    ),
    Comparison.WORST_TO_OVERALL: _Engine(
        failing=_overall_lower, split=_overall_split, observed=lambda seen: np.asarray(seen.overall - seen.low)
    ),
    Comparison.FLOOR: _Engine(
        failing=lambda side: np.asarray(side.rates.upper.min(axis=-1)), split=None, observed=lambda seen: seen.low
    ),
    Comparison.RATIO_TO_REFERENCE: _Engine(
        failing=_ratio_upper, split=_ratio_split, observed=lambda seen: _quotient(seen.low, seen.top)
    ),
}
