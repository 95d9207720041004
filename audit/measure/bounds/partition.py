"""The groups of one criterion: which can be compared, and with how many independent images they weigh.

Counts decide what is assessable before anything is compared; this is the only place that partitions the groups. Every
value, be it a share of images, an average over emotions or a share standardised over strata, leaves here with limits of
its own, which carry the verdict, and as a numerator and a denominator in *effective images*, those of a single share
whose limits are as far apart, which carry what is shown and planned. So one engine bounds all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts.counts import GroupCounts
from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Average, Rate
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Dependence, Exclusion, Strata
from audit.errors import UsageError, one_of
from audit.measure.bounds.contrasts import observed
from audit.measure.bounds.exclusion import exclusion
from audit.measure.bounds.group_limits import Weighed, of_averages, of_shares, of_strata
from audit.measure.bounds.strata import standardised
from audit.measure.bounds.wrong_labels import TAKEN_AS_TRUE, Behind, WrongLabels, wrong_labels
from audit.measure.limits.limits import GroupLimits
from audit.measure.rates.clustering import Clusters, PeopleOfGroups
from audit.measure.rates.scores import Scores, scores

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.counts.counted import Counted
    from audit.domain.decision.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The groups of one criterion: those compared, and those not, with the reason.

    Attributes
    ----------
    criterion
        Whose groups they are; a single metric, not a notion of several.
    assessed
        Confusion matrices of the compared groups.
    values
        Their rates or averages, in the same order.
    x, n
        float64, shape (K,): numerators and denominators in effective images.
    excluded
        The others.
    limits
        One-sided limits of the values, at any error.
    dependence, strata
        What the effective images come from; None where each image counts as one.
    people
        The pictures of each person behind the values; None where each image shows another, and for averages.
    wrong
        What is declared of wrong labels and groups; `limits` allow for it.
    """

    criterion: Criterion
    assessed: tuple[GroupCounts, ...]
    values: tuple[Rate | Average, ...]
    x: NDArray[np.float64]
    n: NDArray[np.float64]
    excluded: tuple[Exclusion, ...]
    limits: GroupLimits
    dependence: Dependence | None = None
    strata: Strata | None = None
    people: Clusters | None = None
    wrong: WrongLabels = TAKEN_AS_TRUE

    @property
    def groups(self) -> tuple[Group, ...]:
        """The compared groups."""
        return tuple(each.group for each in self.assessed)

    @property
    def reference(self) -> int | None:
        """Position of the reference group; None where every pair is compared, or it is not among them."""
        wanted = self.criterion.reference
        return next((i for i, group in enumerate(self.groups) if wanted is not None and group.text == wanted), None)

    @property
    def shares(self) -> NDArray[np.float64]:
        """float64, shape (K,): the values as numbers."""
        return np.asarray(self.x / self.n)

    @property
    def disparity(self) -> float:
        """The observed disparity; where it is not `defined` it means nothing."""
        weight = self.n / self.n.sum()
        return float(observed(self.criterion.comparison, self.shares, weight, self.reference))

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare: two groups, the reference among them, or one against a floor."""
        if self.criterion.reference is not None and self.reference is None:
            return False
        return len(self.assessed) >= self.criterion.comparison.fewest_groups

    @property
    def defined(self) -> bool:
        """Whether the comparison has a value: a ratio of zeros has none."""
        return self.comparable and bool(np.isfinite(self.disparity))


def partition(counted: Counted, criterion: Criterion, policy: Policy) -> Partition:
    """Return which groups a criterion compares, and which not.

    Parameters
    ----------
    counted
        The counts, and the same images person by person.
    criterion
        On a single metric, with its emotion resolved.
    policy
        Least support, and whether unknown groups are compared.

    Raises
    ------
    UsageError
        When the criterion names a feature or a reference group the cohort does not have.
    """
    groups = counted.table.by(criterion.features)
    _check_reference(criterion, groups)
    found = scores(counted, criterion.features, criterion.metric, criterion.emotion)
    reasons = [
        _exclusion(each.group, value, criterion, policy) for each, value in zip(groups, found.values, strict=True)
    ]
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    own = found.of(kept)
    weighed = _weighed(counted, criterion, own, kept)
    compared = Partition(
        criterion=criterion,
        assessed=tuple(groups[i] for i in kept),
        values=own.values,
        x=np.array([value.value for value in own.values], np.float64) * weighed.effective,
        n=weighed.effective,
        excluded=tuple(reason for reason in reasons if reason is not None),
        limits=weighed.limits,
        dependence=_told(own, weighed.effective),
        people=own.found,
    )
    behind = Behind.of(groups, found.values, kept)
    if criterion.control and kept:
        return _within_strata(compared, counted, policy, behind)
    return _allowing(compared, behind, counted, policy)


def _allowing(found: Partition, behind: Behind, counted: Counted, policy: Policy) -> Partition:
    """Return the partition with limits that allow for what is declared of wrong labels and groups."""
    if not found.assessed:
        return found
    wrong = wrong_labels(behind, found.criterion, policy, counted.table.features)
    return replace(found, wrong=wrong, limits=wrong.on(found.limits)) if wrong.any else found


def _weighed(counted: Counted, criterion: Criterion, own: Scores, kept: list[int]) -> Weighed:
    """Return the limits of the compared groups' values."""
    if kept and find_metric(criterion.metric).over_emotions:
        table, found = counted.table, PeopleOfGroups.of(counted, criterion.features)
        return of_averages(criterion.metric, table.by(criterion.features), kept, table.overall().support, found)
    x, n = (
        np.array([(v.numerator, v.denominator) for v in own.values if isinstance(v, Rate)], np.float64).reshape(-1, 2).T
    )
    return of_shares(x, n, own.found if kept else None)


