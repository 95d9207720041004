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
from scipy.special import ndtr, ndtri

from audit.domain.decision.comparisons import Comparison, Pairing
from audit.measure.bounds.formulas import FORMULAS, Seen, Side
from audit.measure.bounds.pairs import GroupPairs, SinglePairs, Values
from audit.measure.bounds.sharing import share_of_error
from audit.measure.limits.limits import GroupLimits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.measure.limits.limits import RateLimits
    from audit.measure.rates.intervals import Bounded

_SPLITS = np.linspace(0, np.pi / 2, 13)
"""Angles at which the passing bound shares its error between two rates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The two bounds of a disparity, on its own scale: float64, shape (…), one for each audit."""

    lower: Values
    upper: Values


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


def failing_between(
    comparison: Comparison, groups: GroupLimits, *, error: float, reference: int | None = None, limit: float = 0.0
) -> Values:
    """Return the bound that can fail, between groups whose own limits are known at any error; see `extremes`."""
    share = share_of_error(
        comparison, groups.scaled_spread, groups.weight.shape[-1], error=error, reference=reference, limit=limit
    )
    (side,) = _sides(comparison, groups, np.array([share]), reference)
    return _kept(FORMULAS[comparison].failing(side, side))


def failing_of(
    comparison: Comparison,
    rates: Bounded,
    weight: Values,
    *,
    rest: Bounded | None = None,
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
    side = Side(rates=rates, rest=rest, weight=weight, pairs=GroupPairs.of(comparison, reference))
    return _kept(FORMULAS[comparison].failing(side, side))


def failing_apart(comparison: Comparison, first: Bounded, second: Bounded) -> Values:
    """Return the bound that can fail of single pairs of groups, shape (…), of which the first has more.

    Parameters
    ----------
    comparison
        Of groups with each other, or with a reference.
    first, second
        Rates of shape (…), with bounds at the error of one contrast.
    """
    return _kept(FORMULAS[comparison].failing(_apart(first), _apart(second)))


def passing_apart(comparison: Comparison, first: RateLimits, second: RateLimits, *, error: float) -> Values:
    """Return the bound that can pass of single pairs of groups, shape (…), of which the first has more.

    Parameters as of `failing_apart`, but for rates whose limits are known at any error.
    """
    highs, lows = ([_apart(rates) for rates in limits.at(_split(error))] for limits in (first, second))
    return _worst_split(comparison, highs, lows)


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
    if FORMULAS[comparison].split is None:
        return _kept(_sides(comparison, groups, np.array([error]), reference)[0].down.lower.min(axis=-1))
    sides = _sides(comparison, groups, _split(error), reference)
    return _worst_split(comparison, sides, sides)


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
    seen = Seen(low=low, high=high, top=top, bottom=bottom, overall=overall)
    enough = known.sum(axis=-1) >= comparison.fewest_groups
    return np.where(enough, FORMULAS[comparison].observed(seen), np.nan)


def _split(error: float) -> Values:
    """Return the error of the first rate at every split; the second has them in reversed order."""
    return np.asarray(ndtr(ndtri(error) * np.cos(_SPLITS)))


def _worst_split(comparison: Comparison, firsts: list[Side], seconds: list[Side]) -> Values:
    """Return the bound that can pass of rates with their bounds at each error of `_split`."""
    split = FORMULAS[comparison].split
    if split is None:
        raise TypeError("this comparison has no pairs of rates")
    worst = np.minimum if comparison.limit_is_minimum else np.maximum
    return _kept(reduce(worst, (split(high, low) for high, low in zip(firsts, seconds[::-1], strict=True))))


def _apart(rates: Bounded) -> Side:
    return Side(rates=rates, rest=None, weight=np.ones(1), pairs=SinglePairs())


def _kept(bound: Values) -> Values:
    """Return a bound kept between 0 and 1."""
    kept: Values = np.clip(bound, 0, 1)
    return kept


def _sides(comparison: Comparison, groups: GroupLimits, errors: Values, reference: int | None) -> list[Side]:
    """Return the rates with their bounds at each error."""
    rests: Sequence[Bounded] | list[None] = [None] * len(errors)
    if comparison.pairing is Pairing.REST:
        if groups.rest is None:
            raise TypeError("this comparison needs the rates of the rest")
        rests = groups.rest.at(errors)
    pairs = GroupPairs.of(comparison, reference)
    return [
        Side(
            rates=rates,
            rest=rest,
            weight=groups.weight,
            pairs=pairs,
            drift=groups.drift,
            rest_drift=groups.rest_drift,
        )
        for rates, rest in zip(groups.own.at(errors), rests, strict=True)
    ]
