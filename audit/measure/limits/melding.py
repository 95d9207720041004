"""Limits of a weighted sum of independent shares: a mean of recalls over emotions, a rate standardised over strata.

Each share has two confidence distributions, those behind Clopper and Pearson's limits: Beta(x + 1, n − x) for the upper
one, Beta(x, n − x + 1) for the lower. The upper limit of the sum is a quantile of the weighted sum of independent upper
ones ("melding"; Fay, Proschan & Brittain 2015, Biometrics 71; of Poisson rates Fay & Feuer 1997, Statistics in Medicine
16). With one share it is Clopper and Pearson's limit. Squaring and adding the limits of each share is narrower, and
breaks at small errors where shares of few images lie near 0 or 1 (measured: see `docs/explanation/bounds.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from audit.measure.limits.limits import bounds_of

if TYPE_CHECKING:
    from audit.measure.rates.intervals import RateBounds

Values = NDArray[np.float64]

_CELLS = 2048
"""Cells between 0 and 1 in which sums are added up; limits are interpolated within a cell."""

_STEP, _NOTHING = 16, 1e-40
"""Edges of which one is looked at first; a share that no sum of shares can show."""


@dataclass(frozen=True, kw_only=True)
class MeldedLimits:
    """Limits of the weighted sums of independent shares.

    Attributes
    ----------
    x, n
        float64, shape (…, K, S): numerators and denominators of every share, n > 0.
    weight
        float64, shape (S,): what each share counts for, adding up to 1.
    alike
        How many independent shares of the same counts each stands for; the weights add up to 1 / alike then.
    """

    x: Values
    n: Values
    weight: Values
    alike: int = 1

    @property
    def p(self) -> Values:
        """The weighted sums."""
        return np.asarray(self.alike * (self.weight * self.x / self.n).sum(axis=-1))

    @property
    def spread(self) -> Values:
        """float64, shape (…, K): the largest standard error that each sum can have, whatever the shares."""
        return np.asarray(0.5 * np.sqrt(self.alike * (self.weight**2 / self.n).sum(axis=-1)))

    def at(self, errors: Values) -> list[RateBounds]:
        """Return the sums with their limits at each error; see `RateLimits`."""
        p = self.p
        lower, upper = _quantiles(self._lower, errors), _quantiles(self._upper, 1 - errors)
        return bounds_of(np.minimum(lower, p), np.maximum(upper, p), p)

    @cached_property
    def _lower(self) -> Values:
        return self._distribution(self.x, self.n - self.x + 1)

    @cached_property
    def _upper(self) -> Values:
        return self._distribution(self.x + 1, self.n - self.x)

    def _distribution(self, a: Values, b: Values) -> Values:
        """Return the distribution function of the sums at the upper edge of every cell, shape (…, K, cells + 1)."""
        product = np.ones((*a.shape[:-1], _CELLS + 1), np.complex128)
        for share, weight in enumerate(self.weight):
            pairs, place = np.unique(a[..., share] + 1j * b[..., share], return_inverse=True)
            waves = np.fft.rfft(_masses(pairs.real, pairs.imag, float(weight)), 2 * _CELLS)
            product *= waves[place.reshape(a.shape[:-1])]
        if self.alike > 1:
            product **= self.alike
        masses = np.fft.irfft(product, 2 * _CELLS)[..., : _CELLS + 1]
        return np.asarray(np.clip(masses, 0, None).cumsum(axis=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvenMeans:
    """Limits of means when planning: every emotion, or stratum, has as many images and right ones as any other.

    Attributes
    ----------
    x, n
        float64, shape (…, K): right and all images of each group, over all parts; fractions are allowed.
    parts
        How many emotions, or strata, the mean is over.
    """

    x: Values
    n: Values
    parts: int

    @property
    def p(self) -> Values:
        """The means."""
        return np.asarray(self.x / self.n)

    def at(self, errors: Values) -> list[RateBounds]:
        """Return the means with their limits at each error; see `RateLimits`. Each distinct pair is worked out once."""
        pairs, place = np.unique(self.x + 1j * self.n, return_inverse=True)
        each, weight = pairs[:, None] / self.parts, np.array([1 / self.parts])
        found = MeldedLimits(x=each.real, n=each.imag, weight=weight, alike=self.parts).at(errors)
        place = place.reshape(np.shape(self.x))
        return bounds_of(np.stack([e.lower[place] for e in found]), np.stack([e.upper[place] for e in found]), self.p)


def _masses(a: Values, b: Values, weight: float) -> Values:
    """Return how much of the weight times Beta(a, b) lies nearest to each cell's centre, shape (U, cells reached)."""
    edges = np.clip((np.arange(_CELLS + 1) + 0.5) / _CELLS / max(weight, 1e-300), 0, 1)
    edges = edges[: np.searchsorted(edges, 1) + 1]  # cells above the weight hold nothing
    below = _below(np.maximum(a, 1e-300), np.maximum(b, 1e-300), edges)
    below = np.where((a <= 0)[:, None], 1.0, np.where((b <= 0)[:, None], edges >= 1, below))
    return np.asarray(np.diff(below, axis=-1, prepend=0.0))


def _below(a: Values, b: Values, edges: Values) -> Values:
    """Return how much of Beta(a, b) lies below each edge, shape (U, edges).

    Below many edges lies next to nothing, or all: of every `_STEP` edges one is looked at first.
    """
    coarse = betainc(a[:, None], b[:, None], edges[::_STEP])
    starts = _STEP * ((coarse <= _NOTHING).sum(axis=1) - 1).clip(0)
    ends = _STEP * (coarse < 1).sum(axis=1)
    below = np.zeros((len(a), len(edges)))
    for share, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        below[share, start:end] = betainc(a[share], b[share], edges[start:end])
        below[share, end:] = 1
    return below


def _quantiles(distribution: Values, levels: Values) -> Values:
    """Return where distributions over the cells, shape (…, cells + 1), reach each level, shape (S, …)."""
    rows = distribution.reshape(-1, distribution.shape[-1])
    cell = np.minimum(np.stack([np.searchsorted(row, levels) for row in rows]), _CELLS)
    above = np.take_along_axis(rows, cell, -1)
    below = np.where(cell > 0, np.take_along_axis(rows, np.maximum(cell - 1, 0), -1), 0.0)
    part = np.divide(levels - below, above - below, out=np.full(above.shape, 0.5), where=above > below)
    found = np.clip((cell - 0.5 + np.clip(part, 0, 1)) / _CELLS, 0, 1)
    return np.asarray(found.T.reshape(len(levels), *distribution.shape[:-1]))
