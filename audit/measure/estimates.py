"""Rates with intervals: of all images, of every group, of every intersection asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.rates import METRICS, BoundsKind, Estimate, Rate, rate
from audit.measure.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.counts import ConfusionCounts, CountTable
    from audit.domain.groups import Group


def estimates(
    table: CountTable, confidence: float, intersections: tuple[tuple[str, ...], ...] = ()
) -> tuple[Estimate, ...]:
    """Return every metric, per emotion where it is, overall and for every group.

    Parameters
    ----------
    table
        The counts.
    confidence
        Of Wilson's intervals, 0 to 1.
    intersections
        Names of features to be crossed, beside every single feature.

    Returns
    -------
    tuple of Estimate
        Overall first, then feature by feature. An undefined rate has no interval and is not left out.
    """
    single = tuple((feature.name,) for feature in table.features)
    found = list(_of(table.overall(), None, confidence))
    for names in (*single, *intersections):
        for group in table.by(names):
            found.extend(_of(group.confusion, group.group, confidence))
    return tuple(found)


def baseline(table: CountTable) -> Rate:
    """Return the success rate of always answering the most frequent emotion."""
    support = table.overall().support
    return Rate(numerator=int(support.max()), denominator=int(support.sum()))


def _of(counts: ConfusionCounts, group: Group | None, confidence: float) -> Iterator[Estimate]:
    for metric in METRICS.values():
        if metric.over_emotions:
            continue
        for emotion in counts.labels.emotions if metric.per_emotion else (None,):
            found = rate(metric.name, counts, emotion)
            interval = wilson(found, confidence) if metric.bounds is BoundsKind.EXACT else None
            yield Estimate(metric=metric.name, emotion=emotion, group=group, rate=found, interval=interval)
