"""Rules set before the audit: a *criterion* limits one disparity, a *regression* what a candidate may lose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import INTERSECTION
from audit.domain.counts.metric import BoundsKind, Direction, Metric
from audit.domain.counts.metrics import METRICS, find_metric
from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.comparisons import Comparison, Pairing
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.decision.waivers import Waiver


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
    primary
        Whether the policy keeps half of the error of a wrong FAIL for it, shared with other primary limits alone; all
        others share the other half.
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
    primary: bool = False

    def __post_init__(self) -> None:
        metric = find_metric(self.metric)
        if not metric.gated:
            raise UsageError(f"metric '{self.metric}' is shown but not gated: it has no exact bounds")
        if not 0 <= self.limit <= 1:
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
        if not 0 <= self.limit <= 1:
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
