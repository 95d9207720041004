"""Values of K groups with one-sided bounds at any error: shares of images, averages over emotions, standardised shares.

A comparison of groups needs nothing else of them, so it is written once for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from audit.measure.intervals import RateBounds, clopper_pearson


class Bounded(Protocol):
    """Values of K groups, for one audit or for many at once.

    Attributes
    ----------
    values
        float64, shape (…, K).
    weight
        float64, shape (…, K): share of the images in each group.
    """

    @property
    def values(self) -> NDArray[np.float64]: ...  # noqa: D102 - described above

    @property
    def weight(self) -> NDArray[np.float64]: ...  # noqa: D102

    def bounds(self, errors: NDArray[np.float64]) -> list[RateBounds]:
        """Return the one-sided bounds of every group at each error."""

    def rest(self, errors: NDArray[np.float64]) -> list[RateBounds]:
        """Return the same of all other groups together, for each group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of images.

    Attributes
    ----------
    x, n
        float64, shape (…, K): numerators and denominators, n > 0. Fractions of images are allowed: when planning, and
        where images of one person count for less.
    """

    x: NDArray[np.float64]
    n: NDArray[np.float64]

    @property
    def values(self) -> NDArray[np.float64]:
        """The shares."""
        return np.asarray(self.x / self.n)

    @property
    def weight(self) -> NDArray[np.float64]:
        """Share of the images in each group."""
        return np.asarray(self.n / self.n.sum(axis=-1, keepdims=True))

    def bounds(self, errors: NDArray[np.float64]) -> list[RateBounds]:
        """Return Clopper and Pearson's bounds at each error."""
        found = clopper_pearson(self.x, self.n, errors)
        return [RateBounds(p=found.p, lower=low, upper=up) for low, up in zip(found.lower, found.upper, strict=True)]

    def rest(self, errors: NDArray[np.float64]) -> list[RateBounds]:
        """Return the bounds of all other groups together."""
        x, n = (counts.sum(axis=-1, keepdims=True) - counts for counts in (self.x, self.n))
        return Shares(x=x, n=n).bounds(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Averages:
    """Averages over emotions with a standard error.

    Attributes
    ----------
    values
        float64, shape (…, K).
    standard_error
        float64, shape (…, K).
    weight
        float64, shape (…, K): share of the images in each group.
    """

    values: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    weight: NDArray[np.float64]

    def bounds(self, errors: NDArray[np.float64]) -> list[RateBounds]:
        """Return normal bounds at each error, kept between 0 and 1."""
        reach = [norm.isf(error) * self.standard_error for error in errors]
        return [
            RateBounds(p=self.values, lower=np.clip(self.values - r, 0, 1), upper=np.clip(self.values + r, 0, 1))
            for r in reach
        ]

    def rest(self, errors: NDArray[np.float64]) -> list[RateBounds]:
        """Refuse: an average over emotions of all images is no mean of those of the groups."""
        raise TypeError(f"averages over emotions have no rest to be compared with, at {len(errors)} errors")
