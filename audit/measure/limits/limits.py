"""What every way to bound the values of groups offers, and that of plain shares of independent images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from audit.measure.limits.drift import Drift
from audit.measure.rates.intervals import ExactBounds, RateBounds, clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.measure.rates.intervals import Bounded

Values = NDArray[np.float64]

_HALVINGS = 40
_SHOWN = 0.05
"""Error of the limits whose width says how many independent images a value weighs."""


class RateLimits(Protocol):
    """One-sided limits of the values of K groups, each group on its own."""

    @property
    def p(self) -> Values:
        """float64, shape (…, K): the values as observed, 0 to 1."""

    def at(self, errors: Values) -> Sequence[Bounded]:
        """Return the values with their limits at each error, float64, shape (S,): limits of shape (…, K)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLimits:
    """Exact limits of shares of independent images (Clopper & Pearson 1934).

    Attributes
    ----------
    x, n
        float64, shape (…, K): numerators and denominators, n > 0; fractions of images are allowed when planning.
    """

    x: Values
    n: Values

    @property
    def p(self) -> Values:
        """The shares."""
        return np.asarray(self.x / self.n)

    def at(self, errors: Values) -> list[ShareBounds]:
        """Return the shares with their limits at each error; see `RateLimits`."""
        found = ExactBounds(x=self.x, n=self.n, error=errors)
        return [ShareBounds(of=found, place=place) for place in range(len(errors))]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBounds:
    """Shares with their exact limits at one of several errors, of which most comparisons ask for one side alone."""

    of: ExactBounds
    place: int

    @property
    def p(self) -> Values:
        """The shares, shape (…, K)."""
        return self.of.p

    @property
    def lower(self) -> Values:
        """Their lower limits."""
        return np.asarray(self.of.lower[self.place])

    @property
    def upper(self) -> Values:
        """Their upper limits."""
        return np.asarray(self.of.upper[self.place])


def bounds_of(lower: Values, upper: Values, p: Values) -> list[RateBounds]:
    """Return limits of shape (S, …, K) one error after the other."""
    return [RateBounds(p=p, lower=low, upper=up) for low, up in zip(lower, upper, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLimits:
    """What a comparison needs of the groups.

    Attributes
    ----------
    own
        Limits of every group.
    rest
        The same of all other groups together, for each group; for `worst_to_overall` alone.
    weight
        float64, shape (…, K): share of the images in each group.
    spread
        float64, shape (…, K): the largest standard error that each value can have, whatever the rates; None where
        nobody knows.
    drift, rest_drift
        How far the true values, and those of the rest, may lie from these; None where labels and groups are taken as
        true.
    """

    own: RateLimits
    rest: RateLimits | None
    weight: Values
    spread: Values | None = None
    drift: Drift | None = None
    rest_drift: Drift | None = None

    @property
    def scaled_spread(self) -> Values | None:
        """The largest standard errors on the scale of the true values."""
        return self.spread if self.spread is None or self.drift is None else self.spread * self.drift.scale

    @classmethod
    def of_shares(cls, x: Values, n: Values) -> GroupLimits:
        """Return those of shares of independent images, float, shape (…, K)."""
        x, n = np.asarray(x, np.float64), np.asarray(n, np.float64)
        images = n.sum(axis=-1, keepdims=True)
        rest = ShareLimits(x=x.sum(axis=-1, keepdims=True) - x, n=images - n)
        return cls(own=ShareLimits(x=x, n=n), rest=rest, weight=n / images, spread=0.5 / np.sqrt(n))


def effective_images(limits: RateLimits, images: Values) -> Values:
    """Return the independent images of a single share whose exact limits are as far apart, float64, shape (…, K).

    Parameters
    ----------
    limits
        Of the values.
    images
        float64, shape (…, K): images behind the values; there are never more effective ones.
    """
    found, error = limits.at(np.array([_SHOWN]))[0], np.array(_SHOWN)
    wanted, p = found.upper - found.lower, found.p
    low, high = np.full(p.shape, 1e-3), np.asarray(images, np.float64)
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        tried = clopper_pearson(p * middle, middle, error)
        wide = tried.upper - tried.lower > wanted
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    return np.asarray(np.round(high, 6))
