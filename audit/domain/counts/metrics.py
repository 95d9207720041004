"""The metrics: each is one declaration, with everything that is counted, said and compared of it.

A new metric is one more entry here; whatever shows, limits, simulates or compares metrics reads them from here.
Definitions are fairlearn's; per-emotion rates see the emotion one-vs-rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.drop_outs import DROP_OUTS
from audit.domain.counts.metric import BoundsKind, Direction, Fraction, Mean, Metric, OnLabels, Words
from audit.domain.counts.rates import Rate
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from audit.domain.counts.confusion import ConfusionCounts

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
            undefined="no scored picture",
            per_emotion=False,
            words=Words(
                clause="pictures are classified correctly",
                collected="picture",
                share="of all pictures, the share answered as they are labelled",
            ),
            fraction=Fraction(numerator=lambda of: of.right, denominator=lambda of: of.images),
            fairlearn="sklearn.metrics.accuracy_score",
            limits_losses=True,
            card_type="accuracy",
        ),
        Metric(
            name="recall",
            title="recall",
            definition="share of images labelled with the emotion that are predicted so (= true positive rate)",
            formula="TP / (TP + FN)",
            source="scikit-learn recall_score; fairlearn true_positive_rate",
            undefined="no picture labelled with this emotion",
            words=Words(
                clause="{emotion} faces are recognised",
                collected="picture labelled {emotion}",
                share="of the pictures with this label, the share that got it for an answer",
            ),
            fraction=Fraction(numerator=lambda of: of.hits, denominator=lambda of: of.labelled),
            fairlearn="fairlearn.metrics.true_positive_rate",
            tabled=True,
            limits_losses=True,
        ),
        Metric(
            name="precision",
            title="precision",
            definition="share of images predicted as the emotion that are labelled so",
            formula="TP / (TP + FP)",
            source="scikit-learn precision_score",
            undefined="no picture predicted as this emotion",
            words=Words(
                clause="the answer {emotion} is right",
                collected="picture answered {emotion}",
                share="of the pictures that got this answer, the share labelled so",
            ),
            fraction=Fraction(numerator=lambda of: of.hits, denominator=lambda of: of.answered),
            fairlearn="sklearn.metrics.precision_score",
            tabled=True,
            on_labels=OnLabels.UNBOUNDED,
        ),
        Metric(
            name="false_positive_rate",
            title="false positive rate",
            definition="share of images labelled otherwise that are predicted as the emotion",
            formula="FP / (FP + TN)",
            source="fairlearn false_positive_rate; " + _FAIRLEARN,
            undefined="every image is labelled with this emotion",
            words=Words(
                clause="faces labelled otherwise are called {emotion}",
                collected="picture labelled otherwise",
                share="of the pictures labelled otherwise, the share called so",
            ),
            direction=Direction.HIGH,
            fraction=Fraction(
                numerator=lambda of: of.answered - of.hits, denominator=lambda of: of.images - of.labelled
            ),
            fairlearn="fairlearn.metrics.false_positive_rate",
        ),
        Metric(
            name="specificity",
            title="specificity",
            definition="share of images labelled otherwise that are not predicted so (= true negative rate)",
            formula="TN / (TN + FP)",
            source="fairlearn true_negative_rate; scikit-learn recall_score of the other emotions together",
            undefined="every image is labelled with this emotion",
            words=Words(
                clause="faces labelled otherwise are not called {emotion}",
                collected="picture labelled otherwise",
                share="of the pictures labelled otherwise, the share not called so",
            ),
            fraction=Fraction(
                numerator=lambda of: of.images - of.labelled - of.answered + of.hits,
                denominator=lambda of: of.images - of.labelled,
            ),
            fairlearn="fairlearn.metrics.true_negative_rate",
            tabled=True,
            complement_of="false_positive_rate",
        ),
        Metric(
            name="selection_rate",
            title="selection rate",
            definition="share of images predicted as the emotion, whatever their label",
            formula="(TP + FP) / scored images",
            source="fairlearn selection_rate; " + _FAIRLEARN,
            undefined="no scored picture",
            words=Words(
                clause="the answer is {emotion}",
                collected="picture",
                share="of all pictures, the share that got this answer",
            ),
            direction=Direction.EITHER,
            fraction=Fraction(numerator=lambda of: of.answered, denominator=lambda of: of.images),
            fairlearn="fairlearn.metrics.selection_rate",
            on_labels=OnLabels.NOT_AT_ALL,
        ),
        Metric(
            name="f1",
            title="F1",
            definition="harmonic mean of precision and recall; shown, never gated",
            formula="2 TP / (2 TP + FP + FN)",
            source="scikit-learn f1_score",
            undefined="the emotion is neither labelled nor predicted",
            words=Words(
                clause="{emotion} is both recognised and rightly answered",
                collected="picture labelled or answered {emotion}",
                share="precision and recall in one number, their harmonic mean",
            ),
            fraction=Fraction(numerator=lambda of: 2 * of.hits, denominator=lambda of: of.labelled + of.answered),
            fairlearn="sklearn.metrics.f1_score",
            tabled=True,
            bounds=BoundsKind.NONE,
            counts_hits_twice=True,
            on_labels=OnLabels.UNBOUNDED,
        ),
        Metric(
            name="scored_rate",
            title="scored rate",
            definition="share of the pictures the classifier was asked about that got an answer; the others have no "
            "face that was found, cannot be read, or have no prediction",
            formula="scored / rows whose label the classifier has",
            source="outcome ledger of the audit",
            undefined="no picture the classifier was asked about",
            per_emotion=False,
            words=Words(
                clause="pictures get an answer",
                collected="picture",
                share="of all pictures the classifier was asked about, the share that got an answer",
            ),
            fraction=Fraction(numerator=lambda of: of.right, denominator=lambda of: of.images),
            of_rows=True,
            fairlearn="sklearn.metrics.accuracy_score",
            on_labels=OnLabels.NOT_AT_ALL,
        ),
        *DROP_OUTS,
        Metric(
            name="mixed_rate",
            title="mixed rate",
            definition="share of images read as mixed, whatever their label: the two most probable emotions are close",
            formula="mixed / scored images with probabilities",
            source="grades of audit.measure.rates.grades, with the cuts declared there",
            undefined="no scored picture with probabilities",
            per_emotion=False,
            words=Words(
                clause="faces are read as mixed",
                collected="picture",
                share="of all pictures with probabilities, the share read as mixed",
            ),
            of_grades=True,
            fairlearn="fairlearn.metrics.selection_rate",
            on_labels=OnLabels.NOT_AT_ALL,
        ),
        Metric(
            name="macro_recall",
            title="macro-averaged recall",
            definition="mean of the recalls of all emotions the cohort has, each counting the same",
            formula="mean over emotions of TP / (TP + FN)",
            source="scikit-learn recall_score(average='macro')",
            undefined="an emotion has fewer than 5 pictures",
            per_emotion=False,
            words=Words(clause="", collected="picture", share="the mean of the recalls of all emotions"),
            mean=Mean(of="recall", taken_off=2),
            fairlearn="sklearn.metrics.recall_score",
            bounds=BoundsKind.JACKKNIFE,
            card_type="recall",
            over_emotions=True,
        ),
        Metric(
            name="balanced_accuracy",
            title="balanced accuracy",
            definition="the macro-averaged recall under scikit-learn's name",
            formula="mean over emotions of TP / (TP + FN)",
            source="scikit-learn balanced_accuracy_score",
            undefined="an emotion has fewer than 5 pictures",
            per_emotion=False,
            words=Words(clause="", collected="picture", share="the mean of the recalls of all emotions"),
            mean=Mean(of="recall", taken_off=2),
            fairlearn="sklearn.metrics.recall_score",
            bounds=BoundsKind.JACKKNIFE,
            over_emotions=True,
        ),
        Metric(
            name="macro_f1",
            title="macro-averaged F1",
            definition="mean of the F1 of all emotions the cohort has, each counting the same",
            formula="mean over emotions of 2 TP / (2 TP + FP + FN)",
            source="scikit-learn f1_score(average='macro')",
            undefined="an emotion has fewer than 5 pictures",
            per_emotion=False,
            words=Words(clause="", collected="picture", share="the mean of the F1 of all emotions"),
            mean=Mean(of="f1", taken_off=6),
            fairlearn="sklearn.metrics.f1_score",
            bounds=BoundsKind.JACKKNIFE,
            card_type="f1",
            over_emotions=True,
            on_labels=OnLabels.UNBOUNDED,
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


def words_of(name: str) -> Words:
    """Return what is said of a metric; raises UsageError for a notion, of which its parts are told."""
    words = find_metric(name).words
    if words is None:
        raise UsageError(f"'{name}' is a notion of several metrics, and those are told")
    return words


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
    found = find_metric(metric)
    if found.fraction is None:
        raise UsageError(f"metric '{metric}' is no share of answers")
    if emotion is None and found.per_emotion:
        raise UsageError(f"metric '{metric}' is defined for one emotion against the rest; name the emotion")
    sums = counts.margins(emotion if found.per_emotion else None)
    return Rate(numerator=int(found.fraction.numerator(sums)), denominator=int(found.fraction.denominator(sums)))
