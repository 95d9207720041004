"""Bounds of the criteria of a policy, and how they share the error of FAIL: step by step (Holm 1979).

At first every criterion has an equal part of the error (Bonferroni). A criterion that fails with its part hands it on
to those that do not: they are held again with larger parts, until none fails any more. At most the promised share of
audits fails any limit that is kept (Holm 1979, Scandinavian Journal of Statistics 6). Where a policy has waivers nobody
hands anything on: a ceiling is another limit, and would need a part of its own. PASS needs no part: each line keeps its
own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.decision.disparities import Bounds
from audit.measure.power.reach import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.notions import ComparedGroups
    from audit.measure.bounds.partition import Partition
    from audit.measure.limits.limits import GroupLimits


def families(found: Sequence[ComparedGroups], policy: Policy) -> list[int]:
    """Return how many criteria share the error of FAIL where each criterion is held, in their order, at least 1."""
    left = [i for i, each in enumerate(found) if each.defined]
    sizes = [max(len(left), 1)] * len(found)
    while left:
        for i in left:
            sizes[i] = len(left)
        failed = [i for i in left if _fails(found[i], policy, len(left))]
        if not failed or policy.waivers:
            break
        left = [i for i in left if i not in failed]
    return sizes


def bounds_of(found: ComparedGroups, policy: Policy, family: int) -> Bounds:
    """Return the bounds of a criterion's mean over emotions of the worst metric."""
    rule = rule_of(found.criterion, policy, family)
    fails, passes = _failing(found, policy, family), _over_parts(found, rule, Rule.passing_of, fails=False)
    alone = _failing(found, policy, 1) if family > 1 else fails
    lower, upper = (passes, fails) if rule.comparison.limit_is_minimum else (fails, passes)
    return replace(bounds_at(rule, lower, upper, family), alone=alone)


def rule_of(criterion: Criterion, policy: Policy, family: int, reference: int | None = None) -> Rule:
    """Return the rule of a criterion where so many share the error of FAIL."""
    return Rule.at(
        criterion.comparison, criterion.limit, confidence=policy.confidence, family=family, reference=reference
    )


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


def bounds_at(rule: Rule, lower: float, upper: float, family: int) -> Bounds:
    """Return bounds found by a rule, with the errors it allows them."""
    errors = (rule.error_fail, rule.error_pass)
    error_lower, error_upper = errors[::-1] if rule.comparison.limit_is_minimum else errors
    return Bounds(lower=lower, upper=upper, error_lower=error_lower, error_upper=error_upper, family=family)


def _fails(found: ComparedGroups, policy: Policy, family: int) -> bool:
    rule = rule_of(found.criterion, policy, family)
    return bool(rule.broken(np.array(_failing(found, policy, family))))


def _failing(found: ComparedGroups, policy: Policy, family: int) -> float:
    return _over_parts(found, rule_of(found.criterion, policy, family), Rule.failing_of, fails=True)


def _over_parts(
    found: ComparedGroups, rule: Rule, bound: Callable[[Rule, GroupLimits], np.ndarray], *, fails: bool
) -> float:
    """Return the mean over emotions of the worst metric's bound; a metric without value may be anything."""
    anything = float(rule.comparison.limit_is_minimum is fails)
    each = [
        [float(bound(rule_of_part(rule, found, part), part.limits)) if part.defined else anything for part in emotion]
        for emotion in found.emotions
    ]
    return float(found.worst(np.array(each), 1).mean())
