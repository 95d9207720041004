"""Mixed emotions: how a classifier spreads its probability, as counts that add up.

Words: *softmax entropy* is the entropy of the predicted probabilities divided by log k, 0 (one emotion) to 1 (all
alike); *vote entropy* the same of the annotators' votes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Estimate, Interval
from audit.domain.uncertainty.abstention import Abstention
from audit.domain.uncertainty.entropy import EntropyHistogram
from audit.errors import InputError, UsageError

RELIABILITY_BINS = 10
"""Bins of the probability of the predicted emotion, each .1 wide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEntropy:
    """The entropy histogram of one group.

    Attributes
    ----------
    group, histogram
        Of whom; all its scored images.
    right
        Those of its images whose predicted emotion is the label.
    """

    group: Group
    histogram: EntropyHistogram
    right: EntropyHistogram | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmotionEntropy:
    """The entropy histogram of images labelled with one emotion."""

    emotion: str
    histogram: EntropyHistogram


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteMeasure:
    """One measure of a classifier against the annotators' votes.

    Attributes
    ----------
    name
        Key in `audit.domain.uncertainty.votes.MEASURES`.
    group
        The group, or None for all images with votes.
    images
        Images behind it.
    value
        None when undefined.
    interval
        Resampled over images, or over people where they have several; None when undefined.
    ceiling
        What a classifier that knows every image's true shares could reach with this many votes, or None.
    panel
        What half of the annotators reach against the other half, or None.
    """

    name: str
    group: Group | None
    images: int
    value: float | None
    interval: Interval | None
    ceiling: float | None
    panel: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """How probabilities are read in words, from clear to mixed.

    Attributes
    ----------
    names
        The grades in order: from one emotion to the other of two, else from clear to mixed.
    mixed
        Position of the grade that means mixed.
    rule
        When an image gets which grade, in a sentence with the cuts.
    """

    names: tuple[str, ...]
    mixed: int
    rule: str


