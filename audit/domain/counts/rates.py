"""Rates: the one place where a count is divided by a count.

Words: a *rate* is a share of images; it has a numerator and a denominator, and is undefined (None, never 0, never NaN)
when there is nothing to divide by. Definitions are fairlearn's; per-emotion rates see the emotion one-vs-rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import Group
from audit.errors import InputError, UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.counts.counts import ConfusionCounts, OneVsRest


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of images: `numerator` of `denominator`."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None when the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds of a rate, 0 to 1.

    Attributes
    ----------
    lower, upper
        The bounds.
    confidence
        Nominal two-sided confidence, 0 to 1.
    method
        Name of the method, for the reader.
    """

    lower: float
    upper: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """A mean over emotions: it has a value and images behind it, but no numerator.

    Attributes
    ----------
    value
        0 to 1; None when an emotion has too few images.
    support
        Images behind it.
    effective
        Images of a single share that would be as uncertain, at most `support`; None when the value is.
    """

    value: float | None
    support: int
    effective: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One metric of one group (or of all images) with its interval.

    Attributes
    ----------
    metric, emotion
        Name in `METRICS`; the emotion of a per-emotion metric, else None.
    group
        The group, or None for all scored images.
    rate
        The share; None where the metric is an average over emotions.
    interval
        Its bounds; None when it is undefined or has no bounds.
    average
        The average over emotions; None where the metric is a share.
    shrunk
        The value drawn towards that of all groups by as much as its few images ask for (empirical Bayes); shown beside
        the raw one, never judged; None where it was not worked out.
    """

    metric: str
    emotion: str | None
    group: Group | None
    rate: Rate | None
    interval: Interval | None
    average: Average | None = None
    shrunk: float | None = None

    def __post_init__(self) -> None:
        if (self.rate is None) == (self.average is None):
            raise InputError(f"an estimate of {self.metric} is either a share of images or an average")

    @property
    def share(self) -> Rate:
        """The share of a metric that is one; raises InputError where it is an average."""
        if self.rate is None:
            raise InputError(f"{self.metric} of {self.group_text} is an average, no share of images")
        return self.rate

    @property
    def value(self) -> float | None:
        """The share or the average, 0 to 1; None when undefined."""
        return self.average.value if self.average else self.share.value

    @property
    def support(self) -> int:
        """Images behind it: the denominator of a share."""
        return self.average.support if self.average else self.share.denominator

    @property
    def group_text(self) -> str:
        """The group, or `all images`."""
        return "all images" if self.group is None else self.group.text


class BoundsKind(StrEnum):
    """What bounds a metric has: exact ones of a share; of an average, those of an equally uncertain share; none."""

    EXACT = "exact"
    JACKKNIFE = "jackknife"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What can be measured per group and compared.

    Attributes
    ----------
    name, title
        As in a policy; as in a sentence.
    definition, formula, source
        For the method section of the report.
    per_emotion
        Whether it is defined for one emotion against the rest.
    undefined
        Why there can be no value.
    bounds
        What bounds its values have.
    parts
        Of a fairness notion: the per-emotion metrics that all have to be equal; empty for a metric of its own.
    over_emotions
        Whether it is an average over the emotions.
    of_grades
        Whether it counts images by grade, from clear to mixed, and not by answer.
    """

    name: str
    title: str
    definition: str
    formula: str
    source: str
    undefined: str
    per_emotion: bool = True
    bounds: BoundsKind = BoundsKind.EXACT
    parts: tuple[str, ...] = ()
    over_emotions: bool = False
    of_grades: bool = False

    @property
    def gated(self) -> bool:
        """Whether a criterion can limit it."""
        return self.bounds is not BoundsKind.NONE


_PER_EMOTION: dict[str, Callable[[OneVsRest], Rate]] = {
    "recall": lambda c: Rate(numerator=c.true_positive, denominator=c.true_positive + c.false_negative),
    "precision": lambda c: Rate(numerator=c.true_positive, denominator=c.true_positive + c.false_positive),
    "false_positive_rate": lambda c: Rate(numerator=c.false_positive, denominator=c.false_positive + c.true_negative),
    "selection_rate": lambda c: Rate(
        numerator=c.true_positive + c.false_positive,
        denominator=c.true_positive + c.false_positive + c.false_negative + c.true_negative,
    ),
    "f1": lambda c: Rate(
        numerator=2 * c.true_positive, denominator=2 * c.true_positive + c.false_positive + c.false_negative
    ),
}

