"""One criterion over many audits at once: the same groups, the same rule, the bounds worked out together.

Where audits are simulated by the thousand, what only a reader needs is left out of a disparity: intervals of single
rates, what would settle it, and fairlearn's word on the value, which the counts say too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.disparities import Disparity
from audit.measure.bounded import Shares
from audit.measure.contrasts import observed
from audit.measure.disparities import bounds_at, partition
from audit.measure.draws import chunk
from audit.measure.planning import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.counts import CountTable
    from audit.domain.disparities import Bounds
    from audit.domain.groups import Group
    from audit.domain.policy import Criterion, Policy
    from audit.measure.disparities import Partition


def disparities_of_many(
    tables: Sequence[CountTable], criterion: Criterion, policy: Policy, family: int
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
    family
        How many criteria share the error of FAIL.
    """
    partitions = [partition(table, criterion, policy) for table in tables]
    found = [_brief(each, None, None) for each in partitions]
    for places in _alike(partitions):
        for place, disparity in zip(places, _measured([partitions[i] for i in places], policy, family), strict=True):
            found[place] = disparity
    return tuple(found)


def true_disparity(
    criterion: Criterion, groups: Sequence[Group], rates: Sequence[float], support: Sequence[float]
) -> float:
    """Return the disparity of known rates, on the scale of the criterion's comparison; NaN for a ratio of zeros."""
    values, weight = np.array(rates, np.float64), np.array(support, np.float64)
    return float(observed(criterion.comparison, values, weight / weight.sum(), reference_among(groups, criterion)))


def reference_among(groups: Sequence[Group], criterion: Criterion) -> int | None:
    """Return the position of the reference group; None where every pair is compared, or it is not among them."""
    return next((i for i, group in enumerate(groups) if group.text == criterion.reference), None)


def _alike(partitions: Sequence[Partition]) -> Iterator[list[int]]:
    """Yield the audits that compare the same groups, as many at once as fit in memory."""
    places: dict[tuple[Group, ...], list[int]] = {}
    for i, each in enumerate(partitions):
        groups = tuple(group.group for group in each.assessed)
        lost = each.criterion.reference is not None and reference_among(groups, each.criterion) is None
        if each.defined and not lost:
            places.setdefault(groups, []).append(i)
    for groups, same in places.items():
        size = chunk(len(groups))
        yield from (same[start : start + size] for start in range(0, len(same), size))


def _measured(same: list[Partition], policy: Policy, family: int) -> Iterator[Disparity]:
    criterion, groups = same[0].criterion, [group.group for group in same[0].assessed]
    reference = reference_among(groups, criterion)
    rule = Rule.at(
        criterion.comparison, criterion.limit, confidence=policy.confidence, family=family, reference=reference
    )
    x = np.array([[rate.numerator for rate in each.rates] for each in same], np.float64)
    n = np.array([[rate.denominator for rate in each.rates] for each in same], np.float64)
    shares = Shares(x=x, n=n)
    values = observed(criterion.comparison, shares.values, shares.weight, reference)
    bounds = rule.bounds_of(shares)
    for each, value, lower, upper in zip(same, values, bounds.lower, bounds.upper, strict=True):
        yield _brief(each, float(value), bounds_at(rule, float(lower), float(upper), family))


def _brief(partition: Partition, value: float | None, bounds: Bounds | None) -> Disparity:
    criterion = partition.criterion
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
        excluded=partition.excluded,
    )
