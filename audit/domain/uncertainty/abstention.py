"""Abstention: a classifier that keeps silent where its softmax entropy is high.

Words: *coverage* is the share of images it still answers; the *accuracy–coverage curve* its success rate on those, at
every threshold of entropy (El-Yaniv & Wiener 2010, JMLR 11, draw its complement, risk by coverage). One threshold holds
for all groups, as it would in use: so abstaining can help one group and leave another, and silence falls on some more
than on others (Jones et al. 2021, ICLR).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Interval, Rate

if TYPE_CHECKING:
    from audit.domain.uncertainty.entropy import EntropyHistogram

COVERAGE = 0.9
"""Share of the images answered where success rates with abstention are given; the largest coverage up to it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Area under an accuracy–coverage curve: the mean, over i, of the success rate of the i most certain images.

    1 less the area under the risk–coverage curve (Geifman & El-Yaniv 2017, NeurIPS; Geifman, Uziel & El-Yaniv 2019,
    ICLR).

    Attributes
    ----------
    value
        0 to 1, images of one bin of entropy in random order.
    lower, upper
        What it could be if they stood in the worst and in the best order: the true area lies between.
    """

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What abstaining at the common threshold does to one group.

    Attributes
    ----------
    group
        The group, or None for all scored images.
    everything
        Success rate without abstaining.
    kept
        Success rate of the images still answered; None where there is no threshold.
    interval
        Wilson's of `kept`; None where it is undefined.
    area
        Under the group's own curve; None without images.
    """

    group: Group | None
    everything: Rate
    kept: Rate | None
    interval: Interval | None
    area: Area | None

    @property
    def coverage(self) -> Rate | None:
        """The share of the group's images still answered."""
        if self.kept is None:
            return None
        return Rate(numerator=self.kept.denominator, denominator=self.everything.denominator)

    @property
    def gain(self) -> float | None:
        """How much the success rate rises, −1 to 1; None where either is undefined."""
        if self.kept is None or self.kept.value is None or self.everything.value is None:
            return None
        return self.kept.value - self.everything.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """What abstaining does, overall and to every group, at one threshold.

    Attributes
    ----------
    share
        Coverage wanted, 0 to 1.
    threshold
        Images of at least this entropy are not answered: the largest hundredth at which no more than `share` of all
        images are; None where already the lowest hundredth of entropy holds more.
    overall, by_group
        `by_group` holds every group of every single feature.
    """

    share: float
    threshold: float | None
    overall: Answered
    by_group: tuple[Answered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCurve:
    """An accuracy–coverage curve.

    Attributes
    ----------
    answered, right
        int64, shape (bins,): images of an entropy below the upper end of each bin, and those of them that are right.
    """

    answered: NDArray[np.int64]
    right: NDArray[np.int64]

    @classmethod
    def of(cls, everything: EntropyHistogram, right: EntropyHistogram) -> CoverageCurve:
        """Return the curve of images by entropy, and of those whose predicted emotion is the label."""
        return cls(answered=np.cumsum(everything.counts), right=np.cumsum(right.counts))

    def points(self) -> tuple[tuple[float, float], ...]:
        """Return coverage and success rate at each threshold that answers more images than the one before."""
        images = int(self.answered[-1])
        new = np.flatnonzero(np.diff(self.answered, prepend=0))
        return tuple((int(self.answered[i]) / images, int(self.right[i]) / int(self.answered[i])) for i in new)

    def bins(self, share: float) -> int | None:
        """Return how many bins are answered at the largest coverage of at most `share`; None where not one can be."""
        allowed = np.flatnonzero((self.answered > 0) & (self.answered <= share * self.answered[-1]))
        return int(allowed[-1]) + 1 if len(allowed) else None