class Truth(StrEnum):
    """What a probability is held against: the label, or the share of the annotators' votes."""

    LABEL = "label"
    VOTES = "votes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Images by the probability of their predicted emotion, in ten bins of equal width; the arrays add up over shards.

    Attributes
    ----------
    group
        The group, or None for all scored images.
    truth
        What the probabilities are held against.
    images
        int64, shape (10,): images whose probability lies in [i/10, (i+1)/10), the last bin closed; with votes, only
        images whose votes are mostly for the model's emotions.
    success
        float64, shape (10,): how many of them were predicted right; with votes, the sum of the predicted emotions'
        shares of the votes for the model's emotions.
    confidence
        float64, shape (10,): sum of the probabilities of the predicted emotions.
    interval
        Of the success rate; None without images.
    """

    group: Group | None
    truth: Truth
    images: NDArray[np.int64]
    success: NDArray[np.float64]
    confidence: NDArray[np.float64]
    interval: Interval | None

    def __post_init__(self) -> None:
        for name, kind in (("images", np.int64), ("success", np.float64), ("confidence", np.float64)):
            object.__setattr__(self, name, frozen(getattr(self, name), kind))
            if getattr(self, name).shape != (RELIABILITY_BINS,):
                raise InputError(f"a reliability has {RELIABILITY_BINS} bins of {name}")

    @property
    def total(self) -> int:
        """Number of images."""
        return int(self.images.sum())

    @property
    def success_rate(self) -> float | None:
        """Share of images predicted right, or mean vote share of the predicted emotion; None without images."""
        return float(self.success.sum()) / self.total if self.total else None

    @property
    def mean_confidence(self) -> float | None:
        """Mean probability of the predicted emotions; None without images."""
        return float(self.confidence.sum()) / self.total if self.total else None

    @property
    def gap(self) -> float | None:
        """Mean confidence minus success rate: above 0 the classifier is over-confident; None without images."""
        if not self.total:
            return None
        return float(self.confidence.sum() - self.success.sum()) / self.total

    @property
    def gap_interval(self) -> Interval | None:
        """Bounds of the gap of classifications like these, their confidence taken as it is; None without images."""
        mean, rate = self.mean_confidence, self.interval
        if mean is None or rate is None:
            return None
        return replace(rate, lower=mean - rate.upper, upper=mean - rate.lower)

    @property
    def error(self) -> float | None:
        """Expected calibration error: mean over images of their bin's |confidence − success|; None without images.

        Naeini, Cooper & Hauskrecht 2015 (AAAI); biased upwards with few images, so it is read beside `chance_error`.
        """
        return float(np.abs(self.confidence - self.success).sum()) / self.total if self.total else None

    @property
    def chance_error(self) -> float | None:
        """Largest mean `error` that a perfectly calibrated classifier shows by chance; None without images.

        In a bin of n images with mean confidence p it is the mean absolute deviation of a binomial number, by de
        Moivre's formula (Diaconis & Zabell 1991, Statistical Science 6). Unequal confidences within a bin (Hoeffding
        1956) and shares of votes in place of 0 and 1 only lower it.
        """
        if not self.total:
            return None
        bins = zip(self.images.tolist(), self.confidence.tolist(), strict=True)
        return math.fsum(_mean_deviation(n, total / n) for n, total in bins if n) / self.total

    def expected(self, confidence: float = 0.95) -> tuple[Interval | None, ...]:
        """Return where each bin's success rate would lie if the classifier were perfectly calibrated.

        About so often as `confidence` says, by the normal approximation (bars of Bröcker & Smith 2007, Weather and
        Forecasting 22); None in a bin without images.
        """
        z = NormalDist().inv_cdf(0.5 + confidence / 2)
        bins = zip(self.images.tolist(), self.confidence.tolist(), strict=True)
        return tuple(_bar(total / n, n, z, confidence) if n else None for n, total in bins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperature:
    """A temperature by which logits are divided so that probabilities mean what they say (Guo et al. 2017, ICML).

    Attributes
    ----------
    value
        Finite and above 0; 1 changes nothing, more makes the classifier less sure.
    fitted_on
        Cohort and split it was fitted on, for the reader; no image of an audit may be among them.
    split
        Value of the `split` column of the pictures it was fitted on, or None.
    pictures_sha256
        Of the names of these pictures, see `Cohort.pictures_sha256`; None where they have none, as drawn faces.
    """

    value: float
    fitted_on: str
    split: str | None = None
    pictures_sha256: str | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and self.value > 0):
            raise UsageError(f"temperature = {self.value}: expected a finite number above 0")
        if not self.fitted_on.strip():
            raise UsageError("fitted_on is empty: say which cohort and split the temperature was fitted on")


def _bar(p: float, n: int, z: float, confidence: float) -> Interval:
    half = z * math.sqrt(max(p * (1 - p), 0.0) / n)
    lower, upper = max(0.0, p - half), min(1.0, p + half)
    return Interval(lower=lower, upper=upper, confidence=confidence, method="normal approximation")


def _mean_deviation(n: int, p: float) -> float:
    """Return E|X − np| of a binomial number X of n with chance p."""
    p = min(max(p, 0.0), 1.0)
    if p in (0.0, 1.0):
        return 0.0
    k = min(math.floor(n * p) + 1, n)
    chosen = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return 2 * k * math.exp(chosen + k * math.log(p) + (n - k + 1) * math.log1p(-p))


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteAgreement:
    """Rank correlation of softmax entropy with vote entropy.

    Attributes
    ----------
    spearman
        −1 to 1; None when either entropy is constant.
    lower, upper, confidence
        Its interval, or None.
    images
        Images with at least two votes for emotions of the model.
    ceiling
        What a perfect classifier could reach with this many votes, from split halves stepped up (Spearman 1910, Brown
        1910), or None.
    measures
        All measures against the votes: overall, the rank correlation first; then by every group of every single
        feature.
    constant
        Whether the classifier is equally sure of every image though the annotators are not; then `spearman` is None.
    """

    spearman: float | None
    lower: float | None
    upper: float | None
    confidence: float
    images: int
    ceiling: float | None
    measures: tuple[VoteMeasure, ...] = ()
    constant: bool = False

    def of(self, group: Group | None) -> tuple[VoteMeasure, ...]:
        """Return the measures of a group, or with None those of all images."""
        return tuple(measure for measure in self.measures if measure.group == group)

    @property
    def panel(self) -> float | None:
        """The rank correlation of half of the annotators with the other half, or None."""
        return self.measures[0].panel if self.measures else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedEmotions:
    """What the probabilities say about mixed emotions.

    Attributes
    ----------
    overall, by_emotion, by_group
        Entropy histograms; `by_group` holds every group of every single feature.
    top_two
        int64, shape (k, k): images whose most probable emotion is the row and second the column.
    votes
        Agreement with the annotators, or None where the cohort has no votes.
    right
        The histogram of images whose predicted emotion is the label: with `overall` it gives success rate by coverage.
    grading
        How the grades of `CountTable.graded` are to be read, or None.
    reliability
        Against the label: overall, then every group of every single feature; then the same against votes where the
        cohort has them.
    temperature
        By which the classifier's outputs were divided, or None: then nobody says that they are calibrated.
    mixed_two
        int64, shape (k, k): as `top_two`, of the images read as mixed alone; None in a result of an earlier version.
    mixed_by_label
        Of the images labelled with each emotion, the share read as mixed.
    abstention
        What keeping silent where the entropy is high does; None in a result of an earlier version.
    fitted_here
        Scored images of the set that the temperature was fitted on: of them calibration is no evidence.
    """

    overall: EntropyHistogram
    by_emotion: tuple[EmotionEntropy, ...]
    by_group: tuple[GroupEntropy, ...]
    top_two: NDArray[np.int64]
    votes: VoteAgreement | None = None
    right: EntropyHistogram | None = None
    grading: Grading | None = None
    reliability: tuple[Reliability, ...] = ()
    temperature: Temperature | None = None
    mixed_two: NDArray[np.int64] | None = None
    mixed_by_label: tuple[Estimate, ...] = ()
    abstention: Abstention | None = None
    fitted_here: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_two", frozen(self.top_two, np.int64))
        if self.mixed_two is not None:
            object.__setattr__(self, "mixed_two", frozen(self.mixed_two, np.int64))