_FAIRLEARN = "fairlearn user guide, Common fairness metrics (Weerts et al. 2023, JMLR 24)"

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            name="accuracy",
            title="success rate",
            definition="share of images whose predicted emotion is the label",
            formula="right / scored images",
            source="scikit-learn accuracy_score",
            undefined="no scored image",
            per_emotion=False,
        ),
        Metric(
            name="recall",
            title="recall",
            definition="share of images labelled with the emotion that are predicted so (= true positive rate)",
            formula="TP / (TP + FN)",
            source="scikit-learn recall_score; fairlearn true_positive_rate",
            undefined="no image labelled with this emotion",
        ),
        Metric(
            name="precision",
            title="precision",
            definition="share of images predicted as the emotion that are labelled so",
            formula="TP / (TP + FP)",
            source="scikit-learn precision_score",
            undefined="no image predicted as this emotion",
        ),
        Metric(
            name="false_positive_rate",
            title="false positive rate",
            definition="share of images labelled otherwise that are predicted as the emotion",
            formula="FP / (FP + TN)",
            source="fairlearn false_positive_rate; " + _FAIRLEARN,
            undefined="every image is labelled with this emotion",
        ),
        Metric(
            name="selection_rate",
            title="selection rate",
            definition="share of images predicted as the emotion, whatever their label",
            formula="(TP + FP) / scored images",
            source="fairlearn selection_rate; " + _FAIRLEARN,
            undefined="no scored image",
        ),
        Metric(
            name="f1",
            title="F1",
            definition="harmonic mean of precision and recall; shown, never gated",
            formula="2 TP / (2 TP + FP + FN)",
            source="scikit-learn f1_score",
            undefined="the emotion is neither labelled nor predicted",
            bounds=BoundsKind.NONE,
        ),
        Metric(
            name="mixed_rate",
            title="mixed rate",
            definition="share of images read as mixed, whatever their label: the two most probable emotions are close",
            formula="mixed / scored images with probabilities",
            source="grades of audit.measure.rates.grades, with the cuts declared there",
            undefined="no scored image with probabilities",
            per_emotion=False,
            of_grades=True,
        ),
        Metric(
            name="macro_recall",
            title="macro-averaged recall",
            definition="mean of the recalls of all emotions the cohort has, each counting the same",
            formula="mean over emotions of TP / (TP + FN)",
            source="scikit-learn recall_score(average='macro')",
            undefined="an emotion has fewer than 5 images",
            per_emotion=False,
            bounds=BoundsKind.JACKKNIFE,
            over_emotions=True,
        ),
        Metric(
            name="balanced_accuracy",
            title="balanced accuracy",
            definition="the macro-averaged recall under scikit-learn's name",
            formula="mean over emotions of TP / (TP + FN)",
            source="scikit-learn balanced_accuracy_score",
            undefined="an emotion has fewer than 5 images",
            per_emotion=False,
            bounds=BoundsKind.JACKKNIFE,
            over_emotions=True,
        ),
        Metric(
            name="macro_f1",
            title="macro-averaged F1",
            definition="mean of the F1 of all emotions the cohort has, each counting the same",
            formula="mean over emotions of 2 TP / (2 TP + FP + FN)",
            source="scikit-learn f1_score(average='macro')",
            undefined="an emotion has fewer than 5 images",
            per_emotion=False,
            bounds=BoundsKind.JACKKNIFE,
            over_emotions=True,
        ),
    )
}

_PUTZEL = "Putzel & Lee 2022 (Blackbox post-processing for multiclass fairness)"

NOTIONS: dict[str, Metric] = {
    notion.name: notion
    for notion in (
        Metric(
            name="equalized_odds",
            title="equalized odds",
            definition="recall and false positive rate of the emotion are the same in every group: the larger gap",
            formula="max of the gaps of TP / (TP + FN) and FP / (FP + TN)",
            source=f"fairlearn equalized_odds_difference, for each emotion as {_PUTZEL}",
            undefined="no two groups have a rate",
            parts=("recall", "false_positive_rate"),
        ),
        Metric(
            name="equal_opportunity",
            title="equal opportunity",
            definition="recall of the emotion is the same in every group",
            formula="gap of TP / (TP + FN)",
            source=f"fairlearn equal_opportunity_difference, for each emotion as {_PUTZEL}",
            undefined="no two groups have a rate",
            parts=("recall",),
        ),
        Metric(
            name="demographic_parity",
            title="demographic parity",
            definition="the emotion is answered equally often in every group, whatever the label",
            formula="gap of (TP + FP) / scored images",
            source=f"fairlearn demographic_parity_difference, for each emotion as {_PUTZEL}",
            undefined="no two groups have a rate",
            parts=("selection_rate",),
        ),
        Metric(
            name="macro_equalized_odds",
            title="equalized odds averaged over emotions",
            definition="mean over emotions of the gap of equalized odds",
            formula="mean over emotions of the larger of the gaps of recall and false positive rate",
            source=_PUTZEL,
            undefined="no two groups have a rate",
            per_emotion=False,
            parts=("recall", "false_positive_rate"),
            over_emotions=True,
        ),
        Metric(
            name="macro_equal_opportunity",
            title="equal opportunity averaged over emotions",
            definition="mean over emotions of the gap of recall",
            formula="mean over emotions of the gap of TP / (TP + FN)",
            source=_PUTZEL,
            undefined="no two groups have a rate",
            per_emotion=False,
            parts=("recall",),
            over_emotions=True,
        ),
        Metric(
            name="macro_demographic_parity",
            title="demographic parity averaged over emotions",
            definition="mean over emotions of the gap of selection rate",
            formula="mean over emotions of the gap of (TP + FP) / scored images",
            source=_PUTZEL,
            undefined="no two groups have a rate",
            per_emotion=False,
            parts=("selection_rate",),
            over_emotions=True,
        ),
    )
}
"""Notions of fairness that compare several metrics at once; they have no value in one group."""


def find_metric(name: str) -> Metric:
    """Return the metric or notion of this name; raises UsageError with the known ones."""
    known = METRICS | NOTIONS
    if name not in known:
        raise UsageError(f"unknown metric '{name}'; {one_of(name, known)}")
    return known[name]


def rate(metric: str, counts: ConfusionCounts, emotion: str | None = None) -> Rate:
    """Return a metric of a confusion matrix.

    Parameters
    ----------
    metric
        Name in `METRICS`.
    counts
        The confusion matrix.
    emotion
        The emotion of a per-emotion metric.

    Raises
    ------
    UsageError
        When the metric or emotion is unknown, is no share of answers, or a per-emotion metric comes without emotion.
    """
    if metric == "accuracy":
        return Rate(numerator=counts.correct, denominator=counts.total)
    if metric not in _PER_EMOTION:
        raise UsageError(f"metric '{find_metric(metric).name}' is no share of answers")
    if emotion is None:
        raise UsageError(f"metric '{metric}' is defined for one emotion against the rest; name the emotion")
    return _PER_EMOTION[metric](counts.one_vs_rest(emotion))
