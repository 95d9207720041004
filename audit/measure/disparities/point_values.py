"""The observed disparity from the counts alone, by fairlearn's definitions and to its last bit.

`tests/contract` holds every metric and comparison against fairlearn itself. It is not asked for each audit: loading it,
pandas and scikit-learn takes longer than all the rest of a small one.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.metrics import find_metric
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.measure.rates.averages import over_emotions
from audit.measure.rates.grades import rate_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.counts.counts import GroupCounts
    from audit.domain.decision.criteria import Criterion


def asks_fairlearn(criterion: Criterion) -> bool:
    """Return whether fairlearn itself is asked for the observed disparity: where nothing but that value decides."""
    return criterion.decide_on is DecideOn.POINT


def point_value(groups: tuple[GroupCounts, ...], criterion: Criterion) -> float:
    """Return how far apart the groups of a criterion are seen to be, 0 to 1.

    Parameters
    ----------
    groups
        Counts of the compared groups, every one with a value for the metric.
    criterion
        A single metric with its emotion resolved, without a reference group and without control features.
    """
    values = [_value(group.confusion, group.graded, criterion) for group in groups]
    low, high = min(values), max(values)
    if criterion.comparison is Comparison.DIFFERENCE:
        return high - low
    if criterion.comparison is Comparison.RATIO:
        return low / high
    return _overall(groups, criterion) - low if criterion.comparison is Comparison.WORST_TO_OVERALL else low


def _overall(groups: tuple[GroupCounts, ...], criterion: Criterion) -> float:
    """Return the value of the compared groups' images together."""
    grades = [group.graded for group in groups if group.graded is not None]
    graded = np.sum(grades, axis=0) if find_metric(criterion.metric).of_grades else None
    return _value(reduce(add, (group.confusion for group in groups)), graded, criterion)


def _value(confusion: ConfusionCounts, graded: NDArray[np.int64] | None, criterion: Criterion) -> float:
    """Return the metric of some images; an average is over the emotions that occur in them."""
    if find_metric(criterion.metric).over_emotions:
        emotions = np.flatnonzero(confusion.cells.sum(axis=1))
        return float(over_emotions(criterion.metric, confusion.cells.astype(np.float64), emotions))
    share = rate_of(criterion.metric, confusion, graded, criterion.emotion)
    return share.numerator / share.denominator
