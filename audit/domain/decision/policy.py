"""Rules set before the audit: a *criterion* limits one disparity, a *policy* is a set of criteria."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from audit.domain.cohort.groups import INTERSECTION
from audit.domain.counts.metric import BoundsKind, Direction, Metric
from audit.domain.counts.metrics import METRICS, find_metric
from audit.domain.decision.comparisons import Comparison, Pairing
from audit.domain.decision.waivers import Waiver
from audit.errors import UsageError, one_of


class DecideOn(StrEnum):
    """What is held against the limit: the bounds (default) or the observed value alone.

    `interval`: bounds of the true disparity, so that chance neither fails nor passes a classifier. `point`: the
    observed disparity, as if it were the true one; the report says how often that fails a classifier that is equal for
    all.
    """

    INTERVAL = "interval"
    POINT = "point"


class OnInconclusive(StrEnum):
    """What an inconclusive finding does to the gate.

    `block`: it keeps the gate shut, exit status 3. `warn`: it is reported, and the gate opens, unless nothing at all
    could be assessed.
    """

    BLOCK = "block"
    WARN = "warn"


class Unscored(StrEnum):
    """What a picture without an answer counts as.

    `left_out`: nothing; rates are over scored pictures, and who got an answer is judged apart. `wrong`: a wrong answer,
    as it is for whoever stands before the camera.
    """

    LEFT_OUT = "left_out"
    WRONG = "wrong"


class IntervalMethod(StrEnum):
    """What stands beside an observed disparity; the verdict rests on its bounds whatever is shown.

    `bounds`: the bounds of the verdict. `count_bootstrap`, `fairlearn_bootstrap`: percentiles of resampled disparities,
    which miss the truth far more often than they say; their coverage at these numbers of images is shown with them.
    """

    BOUNDS = "bounds"
    COUNT_BOOTSTRAP = "count_bootstrap"
    FAIRLEARN_BOOTSTRAP = "fairlearn_bootstrap"


SCORED_RATE = "scored_rate"
"""The metric of who got an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One limit.

    Attributes
    ----------
    metric
        Name of a metric, or of a notion of fairness.
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
    reference
        The group every other one is compared with; None compares every pair. Only for one feature, and a difference or
        ratio; a ratio to a reference needs it.
    control
        Names of features within whose strata groups are compared; the strata are pooled.
    """

    metric: str
    features: tuple[str, ...]
    limit: float
    comparison: Comparison = Comparison.DIFFERENCE
    emotion: str | None = None
    decide_on: DecideOn = DecideOn.INTERVAL
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK
    reference: str | None = None
    control: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        metric = find_metric(self.metric)
        if not metric.gated:
            raise UsageError(f"metric '{self.metric}' is shown but not gated: it has no exact bounds")
        if not (math.isfinite(self.limit) and 0 <= self.limit <= 1):
            raise UsageError(f"the limit of a criterion is a number from 0 to 1, found {self.limit}")
        _check_features(self.features, f"the criterion on '{self.metric}'")
        if self.emotion is not None and not metric.per_emotion:
            raise UsageError(f"metric '{self.metric}' is over all emotions; remove emotion '{self.emotion}'")
        self._check_comparison(metric)

    def _check_comparison(self, metric: Metric) -> None:
        pairing = self.comparison.pairing
        if pairing is Pairing.REST and metric.bounds is BoundsKind.JACKKNIFE:
            raise UsageError(
                f"metric '{self.metric}' is no share of images, so no group is a part of the overall value; "
                "compare it by difference, ratio or floor"
            )
        if metric.parts and not self.comparison.symmetric:
            raise UsageError(f"'{self.metric}' compares groups with each other: by difference or ratio")
        self._check_reference(metric)
        if self.control and (metric.bounds is BoundsKind.JACKKNIFE or metric.parts):
            raise UsageError(f"metric '{self.metric}' cannot be compared within strata; take a share of images")
        if self.control and pairing is Pairing.REST:
            raise UsageError("within strata groups are compared by difference, ratio or floor")
        if shared := set(self.control) & set(self.features):
            raise UsageError(f"'{min(shared)}' cannot make the groups and control for them at once")

    def _check_reference(self, metric: Metric) -> None:
        pairing = self.comparison.pairing
        paired = pairing in (Pairing.EACH_OTHER, Pairing.REFERENCE)
        if self.reference is not None and not (paired and len(self.features) == 1):
            raise UsageError("a reference group is for the difference or ratio of one feature")
        if pairing is not Pairing.REFERENCE:
            return
        if self.reference is None:
            raise UsageError(
                f"comparison '{self.comparison}' holds every group of one feature against one of them; name it, "
                "for example reference = 'adult'"
            )
        if metric.direction is Direction.HIGH:
            complements = [each.name for each in METRICS.values() if each.complement_of == metric.name]
            instead = " or ".join([*(f"metric '{name}'" for name in complements), "comparison 'ratio'"])
            raise UsageError(
                f"comparison '{self.comparison}' looks for groups below the reference, and of '{self.metric}' a high "
                f"rate is the harm; take {instead}"
            )

    def waived(self, waiver: Waiver) -> Criterion:
        """Return the criterion with the ceiling of a waiver for its limit.

        Raises
        ------
        UsageError
            When the ceiling is stricter than the limit: such a waiver accepts nothing and must be a mistake.
        """
        minimum = self.comparison.limit_is_minimum
        if waiver.ceiling > self.limit if minimum else waiver.ceiling < self.limit:
            allowed = "at most" if minimum else "at least"
            raise UsageError(
                f"the waiver of '{waiver.finding}' is stricter than the limit it waives: its ceiling is "
                f"{waiver.ceiling}, the limit {self.limit}; a ceiling is {allowed} that"
            )
        return replace(self, limit=waiver.ceiling)

    @property
    def feature(self) -> str:
        """The feature, or the features of an intersection, as text."""
        return INTERSECTION.join(sorted(self.features))

    @property
    def code(self) -> str:
        """Stable name, `metric[emotion]/feature/comparison`, then ` vs reference` and ` within control` if any.

        >>> Criterion(metric="recall", emotion="sad", features=("age",), limit=0.1, control=("gender",)).code
        'recall[sad]/age/difference within gender'
        """
        emotion = "" if self.emotion is None else f"[{self.emotion}]"
        reference = "" if self.reference is None else f" vs {self.reference}"
        control = f" within {INTERSECTION.join(sorted(self.control))}" if self.control else ""
        return f"{self.metric}{emotion}/{self.feature}/{self.comparison}{reference}{control}"

    @property
    def finding_code(self) -> str:
        """The code of its finding; `EMOTION` stands for any where it names none but has one finding for each."""
        return replace(self, emotion=_ANY).code if self._each_emotion else self.code

    def has_finding(self, code: str) -> bool:
        """Whether a finding of this criterion can have this code, whatever the emotions are."""
        if not self._each_emotion:
            return code == self.code
        start, end = self.finding_code.split(_ANY, 1)
        return code.startswith(start) and code.endswith(end)

    @property
    def _each_emotion(self) -> bool:
        return self.emotion is None and find_metric(self.metric).per_emotion


_ANY = "EMOTION"


def _check_features(names: tuple[str, ...], rule: str) -> None:
    if not names:
        raise UsageError(f"{rule} names no sensitive feature")
    if len(set(names)) < len(names):
        raise UsageError(f"{rule} names a sensitive feature twice: {', '.join(names)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A limit for a candidate beside a baseline: no group may get worse by more than this.

    Attributes
    ----------
    features
        Names of the features that make the groups; several = their intersections.
    limit
        Largest loss of the metric in any group, 0 to 1.
    metric, emotion
        `accuracy`, or `recall` of one emotion (None = of each).
    on_inconclusive
        See the type.
    """

    features: tuple[str, ...]
    limit: float
    metric: str = "accuracy"
    emotion: str | None = None
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK

    def __post_init__(self) -> None:
        metric = find_metric(self.metric)
        if not metric.limits_losses:
            allowed = " or ".join(each.name for each in METRICS.values() if each.limits_losses)
            raise UsageError(f"a comparison of two classifiers is by {allowed}, found '{self.metric}'")
        if not (math.isfinite(self.limit) and 0 <= self.limit <= 1):
            raise UsageError(f"the limit of a regression is a number from 0 to 1, found {self.limit}")
        _check_features(self.features, "a regression limit")
        if self.emotion is not None and not metric.per_emotion:
            raise UsageError(f"metric '{self.metric}' is over all emotions; remove emotion '{self.emotion}'")

    @property
    def feature(self) -> str:
        """The feature, or the features of an intersection, as text."""
        return INTERSECTION.join(sorted(self.features))

    @property
    def code(self) -> str:
        """Stable name, `metric[emotion]/feature/loss`."""
        emotion = "" if self.emotion is None else f"[{self.emotion}]"
        return f"{self.metric}{emotion}/{self.feature}/loss"


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
    waivers
        Findings accepted for a while.
    regressions
        Limits for a candidate beside a baseline.
    interval
        What stands beside an observed disparity.
    resamples
        Of a bootstrap.
    unscored
        What a picture without an answer counts as.
    judge_scored_rate
        Whether the scored rate is judged for the groups of every criterion where a picture got no answer.
    scored_rate_limit
        Largest difference of the scored rate between groups; None = the least difference that a criterion on the same
        features allows, else that of any criterion, else `DEFAULT_LIMIT`.
    """

    title: str
    criteria: tuple[Criterion, ...]
    confidence: float = 0.95
    seed: int = 0
    min_support: int = 1
    include_unknown: bool = False
    waivers: tuple[Waiver, ...] = ()
    regressions: tuple[Regression, ...] = ()
    interval: IntervalMethod = IntervalMethod.BOUNDS
    resamples: int = 2000
    unscored: Unscored = Unscored.LEFT_OUT
    judge_scored_rate: bool = True
    scored_rate_limit: float | None = None

    def __post_init__(self) -> None:
        limit = self.scored_rate_limit
        if limit is not None and not (self.judge_scored_rate and math.isfinite(limit) and 0 <= limit <= 1):
            raise UsageError(
                f"scored_rate_limit is a number from 0 to 1, and none with judge_scored_rate = false; found {limit}"
            )
        if self.resamples < FEWEST_RESAMPLES:
            raise UsageError(f"resamples is a count, at least {FEWEST_RESAMPLES}, found {self.resamples}")
        if not (math.isfinite(self.confidence) and 0.5 <= self.confidence < 1):  # noqa: PLR2004 - below, a coin decides
            raise UsageError(f"confidence is a number from 0.5 to below 1, found {self.confidence}")
        if self.seed < 0:
            raise UsageError(f"seed is a whole number, at least 0, found {self.seed}")
        if self.min_support < 1:
            raise UsageError(f"min_support is a count of images, at least 1, found {self.min_support}")
        self._check_repeated()
        self._check_waivers()

    @property
    def features(self) -> tuple[tuple[str, ...], ...]:
        """Names of the features of everything it limits, and of those it controls for."""
        limited = (names for c in self.criteria for names in (c.features, c.control) if names)
        return tuple(dict.fromkeys((*limited, *(regression.features for regression in self.regressions))))

    @property
    def intersections(self) -> tuple[tuple[str, ...], ...]:
        """Names of the features of every intersection a criterion compares, each once."""
        crossed = dict.fromkeys(tuple(sorted(c.features)) for c in self.criteria if len(c.features) > 1)
        return tuple(crossed)

    @property
    def answer_criteria(self) -> tuple[Criterion, ...]:
        """The criteria on who got an answer that nobody wrote: one for the features of each criterion that has none."""
        written = {c.features for c in self.criteria if c.metric == SCORED_RATE}
        features = dict.fromkeys(c.features for c in self.criteria if c.features not in written)
        return tuple(map(self._answer_criterion, features)) if self.judge_scored_rate else ()

    def _answer_criterion(self, features: tuple[str, ...]) -> Criterion:
        own = [c for c in self.criteria if c.features == features]
        limits = [[c.limit for c in some if c.comparison is Comparison.DIFFERENCE] for some in (own, self.criteria)]
        block = any(c.on_inconclusive is OnInconclusive.BLOCK for c in own)
        return Criterion(
            metric=SCORED_RATE,
            features=features,
            limit=min(limits[0] or limits[1] or [DEFAULT_LIMIT])
            if self.scored_rate_limit is None
            else self.scored_rate_limit,
            on_inconclusive=OnInconclusive.BLOCK if block else OnInconclusive.WARN,
        )

    def _check_repeated(self) -> None:
        if len({criterion.code for criterion in self.criteria}) < len(self.criteria):
            raise UsageError("a policy names each metric, feature, emotion and comparison once")
        if len({waiver.finding for waiver in self.waivers}) < len(self.waivers):
            raise UsageError("a policy waives each finding once")

    def _check_waivers(self) -> None:
        """Refuse a waiver that cannot be meant before anything is measured; `judge` knows the emotions as well."""
        for waiver in self.waivers:
            everything = (*self.criteria, *self.answer_criteria)
            criteria = [c for c in everything if c.has_finding(waiver.finding)]
            if not criteria:
                expected = one_of(waiver.finding, [c.finding_code for c in everything])
                raise UsageError(f"a waiver names '{waiver.finding}', which no criterion has for a finding; {expected}")
            for criterion in criteria:
                criterion.waived(waiver)


FEWEST_RESAMPLES = 100
"""Fewer resamples have no percentiles to speak of."""

DEFAULT_LIMIT = 0.1
"""Largest difference between groups where nobody set a limit: ten points of the success rate."""

DEFAULT_MIN_SUPPORT = 5
"""Fewest pictures of a group that is compared where nobody wrote a policy.

Of fewer pictures hardly any answer can prove anything once there are several groups, and a group of two would lead
every sentence. The groups it sets aside are named beside the verdict; a policy.toml writes its own `min_support`.
"""


def one_limit_per_feature(
    features: tuple[tuple[str, ...], ...],
    *,
    metric: str = "accuracy",
    comparison: Comparison = Comparison.DIFFERENCE,
    limit: float = DEFAULT_LIMIT,
    on_inconclusive: OnInconclusive = OnInconclusive.BLOCK,
    min_support: int = DEFAULT_MIN_SUPPORT,
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
    return Policy(title="one limit for every sensitive feature", criteria=criteria, min_support=min_support)
