"""Rules set before the audit: a *criterion* limits one disparity, a *policy* is a set of criteria."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.groups import INTERSECTION
from audit.domain.rates import find_metric, rate
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.counts import ConfusionCounts


class Comparison(StrEnum):
    """How the rates of groups are compared.

    `difference`: largest minus smallest. `ratio`: smallest over largest. `worst_to_overall`: how far the worst group
    lies below the rest, as a share of the overall rate's scale. `floor`: the smallest rate itself.
    """

    DIFFERENCE = "difference"
    RATIO = "ratio"
    WORST_TO_OVERALL = "worst_to_overall"
    FLOOR = "floor"

    @property
    def limit_is_minimum(self) -> bool:
        """Whether the limit is a least value (ratio, floor) rather than a largest."""
        return self in (Comparison.RATIO, Comparison.FLOOR)


class DecideOn(StrEnum):
    """What is held against the limit: the bounds (default) or the observed value alone."""

    INTERVAL = "interval"
    POINT = "point"


class OnInconclusive(StrEnum):
    """What an inconclusive finding does to the gate."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One limit.

    Attributes
    ----------
    metric
        Name in `METRICS`.
    features
        Names of the features that make the groups; several = their intersections.
    limit
        Largest difference, or least ratio or floor, 0 to 1.
    comparison
        How groups are compared.
    emotion
        For a per-emotion metric: one emotion, or None for each emotion of the cohort.
    decide_on, on_inconclusive
        See the types.
    """

    metric: str
    features: tuple[str, ...]
    limit: float
    comparison: Comparison = Comparison.DIFFERENCE
    emotion: str | None = None
    decide_on: DecideOn = DecideOn.INTERVAL
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK

    def __post_init__(self) -> None:
        metric = find_metric(self.metric)
        if not metric.binomial:
            raise UsageError(f"metric '{self.metric}' is shown but not gated: it has no binomial bounds")
        if not (math.isfinite(self.limit) and 0 <= self.limit <= 1):
            raise UsageError(f"the limit of a criterion is a number from 0 to 1, found {self.limit}")
        if not self.features:
            raise UsageError(f"the criterion on '{self.metric}' names no sensitive feature")
        if self.emotion is not None and not metric.per_emotion:
            raise UsageError(f"metric '{self.metric}' is over all emotions; remove emotion '{self.emotion}'")

    @property
    def feature(self) -> str:
        """The feature, or the features of an intersection, as text."""
        return INTERSECTION.join(sorted(self.features))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A set of criteria.

    Attributes
    ----------
    title
        For the report.
    criteria
        The limits; none where the cohort has no sensitive feature, and then nothing can pass.
    confidence
        1 − error that a false FAIL and, apart from it, a false PASS may have, for the whole policy.
    seed
        For everything that is resampled.
    min_support
        Groups with fewer images in a rate's denominator are excluded from its comparison, and listed. The default 1
        excludes undefined rates only.
    include_unknown
        Whether images of unknown group are compared as a group of their own.
    """

    title: str
    criteria: tuple[Criterion, ...]
    confidence: float = 0.95
    seed: int = 0
    min_support: int = 1
    include_unknown: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.confidence) and 0.5 <= self.confidence < 1):  # noqa: PLR2004 - below, a coin decides
            raise UsageError(f"confidence is a number from 0.5 to below 1, found {self.confidence}")
        if self.min_support < 1:
            raise UsageError(f"min_support is a count of images, at least 1, found {self.min_support}")
        self._check_repeated()

    @property
    def intersections(self) -> tuple[tuple[str, ...], ...]:
        """Names of the features of every intersection a criterion compares, each once."""
        crossed = dict.fromkeys(tuple(sorted(c.features)) for c in self.criteria if len(c.features) > 1)
        return tuple(crossed)

    def _check_repeated(self) -> None:
        repeated = len(self.criteria) - len({(c.metric, c.feature, c.emotion, c.comparison) for c in self.criteria})
        if repeated:
            raise UsageError("a policy names each metric, feature, emotion and comparison once")


DEFAULT_LIMIT = 0.1
"""Largest difference between groups where nobody set a limit: ten points of the success rate."""


def one_limit_per_feature(
    features: tuple[tuple[str, ...], ...],
    *,
    metric: str = "accuracy",
    comparison: Comparison = Comparison.DIFFERENCE,
    limit: float = DEFAULT_LIMIT,
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK,
) -> Policy:
    """Return the policy that sets the same limit for every feature or intersection given.

    Raises
    ------
    UsageError
        When a value is not allowed.
    """
    criteria = tuple(
        Criterion(metric=metric, features=names, limit=limit, comparison=comparison, on_inconclusive=on_inconclusive)
        for names in features
    )
    return Policy(title="one limit for every sensitive feature", criteria=criteria)


def expand(policy: Policy, overall: ConfusionCounts) -> tuple[Criterion, ...]:
    """Return the policy's criteria with every emotion named.

    A criterion on a per-emotion metric that names no emotion becomes one for each emotion whose rate is defined over
    all images: recall for labelled emotions, precision for predicted ones, other metrics for every emotion.

    Raises
    ------
    UsageError
        When a criterion names an emotion that is not a label.
    """
    expanded: list[Criterion] = []
    for criterion in policy.criteria:
        if criterion.emotion is not None:
            overall.labels.code(criterion.emotion)
        expanded.extend(_each_emotion(criterion, overall))
    return tuple(expanded)


def _each_emotion(criterion: Criterion, overall: ConfusionCounts) -> tuple[Criterion, ...]:
    if criterion.emotion is not None or not find_metric(criterion.metric).per_emotion:
        return (criterion,)
    emotions = overall.labels.emotions
    defined = tuple(e for e in emotions if rate(criterion.metric, overall, e).value is not None)
    return tuple(replace(criterion, emotion=emotion) for emotion in defined or emotions)
