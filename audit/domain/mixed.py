"""Mixed emotions: how a classifier spreads its probability, as counts that add up.

Words: *softmax entropy* is the entropy of the predicted probabilities divided by log k, 0 (one emotion) to 1 (all
alike); *vote entropy* the same of the annotators' votes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.domain.abstention import Abstention
from audit.domain.arrays import frozen
from audit.domain.groups import Group
from audit.domain.rates import Estimate, Interval
from audit.errors import InputError

ENTROPY_BINS = 100
"""Bins of normalised entropy, each .01 wide."""


def entropy_bins(entropy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the bin of each entropy, 0 to 1: i where it lies in [i/100, (i+1)/100), the last bin closed."""
    return np.minimum((entropy * ENTROPY_BINS).astype(np.int64), ENTROPY_BINS - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntropyHistogram:
    """Images by softmax entropy.

    Attributes
    ----------
    counts
        int64, shape (100,): images whose entropy lies in [i/100, (i+1)/100), the last bin closed.
    """

    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        if np.shape(self.counts) != (ENTROPY_BINS,):
            raise InputError(f"an entropy histogram has {ENTROPY_BINS} bins, found shape {np.shape(self.counts)}")
        object.__setattr__(self, "counts", frozen(self.counts, np.int64))

    @classmethod
    def of(cls, entropy: NDArray[np.float64]) -> EntropyHistogram:
        """Return the histogram of images of these entropies, 0 to 1."""
        return cls(counts=np.bincount(entropy_bins(entropy), minlength=ENTROPY_BINS))

    def __add__(self, other: EntropyHistogram) -> EntropyHistogram:
        return EntropyHistogram(counts=self.counts + other.counts)

    @property
    def total(self) -> int:
        """Number of images."""
        return int(self.counts.sum())

    def quantile(self, share: float) -> float | None:
        """Return the entropy below which this share of the images lies, to the middle of a bin; None without images."""
        if not self.total:
            return None
        position = int(np.searchsorted(np.cumsum(self.counts), max(share * self.total, 1e-9)))
        return (position + 0.5) / ENTROPY_BINS

    def share_above(self, entropy: float) -> float | None:
        """Return the share of images whose bin starts at or above this entropy; None without images."""
        if not self.total:
            return None
        return int(self.counts[round(entropy * ENTROPY_BINS) :].sum()) / self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEntropy:
    """The entropy histogram of one group, and that of its images whose predicted emotion is the label."""

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
        Name in `audit.measure.votes.MEASURES`.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Images by the probability of their predicted emotion, in ten bins of equal width.

    Attributes
    ----------
    group
        The group, or None for all scored images.
    images, right
        int64, shape (10,): images, and those whose predicted emotion is the label.
    confidence
        float64, shape (10,): sum of the probabilities of the predicted emotions.
    shares
        float64, shape (10,): sum of the vote shares of the predicted emotions; None without votes.
    """

    group: Group | None
    images: NDArray[np.int64]
    right: NDArray[np.int64]
    confidence: NDArray[np.float64]
    shares: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        for name, kind in (("images", np.int64), ("right", np.int64), ("confidence", np.float64)):
            object.__setattr__(self, name, frozen(getattr(self, name), kind))
        if self.shares is not None:
            object.__setattr__(self, "shares", frozen(self.shares, np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperature:
    """A temperature by which logits are divided so that probabilities mean what they say.

    Attributes
    ----------
    value
        Above 0; 1 changes nothing.
    fitted_on
        Cohort and split it was fitted on, for the reader; no image of an audit may be among them.
    """

    value: float
    fitted_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteAgreement:
    """Rank correlation of softmax entropy with vote entropy.

    Attributes
    ----------
    spearman
        −1 to 1; None when either entropy is constant.
    lower, upper, confidence
        Bounds of Bonett & Wright (2000), or None.
    images
        Images with at least two votes for emotions of the model.
    ceiling
        What a perfect classifier could reach with this many votes, from split halves stepped up (Spearman 1910, Brown
        1910), or None.
    measures
        All measures against the votes: overall, then by every group of every single feature.
    """

    spearman: float | None
    lower: float | None
    upper: float | None
    confidence: float
    images: int
    ceiling: float | None
    measures: tuple[VoteMeasure, ...] = ()


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
        Overall, then every group of every single feature.
    temperature
        By which the classifier's outputs were divided, or None: then nobody says that they are calibrated.
    mixed_two
        int64, shape (k, k): as `top_two`, of the images read as mixed alone; None in a result of an earlier version.
    mixed_by_label
        Of the images labelled with each emotion, the share read as mixed.
    abstention
        What keeping silent where the entropy is high does; None in a result of an earlier version.
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

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_two", frozen(self.top_two, np.int64))
        if self.mixed_two is not None:
            object.__setattr__(self, "mixed_two", frozen(self.mixed_two, np.int64))
