"""What a cohort is collected for: the limits of a policy that a number of people can be told for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.comparisons import Comparison

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.policy import Policy

MOST_AIMS = 12
"""Limits that are shown at once; each takes seconds of simulation."""

_PLANNED = (Comparison.DIFFERENCE, Comparison.RATIO)
_ACCURACY, _RECALL = "accuracy", "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One limit to reach a verdict about.

    Attributes
    ----------
    feature
        Whose groups are compared.
    limit, comparison, confidence
        As the policy sets them.
    emotion
        The emotion whose faces alone count, or None for all.
    """

    feature: str
    limit: float
    comparison: Comparison = Comparison.DIFFERENCE
    confidence: float = 0.95
    emotion: str | None = None

    @property
    def title(self) -> str:
        """The limit in words."""
        what = "success rate" if self.emotion is None else f"recognised “{self.emotion}”"
        kept = "ratio of at least" if self.comparison.limit_is_minimum else "difference of at most"
        return f"{self.feature.replace('_', ' ')}: {what}, {kept} {self.limit:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """The aims of a policy, and a sentence for each of its limits that has no meter."""

    aims: tuple[Aim, ...]
    left_out: tuple[str, ...]


def aims_of(policy: Policy, cohort: Cohort) -> Aims:
    """Return what a policy asks to be collected."""
    aims: list[Aim] = []
    left_out: list[str] = []
    for criterion in policy.criteria:
        why = _without_meter(criterion, cohort)
        if why:
            left_out.append(f"{criterion.code}: {why}.")
            continue
        emotions = (None,) if criterion.metric == _ACCURACY else _emotions(criterion, cohort)
        aims += (
            Aim(
                feature=criterion.features[0],
                limit=criterion.limit,
                comparison=criterion.comparison,
                confidence=policy.confidence,
                emotion=emotion,
            )
            for emotion in emotions
        )
    left_out += (f"{aim.title}: only {MOST_AIMS} limits are shown at once." for aim in aims[MOST_AIMS:])
    return Aims(aims=tuple(aims[:MOST_AIMS]), left_out=tuple(left_out))


def _emotions(criterion: Criterion, cohort: Cohort) -> tuple[str, ...]:
    return cohort.labels.emotions if criterion.emotion is None else (criterion.emotion,)


def _without_meter(criterion: Criterion, cohort: Cohort) -> str:
    """Return why a limit has no meter; empty where it has one."""
    if criterion.metric not in (_ACCURACY, _RECALL):
        return "people are foretold for success rate and recall alone"
    if criterion.comparison not in _PLANNED or criterion.reference is not None or criterion.control:
        return "people are foretold where every pair of groups is compared, by difference or ratio"
    if len(criterion.features) > 1:
        return "people are foretold for one feature, not for an intersection"
    names = [feature.name for feature in cohort.features]
    if criterion.features[0] not in names:
        return f"the cohort has no feature '{criterion.features[0]}'; it has {', '.join(names) or 'none'}"
    if criterion.emotion is not None and criterion.emotion not in cohort.labels:
        return f"the cohort's labels have no '{criterion.emotion}'"
    return ""
