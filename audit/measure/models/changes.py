"""What became of each group between two audits; the only place that partitions the groups of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.groups import Group, find_features
from audit.domain.counts.metrics import find_metric
from audit.domain.decision.criteria import Regression
from audit.domain.decision.disparities import Dependence, Exclusion
from audit.domain.results.comparison import Change, Changes, LossBounds, PairedCounts, Pairs, ProvenChange
from audit.measure.bounds.exclusion import exclusion
from audit.measure.models.paired import LossesOfPeople, PairedBounds, loss_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.decision.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Partition:
    """The groups of one limit.

    Attributes
    ----------
    regression
        The limit.
    groups, counts
        The compared groups and their images.
    excluded
        The others.
    people
        The losses where people have several pictures; None where each image shows another person.
    dependence
        How much less their pictures tell, for people to read.
    """

    regression: Regression
    groups: tuple[Group, ...]
    counts: tuple[PairedCounts, ...]
    excluded: tuple[Exclusion, ...]
    people: LossesOfPeople | None
    dependence: Dependence | None


def paired_counts(pairs: Pairs, chosen: NDArray[np.bool_]) -> PairedCounts:
    """Return the chosen images, bool, shape (n,), by what both classifiers said of them."""
    before, after = pairs.baseline, pairs.candidate
    some = chosen & (before.scored | after.scored)

    def images(condition: NDArray[np.bool_]) -> int:
        return int(np.sum(some & condition))

    return PairedCounts(
        both_right=images(before.right & after.right),
        only_baseline_right=images(before.right & ~after.right),
        only_candidate_right=images(~before.right & after.right),
        neither_right=images(~before.right & ~after.right),
        only_baseline_scored=images(before.scored & ~after.scored),
        only_candidate_scored=images(~before.scored & after.scored),
        unscored=int(np.sum(chosen & ~some)),
    )


def overall_pairs(pairs: Pairs) -> PairedCounts:
    """Return all images by what both classifiers said of them."""
    return paired_counts(pairs, np.ones(len(pairs.baseline), bool))


def changes(pairs: Pairs, regressions: tuple[Regression, ...], policy: Policy) -> tuple[Changes, ...]:
    """Return what became of the groups of each limit, in their order.

    Parameters
    ----------
    pairs
        Both audits image by image.
    regressions
        Limits with their emotion named, from `expand_regressions`.
    policy
        Confidence, least support, and whether unknown groups are compared.

    Raises
    ------
    UsageError
        When a limit names a feature the cohort does not have.
    """
    partitions = [_partition(pairs, regression, policy) for regression in regressions]
    family = sum(len(partition.groups) for partition in partitions)
    return tuple(_changes(partition, 1 - policy.confidence, family) for partition in partitions)


def _partition(pairs: Pairs, regression: Regression, policy: Policy) -> _Partition:
    meant = _meant(pairs, regression)
    groups, code = _groups(pairs, regression)
    kept, excluded = [], []
    for position, group in enumerate(groups):
        counts = paired_counts(pairs, meant & (code == position))
        undefined = None if counts.images else find_metric(regression.metric).undefined
        reason = exclusion(group, counts.images, policy, undefined)
        if reason is None:
            kept.append((position, group, counts))
        else:
            excluded.append(reason)
    people, dependence = _people(pairs, meant, code, [position for position, _, _ in kept])
    return _Partition(
        regression=regression,
        groups=tuple(group for _, group, _ in kept),
        counts=tuple(counts for _, _, counts in kept),
        excluded=tuple(excluded),
        people=people,
        dependence=dependence,
    )


def _meant(pairs: Pairs, regression: Regression) -> NDArray[np.bool_]:
    """Return which images the metric is over, bool, shape (n,)."""
    rows = pairs.baseline
    if regression.emotion is None:
        return np.ones(len(rows), bool)
    return np.equal(rows.y_true, rows.labels.code(regression.emotion))


def _groups(pairs: Pairs, regression: Regression) -> tuple[list[Group], NDArray[np.int64]]:
    """Return every group of a feature, or every intersection that occurs, and the group of each image, shape (n,)."""
    rows = pairs.baseline
    chosen = find_features(regression.features, rows.features)
    codes = rows.codes[:, [rows.features.index(feature) for feature in chosen]]
    if len(chosen) == 1:
        return [Group.of((chosen[0].name, name)) for name in chosen[0].groups], codes[:, 0]
    levels, code = np.unique(codes, axis=0, return_inverse=True)
    crossed = [
        Group.of(*((f.name, f.groups[level]) for f, level in zip(chosen, row, strict=True))) for row in levels.tolist()
    ]
    return crossed, np.asarray(code.reshape(-1), np.int64)


def _people(
    pairs: Pairs, meant: NDArray[np.bool_], code: NDArray[np.int64], kept: list[int]
) -> tuple[LossesOfPeople, Dependence] | tuple[None, None]:
    """Return the losses of the compared groups with the person as the unit; None without subjects."""
    before, after = pairs.baseline, pairs.candidate
    if before.subjects is None or not kept:
        return None, None
    chosen = meant & (before.scored | after.scored) & np.isin(code, kept)
    subjects = before.subjects[chosen]
    everyone = len(np.unique(subjects))
    if everyone == len(subjects):
        return None, None
    change = before.right[chosen].astype(float) - after.right[chosen].astype(float)
    places = np.searchsorted(kept, code[chosen])
    people = LossesOfPeople.of(change, places, subjects, len(kept))
    n, effects = people.limits.n, people.design_effects
    others = (n**2).sum(axis=0) / n.sum(axis=0) - 1
    alike = np.divide(effects - 1, others, out=np.zeros(len(kept)), where=others > 0)
    dependence = Dependence(
        pictures=len(subjects),
        people=everyone,
        correlation=float(alike.clip(0, 1).max()),
        design_effect=float(effects.max()),
    )
    return people, dependence


def _changes(partition: _Partition, error: float, family: int) -> Changes:
    counts = partition.counts
    effects = np.ones(len(counts)) if partition.people is None else partition.people.design_effects
    bounds = _bounds(partition, error, family) if counts else ()
    return Changes(
        regression=partition.regression,
        changes=tuple(
            Change(
                group=group,
                counts=found,
                baseline=found.baseline.value or 0.0,
                candidate=found.candidate.value or 0.0,
                loss=found.loss or 0.0,
                bounds=bound,
                standing=ProvenChange.of(bound),
                design_effect=float(effect),
            )
            for group, found, bound, effect in zip(partition.groups, counts, bounds, effects, strict=True)
        ),
        excluded=partition.excluded,
        dependence=partition.dependence,
    )


def _bounds(partition: _Partition, error: float, family: int) -> tuple[LossBounds, ...]:
    errors = (error / family, error)
    people = partition.people
    shared, alone = _of_pictures(partition.counts, errors) if people is None else people.bounds(errors)
    return tuple(
        LossBounds(
            lower=float(low),
            upper=float(up),
            upper_alone=float(up_alone),
            error_shared=error,
            error_alone=error,
            family=family,
        )
        for low, up, up_alone in zip(shared.lower, shared.upper, alone.upper, strict=True)
    )


def _of_pictures(counts: tuple[PairedCounts, ...], errors: tuple[float, float]) -> list[PairedBounds]:
    lost, gained, images = (
        np.array([getattr(found, name) for found in counts], np.float64)
        for name in ("only_baseline_right", "only_candidate_right", "images")
    )
    return [loss_bounds(lost, gained, images, error) for error in errors]
