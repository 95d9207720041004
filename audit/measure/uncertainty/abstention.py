"""Abstention, from the entropy histograms: what silence above a threshold does to the success rate of every group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from audit.domain.arrays import Codes
from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Rate
from audit.domain.uncertainty.abstention import COVERAGE, Abstention, Answered, Area, CoverageCurve
from audit.domain.uncertainty.entropy import ENTROPY_BINS, EntropyHistogram
from audit.measure.rates.clustering import Clusters, correlation, design_effects
from audit.measure.rates.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.rates import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """The scored images of a group, each by itself or those that are alike together.

    Attributes
    ----------
    group
        The group, or None for all.
    bins
        Whole numbers, shape (n,): bin of the softmax entropy, as `entropy_bins` numbers them.
    right
        bool, shape (n,): whether the predicted emotion is the label.
    subjects
        Whole numbers, shape (n,): the person on each, or None when each shows another.
    images
        int64, shape (n,): how many images each stands for.
    """

    group: Group | None
    bins: Codes
    right: NDArray[np.bool_]
    subjects: Codes | None
    images: NDArray[np.int64]

    def of(self, group: Group, rows: NDArray[np.bool_]) -> Images:
        """Return those of these rows, which are a group."""
        people = None if self.subjects is None else self.subjects[rows]
        return Images(
            group=group, bins=self.bins[rows], right=self.right[rows], subjects=people, images=self.images[rows]
        )

    @property
    def histogram(self) -> EntropyHistogram:
        """Images by entropy."""
        return EntropyHistogram.of_bins(self.bins, self.images)

    @property
    def histogram_right(self) -> EntropyHistogram:
        """Images whose predicted emotion is the label, by entropy."""
        return EntropyHistogram.of_bins(self.bins[self.right], self.images[self.right])

    @property
    def curve(self) -> CoverageCurve:
        """The accuracy–coverage curve."""
        return CoverageCurve.of(self.histogram, self.histogram_right)


def abstention(overall: Images, groups: Sequence[Images], confidence: float) -> Abstention:
    """Return what abstaining does at the largest coverage of at most `COVERAGE` of all images.

    Parameters
    ----------
    overall, groups
        All scored images, and those of every group.
    confidence
        Of Wilson's intervals, 0 to 1; pictures of one person count for as much less as they are alike.
    """
    threshold = overall.curve.bins(COVERAGE)
    return Abstention(
        share=COVERAGE,
        threshold=None if threshold is None else threshold / ENTROPY_BINS,
        overall=_answered(overall, threshold, confidence),
        by_group=tuple(_answered(group, threshold, confidence) for group in groups),
    )


def area(curve: CoverageCurve) -> Area | None:
    """Return the area under a curve and what it could be within the bins; None without images.

    A bin of m images, r of them right, after A images, R of them right, adds Σ (R + j·r/m) / (A + j) over j = 1 … m in
    random order; with the right ones first it adds most, with the wrong ones first least. All three are sums of
    1 / (A + j), so the work does not grow with the images.
    """
    images = int(curve.answered[-1])
    if not images:
        return None
    m, r = np.diff(curve.answered, prepend=0), np.diff(curve.right, prepend=0)
    before, good = curve.answered - m, curve.right - r
    share = np.divide(r, m, out=np.zeros(len(m)), where=m > 0)
    middle = r + (good - before * share) * _inverses(before, m)
    best = r + (good - before) * _inverses(before, r) + (good + r) * _inverses(before + r, m - r)
    worst = good * _inverses(before, m - r) + r + (good - before - (m - r)) * _inverses(before + m - r, r)
    value, lower, upper = (float(each.sum()) / images for each in (middle, worst, best))
    return Area(value=value, lower=max(lower, 0.0), upper=min(upper, 1.0))


def _inverses(start: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return Σ 1 / (start + j) over j = 1 … count, shape as given."""
    return np.asarray(digamma(start + count + 1.0) - digamma(start + 1.0), np.float64)


def _answered(images: Images, threshold: int | None, confidence: float) -> Answered:
    everything = _rate(images.right, np.ones(len(images.right), np.bool_), images.images)
    kept = None if threshold is None else images.bins < threshold
    return Answered(
        group=images.group,
        everything=everything,
        kept=None if kept is None else _rate(images.right, kept, images.images),
        interval=None if kept is None else interval_of(images.right, images.subjects, kept, confidence, images.images),
        area=area(images.curve),
    )


def _rate(counted: NDArray[np.bool_], chosen: NDArray[np.bool_], images: NDArray[np.int64]) -> Rate:
    return Rate(numerator=int(images[counted & chosen].sum()), denominator=int(images[chosen].sum()))


def interval_of(
    counted: NDArray[np.bool_],
    subjects: Codes | None,
    chosen: NDArray[np.bool_],
    confidence: float,
    images: NDArray[np.int64] | None = None,
) -> Interval | None:
    """Return Wilson's interval of the share of chosen images that are counted; None without any.

    Parameters
    ----------
    counted, chosen
        bool, shape (n,): which images are in the numerator; which in the denominator.
    subjects
        Whole numbers, shape (n,): the person on each, who counts for as many images as hers are unlike; or None.
    confidence
        0 to 1.
    images
        int64, shape (n,): how many images each stands for; None = one.
    """
    images = np.ones(len(counted), np.int64) if images is None else images
    x, n = float(images[counted & chosen].sum()), float(images[chosen].sum())
    if subjects is None:
        return wilson(x, n, confidence)
    found = _clusters(subjects[chosen], counted[chosen], images[chosen])
    effect = float(design_effects(found, correlation(found))[0])
    return wilson(x / effect, n / effect, confidence)


def _clusters(subjects: Codes, counted: NDArray[np.bool_], images: NDArray[np.int64]) -> Clusters:
    """Return the pictures of each person as one group."""
    persons, which = np.unique(subjects, return_inverse=True)
    n = np.bincount(which.reshape(-1), images)[:, None].astype(np.float64)
    x = np.bincount(which.reshape(-1), images * counted)[:, None].astype(np.float64)
    return Clusters(x=x, n=n, present=n > 0, people=np.ones((len(persons), 1)))
