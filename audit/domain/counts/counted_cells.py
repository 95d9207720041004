"""Which cells of a confusion matrix a rate counts, worked out from the rate itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.metrics import rate

if TYPE_CHECKING:
    from audit.domain.cohort.labels import LabelSet


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedCells:
    """Which cells of a confusion matrix a metric counts.

    Attributes
    ----------
    hits, base
        bool, shape (k, k): cells of the numerator and of the denominator.
    """

    hits: NDArray[np.bool_]
    base: NDArray[np.bool_]

    @property
    def of_labels(self) -> bool:
        """Whether the denominator is every picture of some labels, whatever the answer."""
        return bool(np.all(self.base.all(axis=1) | ~self.base.any(axis=1)))

    @property
    def right_of_answers(self) -> bool:
        """Whether it is the share of some answers that is right, whatever the label."""
        of_answers = np.all(self.base.all(axis=0) | ~self.base.any(axis=0))
        return bool(of_answers and np.array_equal(self.hits, self.base & np.eye(len(self.base), dtype=np.bool_)))


@cache
def counted_cells(labels: LabelSet, metric: str, emotion: str | None) -> CountedCells:
    """Return the cells that `rate` counts, asked of it one picture at a time."""
    k = len(labels)
    cells = np.eye(k * k, dtype=np.int64).reshape(k, k, k, k)
    rates = [[rate(metric, ConfusionCounts(labels=labels, cells=cell), emotion) for cell in row] for row in cells]
    hits = np.array([[each.numerator for each in row] for row in rates])
    base = np.array([[each.denominator for each in row] for row in rates])
    return CountedCells(hits=frozen(hits == 1, np.bool_), base=frozen(base == 1, np.bool_))
