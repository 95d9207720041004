"""One criterion over many audits at once: the same groups, the same rule, the bounds worked out together.

Where audits are simulated by the thousand, what only a reader needs is left out of a disparity: intervals of single
rates, what would settle it, and fairlearn's word on the value, which the counts say too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.counted import Counted
from audit.domain.counts.metric import BoundsKind
from audit.domain.counts.metrics import find_metric
from audit.domain.decision.disparities import DecidingPart, Disparity
from audit.measure.bounds.contrasts import observed
from audit.measure.bounds.notions import compared_groups
from audit.measure.bounds.partition import partition
from audit.measure.disparities.shared_error import ALONE, SharedError, bounds_at, bounds_of, rule_of
from audit.measure.limits.limits import GroupLimits
from audit.measure.power.draws import chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.cohort.groups import Group
    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Bounds, Exclusion
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.partition import Partition


def disparities_of_batch(
    tables: Sequence[CountTable], criterion: Criterion, policy: Policy, shared: SharedError = ALONE
) -> tuple[Disparity, ...]:
    """Return the value and bounds of one criterion in each of many audits, in their order.

    Parameters
    ----------
    tables
        The counts of each audit.
    criterion
        On a share of images, with its emotion resolved.
    policy
        Confidence, least support, and whether unknown groups are compared.
    shared
        How the error of FAIL is shared.
    """
    partitions = [partition(Counted(table=table), criterion, policy) for table in tables]
    found = [_brief(criterion, each.excluded, None, None) for each in partitions]
    for places in _alike(partitions):
        for place, disparity in zip(places, _measured([partitions[i] for i in places], policy, shared), strict=True):
            found[place] = disparity
    return tuple(found)


def disparities_of_each(
    audits: Sequence[Counted], criterion: Criterion, policy: Policy, shared: SharedError = ALONE
) -> tuple[Disparity, ...]:
    """Return the same of any criterion and of audits whose people have several pictures: where need be one by one."""
    if is_plain(criterion) and all(each.people is None for each in audits):
        return disparities_of_batch([each.table for each in audits], criterion, policy, shared)
    return tuple(_alone(each, criterion, policy, shared) for each in audits)


def is_plain(criterion: Criterion) -> bool:
    """Whether a criterion compares shares of images, as they are."""
    metric = find_metric(criterion.metric)
    return not metric.parts and not criterion.control and metric.bounds is BoundsKind.EXACT


def _alone(counted: Counted, criterion: Criterion, policy: Policy, shared: SharedError) -> Disparity:
    found = compared_groups(counted, criterion, policy)
    if not found.defined:
        return _brief(criterion, found.excluded, None, None)
    own = found.decisive.criterion
    part = DecidingPart(metric=own.metric, emotion=own.emotion) if find_metric(criterion.metric).parts else None
    brief = _brief(criterion, found.excluded, found.value, bounds_of(found, policy, shared))
    return replace(brief, part=part)


def true_disparity(
    criterion: Criterion, groups: Sequence[Group], rates: Sequence[float], support: Sequence[float]
) -> float:
    """Return the disparity of known rates, on the scale of the criterion's comparison; NaN for a ratio of zeros."""
    values, weight = np.array(rates, np.float64), np.array(support, np.float64)
    reference = next((i for i, group in enumerate(groups) if group.text == criterion.reference), None)
    return float(observed(criterion.comparison, values, weight / weight.sum(), reference))


def _alike(partitions: Sequence[Partition]) -> Iterator[list[int]]:
    """Yield the audits that compare the same groups, as many at once as fit in memory."""
    places: dict[tuple[Group, ...], list[int]] = {}
    for i, each in enumerate(partitions):
        if each.defined:
            places.setdefault(each.groups, []).append(i)
    for groups, same in places.items():
        size = chunk(len(groups))
        yield from (same[start : start + size] for start in range(0, len(same), size))


def _measured(same: list[Partition], policy: Policy, shared: SharedError) -> Iterator[Disparity]:
    criterion, reference = same[0].criterion, same[0].reference
    rule = replace(rule_of(criterion, policy, shared), reference=reference)
    x, n = np.stack([each.x for each in same]), np.stack([each.n for each in same])
    values = observed(criterion.comparison, x / n, n / n.sum(axis=1, keepdims=True), reference)
    lower, upper = np.empty((2, len(same)))
    numbers, alike = np.unique(n, axis=0, return_inverse=True)
    for i in range(len(numbers)):  # how many contrasts share the error depends on the numbers of images
        those = alike.reshape(-1) == i
        first = same[int(np.argmax(those))]
        bounds = rule.bounds_of(first.wrong.on(GroupLimits.of_shares(x[those], n[those])))
        lower[those], upper[those] = bounds.lower, bounds.upper
    for each, value, low, up in zip(same, values, lower, upper, strict=True):
        yield _brief(criterion, each.excluded, float(value), bounds_at(rule, float(low), float(up), shared))


def _brief(
    criterion: Criterion, excluded: tuple[Exclusion, ...], value: float | None, bounds: Bounds | None
) -> Disparity:
    return Disparity(
        metric=criterion.metric,
        emotion=criterion.emotion,
        feature=criterion.feature,
        comparison=criterion.comparison,
        value=value,
        bounds=bounds,
        reach=None,
        estimates=(),
        lowest=None,
        highest=None,
        excluded=excluded,
    )
