"""Limits of means of F1 when planning: confusion matrices as even as can be, drawn as those of an audit are.

Every emotion has as many images, as many right ones, and its wrong answers are spread evenly over the others: then the
mean of F1 is the share of right images, and to first order it varies as that share does. Each matrix costs thousands of
draws, so of many counts some are worked out, and the distance of the limits from the value is interpolated in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.measure.limits.drawn import DrawnLimits
from audit.measure.limits.limits import bounds_of
from audit.measure.rates.averages import over_emotions

if TYPE_CHECKING:
    from audit.measure.rates.intervals import RateBounds

Values = NDArray[np.float64]

_NODES = 12
"""Counts of one size that are worked out; where there are no more, all are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvenF1:
    """Limits of means of F1 of even confusion matrices.

    Attributes
    ----------
    x, n
        float64, shape (…, K): right and all images of each group, over all emotions; fractions are allowed.
    emotions
        How many the mean is over, at least 2.
    """

    x: Values
    n: Values
    emotions: int

    @property
    def p(self) -> Values:
        """The means."""
        return np.asarray(self.x / self.n)

    def at(self, errors: Values) -> list[RateBounds]:
        """Return the means with their limits at each error; see `RateLimits`."""
        x, n = np.broadcast_arrays(self.x, self.n)
        distances = np.empty((2, len(errors), *x.shape))
        for images in np.unique(n):
            some = n == images
            nodes = _nodes(x[some])
            found = self._worked_out(nodes, float(images)).at(errors)
            for place, each in enumerate(found):
                distances[0, place, some] = np.interp(x[some], nodes, each.p - each.lower)
                distances[1, place, some] = np.interp(x[some], nodes, each.upper - each.p)
        return bounds_of(self.p - distances[0], self.p + distances[1], self.p)

    def _worked_out(self, x: Values, images: float) -> DrawnLimits:
        k = self.emotions
        right, wrong = x / k, (images - x) / (k * (k - 1))
        cells = np.where(np.eye(k, dtype=bool), right[:, None, None], wrong[:, None, None])
        average = partial(over_emotions, "macro_f1", emotions=np.arange(k))
        return DrawnLimits(cells=cells, people=None, average=average)


def _nodes(x: Values) -> Values:
    """Return the counts that are worked out."""
    each = np.unique(x)
    return each if len(each) <= _NODES else np.linspace(each[0], each[-1], _NODES)