def _told(own: Scores, effective: NDArray[np.float64]) -> Dependence | None:
    """Return how much pictures of one person tell less, with the design effect that the limits have."""
    if own.dependence is None or not len(effective):
        return own.dependence
    effect = max(float(np.max(_images(own.values) / effective)), 1.0)
    return replace(own.dependence, design_effect=effect)


def _images(values: tuple[Rate | Average, ...]) -> NDArray[np.float64]:
    return np.array([v.denominator if isinstance(v, Rate) else v.support for v in values], np.float64)


def _check_reference(criterion: Criterion, groups: tuple[GroupCounts, ...]) -> None:
    names = [each.group.text for each in groups]
    if criterion.reference is not None and criterion.reference not in names:
        allowed = one_of(criterion.reference, names)
        raise UsageError(f"unknown reference group '{criterion.reference}' of {criterion.feature}; {allowed}")


def _exclusion(group: Group, value: Rate | Average, criterion: Criterion, policy: Policy) -> Exclusion | None:
    support = value.denominator if isinstance(value, Rate) else value.support
    undefined = find_metric(criterion.metric).undefined if value.value is None else None
    return exclusion(group, support, policy, undefined)


def _within_strata(found: Partition, counted: Counted, policy: Policy, behind: Behind) -> Partition:
    """Return the partition with its rates standardised over the strata of the control features."""
    criterion = found.criterion
    within = standardised(counted, criterion, found.groups, include_unknown=policy.include_unknown)
    strata = Strata(
        features=criterion.control,
        used=tuple(stratum.text for stratum in within.used),
        left_out=within.left_out,
        raw=found.disparity if found.defined else None,
        reversed_pair=None,
    )
    if not within.used:
        return _apart(found, strata)
    lowest, highest = int(found.shares.argmin()), int(found.shares.argmax())
    if within.values[lowest] > within.values[highest]:
        strata = replace(strata, reversed_pair=(found.groups[lowest], found.groups[highest]))
    weighed = of_strata(within.x, within.n, within.weight, within.people)
    standing = replace(
        found,
        values=tuple(
            Average(value=value, support=n, effective=effective)
            for value, n, effective in zip(
                within.values.tolist(), within.images.tolist(), weighed.effective.tolist(), strict=True
            )
        ),
        x=within.values * weighed.effective,
        n=weighed.effective,
        limits=weighed.limits,
        strata=strata,
    )
    return _allowing(standing, replace(behind, strata=within), counted, policy)


def _apart(found: Partition, strata: Strata) -> Partition:
    """Return the partition of groups that no stratum holds together: none can be compared."""
    reason = f"no stratum of {', '.join(strata.features)} has images of every group"
    lost = tuple(
        Exclusion(group=group, support=round(n), reason=reason, declared=False)
        for group, n in zip(found.groups, found.n, strict=True)
    )
    none = np.empty(0)
    return replace(found, assessed=(), values=(), x=none, n=none, excluded=(*found.excluded, *lost), strata=strata)
