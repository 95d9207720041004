"""Images by softmax entropy, as a histogram that adds up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, frozen
from audit.errors import InputError

ENTROPY_BINS = 100
"""Bins of normalised entropy, each .01 wide."""


def entropy_bins(entropy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the bin of each entropy, 0 to 1: i where it lies in [i/100, (i+1)/100), the last bin closed."""
    return np.minimum((entropy * ENTROPY_BINS).astype(np.int64), ENTROPY_BINS - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntropyHistogram:
    """Images by softmax entropy.

    Attributes
    ----------
    counts
        int64, shape (100,): images whose entropy lies in [i/100, (i+1)/100), the last bin closed.
    """

    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        if np.shape(self.counts) != (ENTROPY_BINS,):
            raise InputError(f"an entropy histogram has {ENTROPY_BINS} bins, found shape {np.shape(self.counts)}")
        object.__setattr__(self, "counts", frozen(self.counts, np.int64))

    @classmethod
    def of(cls, entropy: NDArray[np.float64]) -> EntropyHistogram:
        """Return the histogram of images of these entropies, 0 to 1."""
        return cls(counts=np.bincount(entropy_bins(entropy), minlength=ENTROPY_BINS))

    @classmethod
    def of_bins(cls, bins: Codes, images: NDArray[np.int64]) -> EntropyHistogram:
        """Return the histogram of so many images in these bins, as `entropy_bins` returns them, shape (n,) each."""
        return cls(counts=np.bincount(bins, images, ENTROPY_BINS).astype(np.int64))

    def __add__(self, other: EntropyHistogram) -> EntropyHistogram:
        return EntropyHistogram(counts=self.counts + other.counts)

    @property
    def total(self) -> int:
        """Number of images."""
        return int(self.counts.sum())

    def quantile(self, share: float) -> float | None:
        """Return the entropy below which this share of the images lies, to the middle of a bin; None without images."""
        if not self.total:
            return None
        position = int(np.searchsorted(np.cumsum(self.counts), max(share * self.total, 1e-9)))
        return (position + 0.5) / ENTROPY_BINS
