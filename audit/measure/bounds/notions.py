"""What a criterion compares: the groups of one metric, or of the several that make a notion of fairness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.metrics import find_metric
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Exclusion
from audit.measure.bounds.partition import Partition, partition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.domain.counts.counted import Counted
    from audit.domain.decision.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroups:
    """A criterion with everything it compares.

    A criterion on a single metric has one emotion (or none) and one metric. One on a notion of fairness compares
    several metrics, of which the worst counts, and one over emotions takes the mean of that over emotions.

    Attributes
    ----------
    criterion
        The limit.
    emotions
        For each emotion the partitions of its metrics.
    """

    criterion: Criterion
    emotions: tuple[tuple[Partition, ...], ...]

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """All partitions."""
        return tuple(each for emotion in self.emotions for each in emotion)

    @property
    def defined(self) -> bool:
        """Whether anything of it has a value."""
        return any(each.defined for each in self.partitions)

    def worst(self, values: NDArray[np.float64], axis: int | None = None) -> NDArray[np.float64]:
        """Return the value furthest on the side of the limit's breach."""
        return np.asarray(np.nanmin(values, axis) if self._minimum else np.nanmax(values, axis))

    @property
    def decisive(self) -> Partition:
        """The partition whose disparity is the worst; the first where none has one."""
        known = [each for each in self.partitions if each.defined]
        worst = min if self._minimum else max
        return worst(known, key=lambda each: each.disparity) if known else self.partitions[0]

    @property
    def value(self) -> float:
        """The mean over emotions of the worst disparity of its metrics; emotions without one are left out."""
        each = [[part.disparity for part in emotion if part.defined] for emotion in self.emotions]
        return float(np.mean([self.worst(np.array(values)) for values in each if values]))

    @property
    def excluded(self) -> tuple[Exclusion, ...]:
        """The groups left out of any comparison, each once for each reason."""
        several = len(self.partitions) > 1
        each = ((*part.excluded, *(_alone(part) if several and not part.defined else ())) for part in self.partitions)
        return tuple(dict.fromkeys(exclusion for part in each for exclusion in part))

    @property
    def _minimum(self) -> bool:
        return self.criterion.comparison.limit_is_minimum


def compared_groups(counted: Counted, criterion: Criterion, policy: Policy) -> ComparedGroups:
    """Return everything a criterion with its emotion resolved compares; see `partition`."""
    metric = find_metric(criterion.metric)
    if not metric.parts:
        return ComparedGroups(criterion=criterion, emotions=((partition(counted, criterion, policy),),))
    table = counted.table
    occurring = tuple(e for e, n in zip(table.labels.emotions, table.overall().support, strict=True) if n)
    emotions = occurring or table.labels.emotions if metric.over_emotions else (criterion.emotion,)
    return ComparedGroups(
        criterion=criterion,
        emotions=tuple(
            tuple(partition(counted, replace(criterion, metric=part, emotion=emotion), policy) for part in metric.parts)
            for emotion in emotions
        ),
    )


def _alone(part: Partition) -> Iterator[Exclusion]:
    """Yield the groups of a part of a notion that has no value: the notion is then without it, and must not pass."""
    criterion = part.criterion
    what = criterion.metric + ("" if criterion.emotion is None else f"[{criterion.emotion}]")
    why = "is 0 in every group, which has no ratio" if part.comparable else "has no other group to be compared with"
    for group, n in zip(part.groups, part.n, strict=True):
        yield Exclusion(group=group, support=round(n), reason=f"{what} {why}", declared=False)
    if not part.groups:
        for each in part.excluded:
            yield replace(each, reason=f"{what} has no group to be compared", declared=False)
