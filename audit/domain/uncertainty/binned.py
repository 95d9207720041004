"""Pictures by how probable their answer was said to be, and what came true of it: exact sums, which add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.uncertainty.mixed import RELIABILITY_BINS

_ROUNDING = 1e-9
"""Probabilities this close below the edge of a bin lie in the next: .1 + .7 is a little less than .8 in floating
point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinnedAnswers:
    """Pictures by the probability of their predicted emotion, in groups that may overlap.

    They add up exactly, so neither the order of the pictures nor how they are divided matters.

    Attributes
    ----------
    sums
        int64, shape (5, groups, bins): pictures; what came true of them, in `_UNITS`, as high and low parts of numbers;
        the probabilities likewise.
    """

    sums: NDArray[np.int64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "sums", frozen(self.sums, np.int64))

    @classmethod
    def of(
        cls, said: NDArray[np.float64], success: NDArray[np.float64], places: list[NDArray[np.int64]], groups: int
    ) -> BinnedAnswers:
        """Return pictures, shape (n,) each, by groups: `places` has the group of each picture, once for each axis."""
        bins = np.minimum((said * RELIABILITY_BINS + _ROUNDING).astype(np.int64), RELIABILITY_BINS - 1)
        cells, weights = groups * RELIABILITY_BINS, (None, *_in_units(success), *_in_units(said))
        sums = np.zeros((len(weights), cells), np.int64)
        for place in places:
            at = place * RELIABILITY_BINS + bins
            sums += np.array([np.bincount(at, each, cells) for each in weights]).astype(np.int64)
        return cls(sums=sums.reshape(len(weights), groups, RELIABILITY_BINS))

    def __add__(self, other: BinnedAnswers) -> BinnedAnswers:
        return BinnedAnswers(sums=self.sums + other.sums)

    def success(self, place: int) -> NDArray[np.float64]:
        """Return how much came true in each bin of a group."""
        return _from_units(self.sums[1, place], self.sums[2, place])

    def said(self, place: int) -> NDArray[np.float64]:
        """Return the sum of the probabilities in each bin of a group."""
        return _from_units(self.sums[3, place], self.sums[4, place])


_PART = 26
_UNITS = 1 << 2 * _PART
"""Parts of 1 in which numbers from 0 to 1 are added up: as many as a float has."""


def _in_units(values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numbers from 0 to 1 in `_UNITS`, as high and low parts so small that their sums are exact in a float."""
    whole = np.rint(values * _UNITS).astype(np.int64)
    return whole >> _PART, whole & ((1 << _PART) - 1)


def _from_units(high: NDArray[np.int64], low: NDArray[np.int64]) -> NDArray[np.float64]:
    pairs = zip(high.tolist(), low.tolist(), strict=True)
    return np.array([((above << _PART) + below) / _UNITS for above, below in pairs])
