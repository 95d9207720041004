"""Limits of an average over emotions that is no sum of shares (F1): quantiles of drawn confusion matrices.

As in `audit.measure.limits.people`, one unit more is imagined that nobody saw: for the upper limit it is right, for the
lower limit wrong where that costs most. A unit is an image of each emotion, as the numbers of images of each emotion
are given; or a person, with as many pictures of each emotion as anybody. Units are weighed at random, each by an
exponential variable (Rubin's Bayesian bootstrap 1981), and the limit is a quantile of the average of the weighed
matrices. The random numbers are always the same, so the limits of a group depend on nothing but its own counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.measure.limits.limits import bounds_of
from audit.measure.rates.clustering import People

if TYPE_CHECKING:
    from audit.measure.rates.intervals import RateBounds

Values = NDArray[np.float64]

_DRAWS = 4_000
_SEED = 1981
_AT_ONCE = 1_000
_LEAST = 25 / _DRAWS
"""Error below which too few draws lie beyond the limit: from there it is carried on as an exponential tail, which is
heavier than that of any average of bounded values."""


@dataclass(frozen=True, kw_only=True)
class DrawnLimits:
    """Limits of an average over emotions.

    Attributes
    ----------
    cells
        float64, shape (K, k, k): confusion matrix of each group, rows = true emotion.
    people
        The same by person, one for each group; None where each image shows another person.
    average
        From matrices of shape (…, k, k) to averages of shape (…).
    """

    cells: Values
    people: tuple[People, ...] | None
    average: Callable[[Values], Values]

    @property
    def p(self) -> Values:
        """The averages."""
        return self.average(self.cells)

    def at(self, errors: Values) -> list[RateBounds]:
        """Return the averages with their limits at each error; see `RateLimits`."""
        lower = np.stack([_quantiles(draws, errors) for draws in self._lower], axis=-1)
        upper = 1 - np.stack([_quantiles(1 - draws, errors) for draws in self._upper], axis=-1)
        return bounds_of(np.minimum(lower, self.p), np.maximum(upper, self.p), self.p)

    @cached_property
    def _lower(self) -> list[Values]:
        return [self._draws(group, self._worst(cells)) for group, cells in enumerate(self.cells)]

    @cached_property
    def _upper(self) -> list[Values]:
        return [self._draws(group, np.eye(len(cells))) for group, cells in enumerate(self.cells)]

    def _draws(self, group: int, unseen: Values) -> Values:
        """Return averages of weighed matrices, shape (draws,); `unseen` has 1 where the unseen unit's answers are."""
        rng, cells = np.random.default_rng(_SEED), self.cells[group]
        if self.people is None:
            return self.average(rng.standard_gamma(cells + unseen, (_DRAWS, *cells.shape)))
        own = self.people[group]
        most = own.cells.sum(axis=-1).max(axis=0)
        drawn = rng.standard_exponential(_DRAWS)[:, None, None] * (unseen * most[:, None])
        for start in range(0, len(own.people), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            weights = rng.standard_gamma(own.people[some], (_DRAWS, len(own.people[some])))
            drawn += np.tensordot(weights, own.cells[some], axes=1)
        return self.average(drawn)

    def _worst(self, cells: Values) -> Values:
        """Return for each emotion the wrong answer, as 1, with which one image more costs most."""
        k = len(cells)
        one_more = cells + np.eye(k * k).reshape(k, k, k, k)
        cost = self.average(one_more)
        cost[np.arange(k), np.arange(k)] = np.inf
        return np.asarray(np.eye(k)[np.nan_to_num(cost, nan=np.inf).argmin(axis=1)], np.float64)


def _quantiles(draws: Values, errors: Values) -> Values:
    """Return lower limits of draws at each error."""
    ordered = np.sort(draws)
    middle, edge = np.quantile(ordered, [0.5, _LEAST])
    found = np.quantile(ordered, np.maximum(errors, _LEAST))
    further = (middle - edge) / np.log(0.5 / _LEAST) * np.log(_LEAST / np.minimum(errors, _LEAST))
    return np.asarray(np.clip(found - further, 0, 1))
