"""A *policy*: the set of rules an audit is judged by, and what holds for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from audit.domain.counts.drop_outs import DROP_OUTS
from audit.domain.counts.metrics import find_metric
from audit.domain.decision.choices import IntervalMethod, OnInconclusive, Promise, Unscored
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion, Regression
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.waivers import Waiver
from audit.domain.mislabelling.declared import LabelErrors
from audit.domain.when_used import WHEN_USED
from audit.errors import UsageError, one_of

SCORED_RATE = "scored_rate"
"""The metric of who got an answer."""


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
        Whether the scored rate is judged for the groups of every criterion where a picture got no answer, and the rate
        of each way to drop out where there are several.
    scored_rate_limit
        Largest difference of these rates between groups; None = the least difference that a criterion on the same
        features allows, else that of any criterion, else `DEFAULT_LIMIT`.
    monitoring
        How the looks of a series share the errors; None where an audit is one look.
    label_error
        How often labels are wrong in the groups of features, in place of what the cohort declares.
    tipping_points
        Whether every verdict says how large a label error would overturn it; it does wherever label errors are known.
    promise
        What the error of a wrong FAIL is promised for: all limits together, or each by itself.
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
    monitoring: Monitoring | None = None
    label_error: tuple[LabelErrors, ...] = field(default=(), metadata=WHEN_USED)
    tipping_points: bool = field(default=False, metadata=WHEN_USED)
    promise: Promise = field(default=Promise.POLICY, metadata=WHEN_USED)

    def __post_init__(self) -> None:
        limit = self.scored_rate_limit
        if limit is not None and not (self.judge_scored_rate and 0 <= limit <= 1):
            raise UsageError(
                f"scored_rate_limit is a number from 0 to 1, and none with judge_scored_rate = false; found {limit}"
            )
        if self.resamples < FEWEST_RESAMPLES:
            raise UsageError(f"resamples is a count, at least {FEWEST_RESAMPLES}, found {self.resamples}")
        if not 0.5 <= self.confidence < 1:  # noqa: PLR2004 - below, a coin decides
            raise UsageError(f"confidence is a number from 0.5 to below 1, found {self.confidence}")
        if self.seed < 0:
            raise UsageError(f"seed is a whole number, at least 0, found {self.seed}")
        if self.min_support < 1:
            raise UsageError(f"min_support is a count of images, at least 1, found {self.min_support}")
        self._check_repeated()
        self._check_waivers()
        self._check_label_errors()
        if self.promise is Promise.CRITERION and any(criterion.primary for criterion in self.criteria):
            raise UsageError(
                "a primary limit has half of the error that all share, and with promise = 'criterion' none is shared; "
                "take out one of the two"
            )

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
        """The criteria on who got an answer that nobody wrote, for the features of each criterion.

        One on the scored rate, and one for each way to drop out; none for features whose scored rate has a limit, and
        no second one on a metric that has one.
        """
        if not self.judge_scored_rate:
            return ()
        written = {(c.metric, c.features) for c in self.criteria}
        features = dict.fromkeys(c.features for c in self.criteria if (SCORED_RATE, c.features) not in written)
        metrics = (SCORED_RATE, *(metric.name for metric in DROP_OUTS))
        both = ((metric, names) for names in features for metric in metrics)
        return tuple(self._answer_criterion(*each) for each in both if each not in written)

    def at_look(self, look: int | None) -> Policy:
        """Return the policy with the confidence of one look of its series; as it is where there is none."""
        error = (1 - self.confidence) * self.share_of_look(look)
        return self if error == 1 - self.confidence else replace(self, confidence=1 - error)

    def share_of_look(self, look: int | None) -> float:
        """Return the part of the errors that one look of its series has; 1 where there is none."""
        return 1.0 if look is None or self.monitoring is None else self.monitoring.share(look)

    def _answer_criterion(self, metric: str, features: tuple[str, ...]) -> Criterion:
        own = [c for c in self.criteria if c.features == features]
        limits = [[c.limit for c in some if c.comparison is Comparison.DIFFERENCE] for some in (own, self.criteria)]
        block = any(c.on_inconclusive is OnInconclusive.BLOCK for c in own)
        return Criterion(
            metric=metric,
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

    def _check_label_errors(self) -> None:
        limited = tuple(dict.fromkeys(name for names in self.features for name in names))
        for errors in self.label_error:
            if errors.feature not in limited:
                allowed = one_of(errors.feature, limited)
                raise UsageError(f"label_error names '{errors.feature}', which no criterion compares; {allowed}")

    def _check_waivers(self) -> None:
        """Refuse a waiver that cannot be meant before anything is measured; `judge` knows the emotions as well."""
        for waiver in self.waivers:
            everything = (*self.criteria, *self.answer_criteria)
            criteria = [c for c in everything if c.has_finding(waiver.finding)]
            if not criteria:
                named = [c.finding_code for c in everything if find_metric(c.metric).outcome is None]
                expected = one_of(waiver.finding, named)
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
