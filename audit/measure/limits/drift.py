"""How far the value of a group may lie from the one that true labels and true groups would give.

A label error rate e moves a rate by at most e in either direction, however errors, faces and answers hang together: a
picture of the denominator that leaves it takes at most its share with it, one that joins brings at most its share.
Where the share a of a group's pictures belongs to others, and the share b of its true pictures is elsewhere, its true
rate is (1 − b) times the rate among those of its pictures that belong to it, which lies from 1 − (1 − p) / (1 − a) to
p / (1 − a), and b times anything from 0 to 1. Both are reached in some world, so nothing narrower holds in all.

So bounds at any error for the rates as recorded give bounds at the same error for the true ones. In a contrast one
group is moved down and the other up, both as far as they go: no error of one makes up for that of another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.measure.rates.intervals import Bounded, RateBounds

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """True values lie from `scale` · value − `down` to `scale` · value + `up`; each float64, shape (K,)."""

    scale: Values
    down: Values
    up: Values

    @classmethod
    def of(cls, label_errors: Values, strangers: Values, strayed: Values) -> Drift:
        """Return what wrong labels and wrong groups together can do.

        Parameters
        ----------
        label_errors
            float64, shape (K,): largest share of wrong labels, of any label and of any true emotion.
        strangers
            float64, shape (K,): share of each group's pictures that truly belong to another.
        strayed
            float64, shape (K,): share of the pictures that truly belong to it and are elsewhere.

        Returns
        -------
        Drift
            Of a group with a share of 1 anything may be true.

        Examples
        --------
        >>> drift = Drift.of(np.array([0.02]), np.array([0.1]), np.array([0.1]))
        >>> drift.scale.round(3), drift.down.round(3), drift.up.round(3)
        (array([1.]), array([0.12]), array([0.12]))
        """
        known = (label_errors < 1) & (strangers < 1) & (strayed < 1)
        scale = np.where(known, (1 - strayed) / np.where(strangers < 1, 1 - strangers, 1), 1.0)
        down = np.where(known, scale * label_errors + scale + strayed - 1, 1.0)
        return cls(scale=scale, down=down, up=np.where(known, scale * label_errors + strayed, 1.0))

    def lowered(self, rates: Bounded) -> RateBounds:
        """Return rates with bounds, shape (…, K), moved down as far as they go; below 0 where that is further."""
        return self._moved(rates, -self.down)

    def raised(self, rates: Bounded) -> RateBounds:
        """Return rates with bounds moved up as far as they go; above 1 where that is further."""
        return self._moved(rates, self.up)

    def _moved(self, rates: Bounded, by: Values) -> RateBounds:
        p, lower, upper = (self.scale * values + by for values in (rates.p, rates.lower, rates.upper))
        return RateBounds(p=p, lower=lower, upper=upper)
