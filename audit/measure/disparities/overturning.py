"""How large errors of labels, or of groups that somebody guessed, would overturn a verdict.

Bounds widen with the error rate, so the smallest rate at which a verdict is no longer proven is found by halving; the
limits of the groups, which do not change with it, are worked out once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import LabelProvenance, find_features
from audit.domain.counts.metric import OnLabels
from audit.domain.counts.metrics import find_metric
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Verdict
from audit.domain.mislabelling.declared import Tipping
from audit.measure.bounds.wrong_labels import TAKEN_AS_TRUE, WrongLabels, is_doubted
from audit.measure.disparities.shared_error import failing_bound, passing_bound
from audit.measure.limits.limits import RateLimits
from audit.measure.rates.intervals import Bounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Bounds
    from audit.domain.decision.policy import Policy
    from audit.measure.bounds.notions import ComparedGroups
    from audit.measure.bounds.partition import Partition
    from audit.measure.disparities.shared_error import SharedError

Values = NDArray[np.float64]

STEPS = 1000
"""An overturning rate is told in so many parts of 1, rounded up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceWorkedOut:
    """Limits that are worked out once for each set of errors; see `RateLimits`."""

    of: RateLimits
    known: dict[bytes, Sequence[Bounded]]

    @property
    def p(self) -> Values:
        """The values as observed."""
        return self.of.p

    def at(self, errors: Values) -> Sequence[Bounded]:
        """Return the limits at each error."""
        key = errors.tobytes()
        if key not in self.known:
            self.known[key] = self.of.at(errors)
        return self.known[key]


def tipping(
    found: ComparedGroups,
    policy: Policy,
    shared: SharedError,
    features: tuple[SensitiveFeature, ...],
    bounds: Bounds,
) -> Tipping | None:
    """Return how large errors would overturn the verdict of a criterion; None where nobody asked, or it is open.

    Label errors are asked about where the policy asks, or somebody declared how often labels of these groups are
    wrong; assignments wherever groups were guessed.

    Parameters
    ----------
    found
        What the criterion compares.
    policy, shared
        Its rules, and how the error of FAIL is shared.
    features
        Of the cohort.
    bounds
        Of its disparity.
    """
    criterion = found.criterion
    minimum = criterion.comparison.limit_is_minimum
    verdict = Verdict.of(bounds.lower, bounds.upper, criterion.limit, limit_is_minimum=minimum)
    labels, groups = _asked(criterion, policy, features)
    undeclared = any(_guessed(each) and not each.assignment for each in find_features(criterion.features, features))
    if verdict is Verdict.INCONCLUSIVE or criterion.decide_on is DecideOn.POINT or not (labels or groups):
        return Tipping(undeclared=True) if undeclared else None
    once = _once(found)

    def still(with_error: Callable[[WrongLabels, Values], WrongLabels]) -> float:
        return _smallest(lambda error: _proven(_with(once, with_error, error), policy, shared) is verdict)

    return Tipping(
        label_error=still(lambda wrong, e: replace(wrong, label_errors=e)) if labels else None,
        assignment_error=still(lambda wrong, e: replace(wrong, strangers=e, strayed=e)) if groups else None,
        undeclared=undeclared,
    )


def taken_as_true(found: ComparedGroups) -> ComparedGroups:
    """Return the same groups with labels and groups taken as true."""
    return _mapped(found, lambda part: replace(part, wrong=TAKEN_AS_TRUE, limits=TAKEN_AS_TRUE.on(part.limits)))


def _asked(criterion: Criterion, policy: Policy, features: tuple[SensitiveFeature, ...]) -> tuple[bool, bool]:
    """Return whether errors of labels, and of groups, are asked about."""
    own = find_features(criterion.features, features)
    metric = find_metric(criterion.metric)
    parts = [find_metric(name) for name in metric.parts] or [metric]
    moved = all(each.on_labels is not OnLabels.UNBOUNDED for each in parts) and any(
        each.on_labels is OnLabels.BY_ITS_SHARE for each in parts
    )
    labels = policy.tipping_points or any(is_doubted(feature, policy) for feature in own)
    return labels and moved, any(map(_guessed, own))


def _guessed(feature: SensitiveFeature) -> bool:
    return feature.provenance is LabelProvenance.PREDICTED


def _once(found: ComparedGroups) -> ComparedGroups:
    def once(part: Partition) -> Partition:
        rest = part.limits.rest
        own = OnceWorkedOut(of=part.limits.own, known={})
        limits = replace(part.limits, own=own, rest=None if rest is None else OnceWorkedOut(of=rest, known={}))
        return replace(part, limits=limits)

    return _mapped(found, once)


def _with(
    found: ComparedGroups, with_error: Callable[[WrongLabels, Values], WrongLabels], error: float
) -> ComparedGroups:
    """Return the groups with an error that is equal in all of them; of metrics that need no labels none of labels."""

    def moved(part: Partition) -> Partition:
        wrong = with_error(part.wrong, np.full(len(part.assessed), error))
        if find_metric(part.criterion.metric).on_labels is OnLabels.NOT_AT_ALL:
            wrong = replace(wrong, label_errors=None)
        return replace(part, limits=wrong.on(part.limits))

    return _mapped(found, moved)


def _mapped(found: ComparedGroups, change: Callable[[Partition], Partition]) -> ComparedGroups:
    """Return the groups with every partition that has a value changed."""
    return replace(
        found,
        emotions=tuple(
            tuple(change(part) if part.assessed else part for part in emotion) for emotion in found.emotions
        ),
    )


def _proven(found: ComparedGroups, policy: Policy, shared: SharedError) -> Verdict:
    criterion = found.criterion
    bounds = failing_bound(found, policy, shared), passing_bound(found, policy, shared)
    minimum = criterion.comparison.limit_is_minimum
    lower, upper = bounds[::-1] if minimum else bounds
    return Verdict.of(lower, upper, criterion.limit, limit_is_minimum=minimum)


def _smallest(proven: Callable[[float], bool]) -> float:
    """Return the smallest of the steps from 0 to 1 at which it is no longer proven; at 1 nothing is."""
    low, high = 0, STEPS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if proven(middle / STEPS) else (low, middle)
    return high / STEPS
