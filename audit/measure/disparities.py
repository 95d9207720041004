"""Disparities: which groups can be compared, how far apart they are, and how sure that is.

Counts decide what is assessable before anything is compared; this is the only place that partitions the groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts import GroupCounts
from audit.domain.disparities import Bounds, Disparity, Exclusion, Reach
from audit.domain.policy import Comparison, Criterion
from audit.domain.rates import Estimate, Rate, find_metric, rate
from audit.measure.intervals import wilson
from audit.measure.planning import Rule, reach

if TYPE_CHECKING:
    from audit.domain.counts import CountTable
    from audit.domain.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The groups of one criterion: those compared, and those not, with the reason.

    Attributes
    ----------
    criterion
        Whose groups they are.
    assessed
        Confusion matrices of the compared groups.
    rates
        Their rates, in the same order.
    excluded
        The others.
    """

    criterion: Criterion
    assessed: tuple[GroupCounts, ...]
    rates: tuple[Rate, ...]
    excluded: tuple[Exclusion, ...]

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare: two groups, or one against a floor."""
        return len(self.assessed) >= (1 if self.criterion.comparison is Comparison.FLOOR else 2)

    @property
    def defined(self) -> bool:
        """Whether the comparison has a value: a ratio of zeros has none."""
        ratio = self.criterion.comparison is Comparison.RATIO
        return self.comparable and not (ratio and all(r.numerator == 0 for r in self.rates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Value, bounds and reach of a disparity; all None where nothing can be compared."""

    value: float | None = None
    bounds: Bounds | None = None
    reach: Reach | None = None


def disparities(table: CountTable, criteria: tuple[Criterion, ...], policy: Policy) -> tuple[Disparity, ...]:
    """Return one disparity for each criterion, in their order.

    Parameters
    ----------
    table
        The counts.
    criteria
        Criteria with their emotion resolved, from `expand`.
    policy
        Confidence, least support, and whether unknown groups are compared.

    Raises
    ------
    UsageError
        When a criterion names a feature the cohort does not have.
    """
    partitions = [partition(table, criterion, policy) for criterion in criteria]
    family = sum(partition.defined for partition in partitions)
    return tuple(_disparity(partition, policy, family) for partition in partitions)


def partition(table: CountTable, criterion: Criterion, policy: Policy) -> Partition:
    """Return the groups of a criterion with its emotion resolved: those compared, and those not."""
    assessed, rates, excluded = [], [], []
    for group in table.by(criterion.features):
        found = rate(criterion.metric, group.confusion, criterion.emotion)
        exclusion = _exclusion(group, found, criterion, policy)
        if exclusion is None:
            assessed.append(group)
            rates.append(found)
        else:
            excluded.append(exclusion)
    return Partition(criterion=criterion, assessed=tuple(assessed), rates=tuple(rates), excluded=tuple(excluded))


def _exclusion(group: GroupCounts, found: Rate, criterion: Criterion, policy: Policy) -> Exclusion | None:
    support = found.denominator
    if group.group.is_unknown and not policy.include_unknown:
        return Exclusion(group=group.group, support=support, reason="group unknown in the manifest", declared=True)
    if support == 0:
        reason = f"{find_metric(criterion.metric).undefined}"
        return Exclusion(group=group.group, support=0, reason=reason, declared=False)
    if support < policy.min_support:
        reason = f"fewer than {policy.min_support} images, the least the policy compares"
        return Exclusion(group=group.group, support=support, reason=reason, declared=True)
    return None


def _disparity(partition: Partition, policy: Policy, family: int) -> Disparity:
    criterion = partition.criterion
    estimates = tuple(
        Estimate(
            metric=criterion.metric,
            emotion=criterion.emotion,
            group=group.group,
            rate=found,
            interval=wilson(found, policy.confidence),
        )
        for group, found in zip(partition.assessed, partition.rates, strict=True)
    )
    values = [e.value or 0.0 for e in estimates]
    measured = _measured(partition, policy, family) if partition.defined else Measured()
    return Disparity(
        metric=criterion.metric,
        emotion=criterion.emotion,
        feature=criterion.feature,
        comparison=criterion.comparison,
        value=measured.value,
        bounds=measured.bounds,
        reach=measured.reach,
        estimates=estimates,
        lowest=estimates[int(np.argmin(values))].group if estimates else None,
        highest=estimates[int(np.argmax(values))].group if estimates else None,
        excluded=partition.excluded,
    )


def _measured(partition: Partition, policy: Policy, family: int) -> Measured:
    criterion = partition.criterion
    rule = Rule.at(criterion.comparison, criterion.limit, confidence=policy.confidence, family=family)
    x = np.array([r.numerator for r in partition.rates], np.float64)
    n = np.array([r.denominator for r in partition.rates], np.float64)
    found = rule.bounds(x, n)
    errors = (rule.error_fail, rule.error_pass)
    error_lower, error_upper = errors[::-1] if criterion.comparison.limit_is_minimum else errors
    bounds = Bounds(
        lower=float(found.lower),
        upper=float(found.upper),
        error_lower=error_lower,
        error_upper=error_upper,
        family=family,
    )
    from audit.measure.fairlearn_values import point_values  # noqa: PLC0415 - takes seconds; planning needs none of it

    value = point_values(partition.assessed, criterion.metric, criterion.emotion, criterion.comparison).disparity
    return Measured(value=value, bounds=bounds, reach=reach(rule, x, n))
