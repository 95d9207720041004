"""Statistics of images that were drawn several times each: all resamples at once, from how often each was drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

FEWEST_IMAGES = 10
"""A statistic of fewer images, or of fewer of either kind where it compares two, is not worth printing."""

SAME_WITHIN = 9
"""Decimals to which numbers are compared when ranked: further ones are rounding, and would break ties at random."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A number that is a function of some images and of how often each counts.

    Attributes
    ----------
    images
        int64, shape (m,): the images it is about.
    values
        From float64, shape (B, m), how often each of them counts in B resamples, to float64, shape (B,): NaN where it
        is not defined.
    enough
        Whether there are enough images for it.
    """

    images: NDArray[np.int64]
    values: Callable[[Values], Values]
    enough: bool

    def observed(self) -> float | None:
        """Return it with every image counted once; None where it is undefined, or has too few images."""
        value = float(self.values(np.ones((1, len(self.images))))[0]) if self.enough else np.nan
        return value if np.isfinite(value) else None


def mean(images: NDArray[np.int64], x: Values) -> Statistic:
    """Return the mean of x, shape (n,), over those images on which it is defined."""
    images = images[np.isfinite(x[images])]
    kept, enough = x[images], len(images) >= FEWEST_IMAGES
    return Statistic(images=images, values=lambda weights: _over(weights @ kept, weights.sum(axis=1)), enough=enough)


def rank_correlation(images: NDArray[np.int64], a: Values, b: Values) -> Statistic:
    """Return Spearman's rank correlation of a and b, each of shape (n,)."""
    first, second = _ranking(a[images]), _ranking(b[images])
    return Statistic(
        images=images,
        values=lambda weights: _correlation(first(weights), second(weights), weights),
        enough=len(images) >= FEWEST_IMAGES,
    )


def area_under_curve(images: NDArray[np.int64], score: Values, positive: Values) -> Statistic:
    """Return the chance that a positive image has a higher score than another; a tie counts half.

    Parameters
    ----------
    images
        Rows to use.
    score, positive
        Shape (n,); positive is 1 or 0, or NaN for an image that is neither.

    Notes
    -----
    The Mann-Whitney statistic of the positive images' ranks (Hanley & McNeil 1982, Radiology 143).
    """
    images = images[np.isfinite(positive[images])]
    ranking, is_positive = _ranking(score[images]), positive[images]

    def values(weights: Values) -> Values:
        drawn = weights * is_positive
        n = drawn.sum(axis=1)
        return _over((drawn * ranking(weights)).sum(axis=1) - n * (n + 1) / 2, n * (weights.sum(axis=1) - n))

    rarer = min(is_positive.sum(), (1 - is_positive).sum())
    return Statistic(images=images, values=values, enough=bool(rarer >= FEWEST_IMAGES))


def same(x: Values) -> bool:
    """Return whether all numbers are the same, but for rounding."""
    return len(np.unique(np.round(x, SAME_WITHIN))) == 1


def _ranking(x: Values) -> Callable[[Values], Values]:
    """Return a function from how often each image was drawn to its mean rank among them, both of shape (B, m)."""
    _, tie = np.unique(np.round(x, SAME_WITHIN), return_inverse=True)
    tie = tie.reshape(-1)
    order = np.argsort(tie, kind="stable")
    starts = np.flatnonzero(np.diff(tie[order], prepend=-1))

    def ranks(weights: Values) -> Values:
        drawn = np.add.reduceat(weights[:, order], starts, axis=1)
        return np.asarray((np.cumsum(drawn, axis=1) - (drawn - 1) / 2)[:, tie], np.float64)

    return ranks


def _correlation(a: Values, b: Values, weights: Values) -> Values:
    total = weights.sum(axis=1, keepdims=True)
    a, b = (x - _over((weights * x).sum(axis=1, keepdims=True), total) for x in (a, b))
    return _over((weights * a * b).sum(axis=1), np.sqrt((weights * a * a).sum(axis=1) * (weights * b * b).sum(axis=1)))


def _over(numerator: Values, denominator: Values) -> Values:
    """Return a quotient, NaN where there is nothing to divide by."""
    nothing = np.full(numerator.shape, np.nan)
    return np.asarray(np.divide(numerator, denominator, out=nothing, where=denominator > 0), np.float64)
