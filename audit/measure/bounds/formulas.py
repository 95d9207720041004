"""How the bounds and the observed value of each comparison are worked out of its groups' rates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audit.domain.decision.comparisons import Comparison
from audit.measure.bounds.pairs import ComparedPairs, Values
from audit.measure.limits.drift import Drift
from audit.measure.rates.intervals import Bounded


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
    pairs
        Which groups are compared.
    drift, rest_drift
        How far the true values, and those of the rest, may lie from these; None where they are taken as true.
    """

    rates: Bounded
    rest: Bounded | None
    weight: Values
    pairs: ComparedPairs
    drift: Drift | None = None
    rest_drift: Drift | None = None

    @property
    def down(self) -> Bounded:
        """The groups as low as they can truly be."""
        return self.rates if self.drift is None else self.drift.lowered(self.rates)

    @property
    def up(self) -> Bounded:
        """The groups as high as they can truly be."""
        return self.rates if self.drift is None else self.drift.raised(self.rates)

    @property
    def rest_down(self) -> Bounded:
        """The rest of each group, as low as it can truly be."""
        rest = self._known_rest
        return rest if self.rest_drift is None else self.rest_drift.lowered(rest)

    @property
    def rest_up(self) -> Bounded:
        """The rest of each group, as high as it can truly be."""
        rest = self._known_rest
        return rest if self.rest_drift is None else self.rest_drift.raised(rest)

    @property
    def _known_rest(self) -> Bounded:
        if self.rest is None:
            raise TypeError("this comparison needs the rates of the rest")
        return self.rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """How the bounds and the observed value of a comparison are worked out.

    Attributes
    ----------
    failing
        The bound that can fail, from the rates of the first and of the second group of pairs, with bounds at the error
        of one contrast: the same side twice, but where it is known which of two groups has more.
    split
        The bound that can pass at one split of its error between two rates; None where one rate has it all.
    observed
        The value as seen.
    """

    failing: Callable[[Side, Side], Values]
    split: Callable[[Side, Side], Values] | None
    observed: Callable[[Seen], Values]


def _quotient(part: Values, whole: Values) -> Values:
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0))


def _difference_lower(first: Side, second: Side) -> Values:
    high, low = first.down, second.up

    def gap(p: Values, down: Values, q: Values, up: Values) -> Values:
        return p - q - np.hypot(down, up)

    return first.pairs.largest(gap, (high.p, high.p - high.lower), (low.p, low.upper - low.p))


def _ratio_upper(first: Side, second: Side) -> Values:
    """Least upper bound of p_j / p_i: the ratio at which the contrast ratio·p_i − p_j is no longer proven positive."""
    high, low = first.down, second.up
    least = np.maximum(high.lower, 0)  # a group that may truly have a rate of 0 proves no ratio

    def bound(a: Values, p: Values, q: Values, c: Values) -> Values:
        b = p * q
        root = b + np.sqrt(np.maximum(b * b - a * c, 0))
        return np.asarray(np.divide(root, a, out=np.full_like(b, np.inf), where=a > 0))

    firsts, seconds = (least * (2 * high.p - least), high.p), (low.p, low.upper * (2 * low.p - low.upper))
    return first.pairs.smallest(bound, firsts, seconds)


def _overall_lower(first: Side, second: Side) -> Values:
    own, rest = second.up, first.rest_down
    gap = rest.p - own.p - np.hypot(rest.p - rest.lower, own.upper - own.p)
    return np.asarray(((1 - second.weight) * gap).max(axis=-1))


def _difference_split(high: Side, low: Side) -> Values:
    return high.pairs.largest(np.subtract, (high.up.upper,), (low.down.lower,))


def _ratio_split(high: Side, low: Side) -> Values:
    return high.pairs.smallest(lambda upper, lower: lower / upper, (high.up.upper,), (low.down.lower,))


def _overall_split(high: Side, low: Side) -> Values:
    return np.asarray(((1 - low.weight) * (high.rest_up.upper - low.down.lower)).max(axis=-1))


FORMULAS: dict[Comparison, Formula] = {
    Comparison.DIFFERENCE: Formula(
        failing=_difference_lower,
        split=_difference_split,
        observed=lambda seen: np.asarray(np.maximum(seen.high - seen.bottom, seen.top - seen.low)),
    ),
    Comparison.RATIO: Formula(
        failing=_ratio_upper,
        split=_ratio_split,
        observed=lambda seen: np.asarray(np.fmin(_quotient(seen.low, seen.top), _quotient(seen.bottom, seen.high))),
    ),
    Comparison.WORST_TO_OVERALL: Formula(
        failing=_overall_lower, split=_overall_split, observed=lambda seen: np.asarray(seen.overall - seen.low)
    ),
    Comparison.FLOOR: Formula(
        failing=lambda _, own: np.asarray(own.up.upper.min(axis=-1)), split=None, observed=lambda seen: seen.low
    ),
    Comparison.RATIO_TO_REFERENCE: Formula(
        failing=_ratio_upper, split=_ratio_split, observed=lambda seen: _quotient(seen.low, seen.top)
    ),
}
