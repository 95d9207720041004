"""Rates and averages with intervals: of all images, of every group, of every intersection asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS
from audit.domain.counts.rates import Average, Estimate, Rate
from audit.measure.rates.dispersion import shrunk
from audit.measure.rates.intervals import wilson, wilson_of_f1
from audit.measure.rates.scores import told_scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.cohort.groups import Group
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.measure.rates.scores import Scores

_UNDEFINED = Rate(numerator=0, denominator=0)


def estimates(
    counted: Counted,
    confidence: float,
    intersections: tuple[tuple[str, ...], ...] = (),
) -> tuple[Estimate, ...]:
    """Return every metric, per emotion where it is, overall and for every group.

    Parameters
    ----------
    counted
        The counts, and the same images person by person.
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
    table = counted.table
    single = tuple((feature.name,) for feature in table.features)
    found: list[Estimate] = []
    for names in ((), *single, *intersections):
        groups = table.groups(names) if names else (None,)
        found.extend(_of(counted, names, groups, confidence))
    return tuple(found)


def estimate(
    value: Rate | Average,
    x: float,
    n: float,
    confidence: float,
    *,
    metric: str,
    emotion: str | None,
    group: Group | None,
) -> Estimate:
    """Return a value with the interval of x in n effective images."""
    return Estimate(
        metric=metric,
        emotion=emotion,
        group=group,
        rate=value if isinstance(value, Rate) else None,
        average=value if isinstance(value, Average) else None,
        interval=(wilson_of_f1 if METRICS[metric].counts_hits_twice else wilson)(x, n, confidence),
    )


def baseline(table: CountTable) -> Rate:
    """Return the success rate of always answering the most frequent emotion; undefined where no emotion is named."""
    if not table.told.labels:
        return _UNDEFINED
    support = table.overall().support
    return Rate(numerator=int(support.max()), denominator=int(support.sum()))


def _of(
    counted: Counted,
    names: tuple[str, ...],
    groups: Sequence[Group | None],
    confidence: float,
) -> Iterator[Estimate]:
    """Yield the estimates of each group in turn."""
    columns = {
        (metric.name, emotion): told_scores(counted, names, metric.name, emotion)
        for metric in METRICS.values()
        if not metric.of_rows
        for emotion in (counted.table.labels.emotions if metric.per_emotion else (None,))
    }
    drawn = _drawn_together(columns["accuracy", None], groups)
    for i, group in enumerate(groups):
        for (metric, emotion), found in columns.items():
            value, x, n = found.values[i], found.x[i], found.n[i]
            one = estimate(value, x, n, confidence, metric=metric, emotion=emotion, group=group)
            yield replace(one, shrunk=drawn.get(i)) if metric == "accuracy" else one


def _drawn_together(found: Scores, groups: Sequence[Group | None]) -> dict[int, float]:
    """Return the shrunk rates of known groups by their place; a group without a rate has none."""
    known = [i for i, group in enumerate(groups) if group is not None and not group.is_unknown and found.n[i] > 0]
    return dict(zip(known, shrunk(found.x[known], found.n[known]).tolist(), strict=True))
