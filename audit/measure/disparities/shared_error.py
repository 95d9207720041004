"""Bounds of the criteria of a policy, and how they share the error of FAIL: step by step (Holm 1979).

At first every criterion has an equal part of the error (Bonferroni); where a policy names primary limits, half of it is
theirs and half that of the others. A criterion that fails with its part hands it on to those that do not, in proportion
to theirs: they are held again with larger parts, until none fails any more. At most the promised share of audits fails
any limit that is kept (Holm 1979, Scandinavian Journal of Statistics 6). Where a policy has waivers nobody hands
anything on: a ceiling is another limit, and would need a part of its own. PASS needs no part: each line keeps its own.
A policy may promise the error for each criterion by itself instead; then nothing is shared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.decision.choices import Promise
from audit.domain.decision.disparities import Bounds
from audit.measure.power.reach import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.notions import ComparedGroups
    from audit.measure.bounds.partition import Partition
    from audit.measure.limits.limits import GroupLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedError:
    """How the error of FAIL is shared where a criterion is held.

    Attributes
    ----------
    limits
        How many criteria share it, at least 1.
    divisor
        By how much it is divided for this one, at least 1.
    """

    limits: int
    divisor: float


ALONE = SharedError(limits=1, divisor=1.0)
"""The whole error for one criterion."""


def shared_among(criteria: Sequence[Criterion], promise: Promise = Promise.POLICY) -> list[SharedError]:
    """Return how criteria share the error of FAIL, before any fails: equally, or by halves where some are primary.

    Where it is promised for each criterion by itself, each has all of it.
    """
    if promise is Promise.CRITERION:
        return [ALONE] * len(criteria)
    return [SharedError(limits=len(criteria), divisor=1 / weight) for weight in _weights(criteria)]


def families(found: Sequence[ComparedGroups], policy: Policy) -> list[SharedError]:
    """Return how the error of FAIL is shared where each criterion is held, in their order."""
    if policy.promise is Promise.CRITERION:
        return [ALONE] * len(found)
    left = [i for i, each in enumerate(found) if each.defined]
    weights = dict(zip(left, _weights([found[i].criterion for i in left]), strict=True))
    shared = [SharedError(limits=max(len(left), 1), divisor=float(max(len(left), 1)))] * len(found)
    while left:
        whole = sum(weights[i] for i in left)
        for i in left:
            shared[i] = SharedError(limits=len(left), divisor=whole / weights[i])
        failed = [i for i in left if _fails(found[i], policy, shared[i])]
        if not failed or policy.waivers:
            break
        left = [i for i in left if i not in failed]
    return shared


def _weights(criteria: Sequence[Criterion]) -> list[float]:
    """Return the part of the error that each criterion has at first; they add up to 1."""
    primary = sum(criterion.primary for criterion in criteria)
    others = len(criteria) - primary
    if not primary or not others:
        return [1 / len(criteria) for _ in criteria]
    return [1 / (2 * (primary if criterion.primary else others)) for criterion in criteria]


def bounds_of(found: ComparedGroups, policy: Policy, shared: SharedError) -> Bounds:
    """Return the bounds of a criterion's mean over emotions of the worst metric."""
    rule = rule_of(found.criterion, policy, shared)
    fails, passes = failing_bound(found, policy, shared), passing_bound(found, policy, shared)
    alone = failing_bound(found, policy, ALONE) if shared.limits > 1 else fails
    lower, upper = (passes, fails) if rule.comparison.limit_is_minimum else (fails, passes)
    return replace(bounds_at(rule, lower, upper, shared), alone=alone)


def rule_of(criterion: Criterion, policy: Policy, shared: SharedError) -> Rule:
    """Return the rule of a criterion where the error of FAIL is shared so."""
    rule = Rule.at(criterion.comparison, criterion.limit, confidence=policy.confidence)
    return replace(rule, error_fail=rule.error_fail / shared.divisor)


def rule_of_part(rule: Rule, found: ComparedGroups, own: Partition) -> Rule:
    """Return the rule of one partition.

    All partitions share the error of FAIL, as any of them can fail. Metrics of one emotion need not share that of PASS,
    because the worst counts; the emotions of a mean must.
    """
    return replace(
        rule,
        error_fail=rule.error_fail / len(found.partitions),
        error_pass=rule.error_pass / len(found.emotions),
        any_disparity=len(found.emotions) > 1,
        reference=own.reference,
    )


def bounds_at(rule: Rule, lower: float, upper: float, shared: SharedError) -> Bounds:
    """Return bounds found by a rule, with the errors it allows them."""
    errors = (rule.error_fail, rule.error_pass)
    error_lower, error_upper = errors[::-1] if rule.comparison.limit_is_minimum else errors
    return Bounds(lower=lower, upper=upper, error_lower=error_lower, error_upper=error_upper, family=shared.limits)


def _fails(compared_groups: ComparedGroups, policy: Policy, shared: SharedError) -> bool:
    rule = rule_of(compared_groups.criterion, policy, shared)
    return bool(rule.broken(np.array(failing_bound(compared_groups, policy, shared))))


def failing_bound(compared_groups: ComparedGroups, policy: Policy, shared: SharedError) -> float:
    """Return the bound of a criterion that can fail."""
    return _over_parts(compared_groups, rule_of(compared_groups.criterion, policy, shared), Rule.failing_of, fails=True)


def passing_bound(found: ComparedGroups, policy: Policy, shared: SharedError) -> float:
    """Return the bound of a criterion that can pass."""
    return _over_parts(found, rule_of(found.criterion, policy, shared), Rule.passing_of, fails=False)


def _over_parts(
    compared_groups: ComparedGroups, rule: Rule, bound: Callable[[Rule, GroupLimits], np.ndarray], *, fails: bool
) -> float:
    """Return the mean over emotions of the worst metric's bound; a metric without value may be anything."""
    anything = float(rule.comparison.limit_is_minimum is fails)
    each = [
        [
            float(bound(rule_of_part(rule, compared_groups, part), part.limits)) if part.defined else anything
            for part in emotion
        ]
        for emotion in compared_groups.emotions
    ]
    return float(compared_groups.worst(np.array(each), 1).mean())
