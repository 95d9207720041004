"""Rates with intervals: of all images, of every group, of every intersection asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.rates import METRICS, BoundsKind, Estimate, Rate, rate
from audit.measure.dispersion import shrunk
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
        Overall first, then feature by feature. An undefined rate has no interval and is not left out. The success rate
        of groups has its shrunk one beside it.
    """
    single = tuple((feature.name,) for feature in table.features)
    found = list(_of(table.overall(), None, confidence))
    for names in (*single, *intersections):
        of_groups = [e for group in table.by(names) for e in _of(group.confusion, group.group, confidence)]
        known = [e for e in of_groups if e.metric == "accuracy" and e.group and not e.group.is_unknown]
        beside = {e.group: e for e in with_shrunk(tuple(known))}
        found.extend(beside.get(e.group, e) if e.metric == "accuracy" else e for e in of_groups)
    return tuple(found)


def with_shrunk(shares: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
    """Return the shares of several groups with the shrunk rate beside each; a group without a rate has none."""
    defined = [e for e in shares if e.support]
    x, n = (np.array([getattr(e.share, of) for e in defined], np.float64) for of in ("numerator", "denominator"))
    rates = dict(zip((e.group for e in defined), shrunk(x, n).tolist(), strict=True))
    return tuple(replace(e, shrunk=rates.get(e.group)) for e in shares)


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
