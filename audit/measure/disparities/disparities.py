"""Disparities: how far apart the groups of a criterion are, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.answers.asked import by_ending, without_answer_as_one
from audit.domain.counts.metrics import find_metric
from audit.domain.decision.choices import Unscored
from audit.domain.decision.comparisons import DisparityScale, Pairing
from audit.domain.decision.disparities import DecidingPart, Disparity
from audit.measure.bounds.notions import ComparedGroups, compared_groups
from audit.measure.disparities.bootstrap_interval import interval_shown
from audit.measure.disparities.overturning import taken_as_true, tipping
from audit.measure.disparities.point_values import asks_fairlearn, point_value
from audit.measure.disparities.shared_error import bounds_of, families, rule_of, rule_of_part
from audit.measure.disparities.worst_case import worst_case
from audit.measure.power.prospects import prospects
from audit.measure.power.reach import reach
from audit.measure.rates.dispersion import dispersion, shrunk
from audit.measure.rates.estimates import estimate

if TYPE_CHECKING:
    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.counts.counted import Counted
    from audit.domain.counts.rates import Estimate
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.partition import Partition
    from audit.measure.disparities.shared_error import SharedError


def disparities(
    counted: Counted,
    criteria: tuple[Criterion, ...],
    policy: Policy,
    *,
    asked: Counted | None = None,
    look: int | None = None,
) -> tuple[Disparity, ...]:
    """Return one disparity for each criterion, in their order.

    Parameters
    ----------
    counted
        The counts, and the same images person by person.
    criteria
        Criteria with their emotion resolved, from `expand`.
    policy
        Confidence, least support, and whether unknown groups are compared.
    asked
        Every row that the classifier was asked about, see `count_asked`; None where each got an answer.
    look
        The look of the policy's series that this is: its bounds have a part of the errors, and what would settle them
        is worked out for the look after it. None for an audit by itself.

    Raises
    ------
    UsageError
        When a criterion names a feature or a reference group the cohort does not have.
    """
    counts = [_counts_of(criterion, policy, counted, asked) for criterion in criteria]
    found = [compared_groups(own, criterion, policy) for own, criterion in zip(counts, criteria, strict=True)]
    return tuple(
        replace(
            _allowed_for(
                _disparity(each, policy, shared, look), each, policy.at_look(look), shared, counted.table.features
            ),
            resampled=interval_shown(each, own, policy),
            worst_case=None if asked is None else worst_case(each.decisive, own.table, asked.table),
        )
        for own, each, shared in zip(counts, found, families(found, policy.at_look(look)), strict=True)
    )


def _counts_of(criterion: Criterion, policy: Policy, counted: Counted, asked: Counted | None) -> Counted:
    """Return what a criterion is about: scored images, or every row that the classifier was asked about."""
    metric = find_metric(criterion.metric)
    if metric.of_rows:
        return by_ending(counted if asked is None else asked, metric.outcome)
    wrong = policy.unscored is Unscored.WRONG and not metric.of_grades
    return without_answer_as_one(asked) if wrong and asked is not None else counted


def _disparity(found: ComparedGroups, policy: Policy, shared: SharedError, look: int | None) -> Disparity:
    criterion, decisive = found.criterion, found.decisive
    parts = bool(find_metric(criterion.metric).parts)
    lowest, highest = (decisive.groups[i] for i in _ends(decisive)) if decisive.groups else (None, None)
    disparity = Disparity(
        metric=criterion.metric,
        emotion=criterion.emotion,
        feature=criterion.feature,
        comparison=criterion.comparison,
        value=None,
        bounds=None,
        reach=None,
        estimates=_estimates(decisive, policy.confidence),
        lowest=lowest,
        highest=highest,
        excluded=found.excluded,
        reference=None if decisive.reference is None else decisive.groups[decisive.reference],
        part=DecidingPart(metric=decisive.criterion.metric, emotion=decisive.criterion.emotion) if parts else None,
        dependence=decisive.dependence,
        strata=decisive.strata,
    )
    return _with_bounds(disparity, found, policy, shared, look) if found.defined else disparity


def _with_bounds(
    disparity: Disparity, found: ComparedGroups, policy: Policy, shared: SharedError, look: int | None
) -> Disparity:
    """Return the disparity with its value, its bounds, and what would settle it at the next look."""
    following = policy.at_look(None if look is None else look + 1)
    rule, decisive = rule_of(found.criterion, following, shared), found.decisive
    own, single = rule_of_part(rule, found, decisive), len(found.emotions) == 1
    plain = single and not decisive.wrong.any
    return replace(
        disparity,
        value=_value(found),
        bounds=replace(bounds_of(found, policy.at_look(look), shared), share=policy.share_of_look(look)),
        reach=reach(own, decisive.x, decisive.n, decisive.wrong) if single else None,
        prospects=prospects(own, decisive.x, decisive.n, seed=policy.seed) if plain else None,
        dispersion=dispersion(decisive.x, decisive.n),
    )


def _allowed_for(
    disparity: Disparity,
    found: ComparedGroups,
    policy: Policy,
    shared: SharedError,
    features: tuple[SensitiveFeature, ...],
) -> Disparity:
    """Return the disparity with what its bounds allow for, what they would be else, and what would overturn it."""
    if disparity.bounds is None:
        return disparity
    told = replace(disparity, tipping=tipping(found, policy, shared, features, disparity.bounds))
    if not any(part.wrong.any for part in found.partitions):
        return told
    as_true = replace(bounds_of(taken_as_true(found), policy, shared), share=disparity.bounds.share)
    return replace(told, mislabelled=found.decisive.wrong.told, taken_as_true=as_true)


def _value(found: ComparedGroups) -> float:
    """Return the mean over emotions of the worst disparity of its metrics; emotions without one are left out."""
    each = [[_point(part) for part in emotion if part.defined] for emotion in found.emotions]
    return float(np.mean([found.worst(np.array(values)) for values in each if values]))


def _point(partition: Partition) -> float:
    """Return the observed disparity; where it alone decides, by fairlearn if it has the comparison."""
    if partition.criterion.reference is not None or partition.strata is not None:
        return partition.disparity
    criterion = partition.criterion
    if not asks_fairlearn(criterion):
        return point_value(partition.assessed, criterion)
    from audit.measure.disparities.fairlearn_values import point_values  # noqa: PLC0415 - takes a second and more

    return point_values(partition.assessed, criterion.metric, criterion.emotion, criterion.comparison).disparity


def _ends(partition: Partition) -> tuple[int, int]:
    """Return the positions of the lowest and the highest group that make the disparity."""
    values, reference = partition.shares, partition.reference
    if reference is None:
        return int(values.argmin()), int(values.argmax())
    if partition.criterion.comparison.pairing is Pairing.REFERENCE:
        others = [i for i in range(len(values)) if i != reference] or [reference]
        return min(others, key=lambda i: float(values[i])), reference
    away = np.abs(values - values[reference])
    if partition.criterion.comparison.scale is DisparityScale.RATIO:
        away = 1 - np.minimum(values, values[reference]) / np.maximum(np.maximum(values, values[reference]), 1e-300)
    away[reference] = -1  # it is no pair with itself, also where its rate of 0 has no ratio
    other = int(away.argmax())
    low, high = sorted((reference, other), key=lambda i: values[i])
    return low, high


def _estimates(partition: Partition, confidence: float) -> tuple[Estimate, ...]:
    metric, emotion = partition.criterion.metric, partition.criterion.emotion
    return tuple(
        replace(estimate(value, x, n, confidence, metric=metric, emotion=emotion, group=group), shrunk=drawn)
        for group, value, x, n, drawn in zip(
            partition.groups,
            partition.values,
            partition.x,
            partition.n,
            shrunk(partition.x, partition.n).tolist(),
            strict=True,
        )
    )
