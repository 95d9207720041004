"""How far a gap could reach if the pictures without an answer had been answered as badly as can be.

Missing answers are no accident of sampling, and no interval holds for them. What they could do at most is plain
arithmetic: all of one group's right, all of another's wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.answers.asked import NO_ANSWER, unanswered
from audit.domain.counts.rates import Rate
from audit.domain.decision.comparisons import Comparison

if TYPE_CHECKING:
    from audit.domain.counts.counts import CountTable
    from audit.measure.bounds.partition import Partition

Values = NDArray[np.float64]

_OF_LABELS = ("accuracy", "recall")
"""Metrics whose denominator is every picture of some labels, so that a missing answer adds to it right or wrong."""


def worst_case(found: Partition, counts: CountTable, asked: CountTable) -> float | None:
    """Return the widest gap that the answers missing from some groups allow, on the scale of the comparison.

    Parameters
    ----------
    found
        The compared groups with their rates.
    counts
        What these rates are of.
    asked
        Every row that the classifier was asked about.

    Returns
    -------
    float or None
        The largest difference or the least ratio or rate; None where no answer is missing from the compared groups,
        where missing ones are counted already, and for metrics and comparisons this is not worked out for.
    """
    criterion = found.criterion
    if criterion.metric not in _OF_LABELS or criterion.control or NO_ANSWER in counts.labels.emotions:
        return None
    missing = _missing(found, asked)
    rates = [value for value in found.values if isinstance(value, Rate)]
    if not found.defined or not missing.any() or len(rates) < len(found.values):
        return None
    x = np.array([rate.numerator for rate in rates], np.float64)
    n = np.array([rate.denominator for rate in rates]) + missing
    return _widest(criterion.comparison, x / n, (x + missing) / n)


def _missing(partition: Partition, asked: CountTable) -> Values:
    """Return how many answers each compared group lacks among the pictures its rate is of."""
    criterion = partition.criterion
    by_label = unanswered(asked, criterion.features)
    places = [asked.groups(criterion.features).index(group) for group in partition.groups]
    own = by_label if criterion.emotion is None else by_label[:, [asked.labels.code(criterion.emotion)]]
    return np.asarray(own[places].sum(axis=1), np.float64)


def _widest(comparison: Comparison, low: Values, high: Values) -> float | None:
    """Return the worst that rates between these ends can be, for the comparisons of each pair and of a floor."""
    if comparison is Comparison.FLOOR:
        return float(low.min())
    if comparison not in (Comparison.DIFFERENCE, Comparison.RATIO):
        return None
    if comparison is Comparison.DIFFERENCE:
        apart = high[:, None] - low[None, :]
        np.fill_diagonal(apart, 0)  # a group is no pair with itself
        return float(apart.max())
    ratios = low[None, :] / np.maximum(high[:, None], np.finfo(float).tiny)
    np.fill_diagonal(ratios, 1)
    return float(ratios.min())
