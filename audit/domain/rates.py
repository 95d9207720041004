"""Rates: the one place where a count is divided by a count.

Words: a *rate* is a share of images; it has a numerator and a denominator, and is undefined (None, never 0, never NaN)
when there is nothing to divide by. Definitions are fairlearn's; per-emotion rates see the emotion one-vs-rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.groups import Group
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.counts import ConfusionCounts, OneVsRest


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
class Estimate:
    """One metric of one group (or of all images) with its interval.

    Attributes
    ----------
    metric, emotion
        Name in `METRICS`; the emotion of a per-emotion metric, else None.
    group
        The group, or None for all scored images.
    rate
        The share.
    interval
        Its bounds; None when the rate is undefined or has no binomial denominator.
    """

    metric: str
    emotion: str | None
    group: Group | None
    rate: Rate
    interval: Interval | None

    @property
    def group_text(self) -> str:
        """The group, or `all images`."""
        return "all images" if self.group is None else self.group.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A rate that can be measured per group.

    Attributes
    ----------
    name, title
        As in a policy; as in a sentence.
    definition, formula, source
        For the method section of the report.
    per_emotion
        Whether it is defined for one emotion against the rest.
    binomial
        Whether it is a share of independent images, so that binomial bounds hold and a criterion can gate on it.
    undefined
        Why the denominator can be 0.
    """

    name: str
    title: str
    definition: str
    formula: str
    source: str
    undefined: str
    per_emotion: bool = True
    binomial: bool = True


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
            binomial=False,
        ),
    )
}


def find_metric(name: str) -> Metric:
    """Return the metric of this name; raises UsageError with the known ones."""
    if name not in METRICS:
        raise UsageError(f"unknown metric '{name}'; {one_of(name, METRICS)}")
    return METRICS[name]


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
        When the metric or emotion is unknown, or a per-emotion metric comes without emotion.
    """
    if not find_metric(metric).per_emotion:
        return Rate(numerator=counts.correct, denominator=counts.total)
    if emotion is None:
        raise UsageError(f"metric '{metric}' is defined for one emotion against the rest; name the emotion")
    return _PER_EMOTION[metric](counts.one_vs_rest(emotion))
