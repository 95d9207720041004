"""Bounds of a loss: two classifiers over the same images, so that only the images they disagree on tell them apart.

Of n images the baseline alone is right on b, the candidate alone on c; the loss is (b − c) / n (McNemar 1947). Its
bounds keep the distance of both shares to their own exact bounds ("square and add" for a paired difference: MOVER;
Newcombe 1998, Statistics in Medicine 17, method 10; Zou & Donner 2008). Two shares of one multinomial exclude each
other, the more so the larger they are; the share that a bound moves up is taken at its own upper bound there. With the
observed correlation, as Newcombe has it, small groups miss the truth up to 2.3 times as often as promised, and Tango's
score bounds (1998) up to 2.9 times; with this one no enumerated world does (`tests/simulation/paired_errors.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.measure.limits.people import PeopleLimits
from audit.measure.rates.intervals import clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Sequence

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedBounds:
    """One-sided bounds of K losses: float64, shape (…, K), −1 to 1."""

    lower: Values
    upper: Values


def loss_bounds(lost: Values, gained: Values, images: Values, error: float) -> PairedBounds:
    """Return one-sided bounds of K losses, each with this error.

    Parameters
    ----------
    lost, gained
        float, shape (…, K): images only the baseline, or only the candidate, was right on.
    images
        float, shape (…, K): all images of the group, > 0. Fractions of images are allowed.
    error
        Error of each bound, 0 to 1.

    >>> none = loss_bounds(np.array([0.0]), np.array([0.0]), np.array([58.0]), 0.05)
    >>> round(float(none.lower[0]), 3), round(float(none.upper[0]), 3)  # 1 − .05^(1/58) = .0503
    (-0.05, 0.05)
    """
    lost, gained, images = (np.asarray(counts, np.float64) for counts in (lost, gained, images))
    return PairedBounds(lower=_lower(lost, gained, images, error), upper=-_lower(gained, lost, images, error))


def _lower(lost: Values, gained: Values, images: Values, error: float) -> Values:
    down, up = clopper_pearson(lost, images, error), clopper_pearson(gained, images, error)
    below, above = down.p - down.lower, up.upper - up.p
    spread = below**2 + above**2 + 2 * _correlation(down.p, up.upper) * below * above
    return np.asarray(np.clip(down.p - up.p - np.sqrt(spread), -1, 1))


def _correlation(first: Values, second: Values) -> Values:
    """Return how strongly two shares of one multinomial exclude each other, 0 to 1; 1 where they leave no room."""
    left = (1 - first) * (1 - second)
    shares = np.divide(first * second, left, out=np.ones_like(left), where=left > 0)
    return np.asarray(np.sqrt(np.clip(shares, 0, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LossesOfPeople:
    """Losses of K groups whose people have several pictures; the person is the unit.

    Attributes
    ----------
    limits
        Of (loss + 1) / 2, which lies between 0 and 1.
    design_effects
        float64, shape (K,): how many times fewer pictures of different people would spread as much; at least 1.
    """

    limits: PeopleLimits
    design_effects: Values

    @classmethod
    def of(
        cls, change: Values, groups: NDArray[np.int64], subjects: NDArray[np.int64], n_groups: int
    ) -> LossesOfPeople:
        """Return the losses of people, of whom nothing has to be known how alike their pictures change.

        Parameters
        ----------
        change
            float, shape (n,): loss of each image: 1, 0 or −1.
        groups, subjects
            int64, shape (n,): group, 0 to `n_groups` − 1, and person of each image; a person with pictures in two
            groups is a unit of each.
        n_groups
            How many groups, K, each with an image.
        """
        pairs, unit = np.unique(np.column_stack([groups, subjects]), axis=0, return_inverse=True)
        x, n = np.zeros((len(pairs), n_groups)), np.zeros((len(pairs), n_groups))
        at = np.arange(len(pairs)), pairs[:, 0]
        n[at] = np.bincount(unit.reshape(-1), minlength=len(pairs))
        x[at] = (np.bincount(unit.reshape(-1), weights=change, minlength=len(pairs)) + n[at]) / 2
        limits = PeopleLimits(x=x, n=n, people=np.ones((len(pairs), 1)))
        changed = np.bincount(groups, weights=change**2, minlength=n_groups) / n.sum(axis=0)
        alone = (changed - (2 * limits.p - 1) ** 2) / 4
        spread = ((x - n * limits.p) ** 2).sum(axis=0) / n.sum(axis=0)
        effects = np.divide(spread, alone, out=np.ones(n_groups), where=alone > 0).clip(1)
        return cls(limits=limits, design_effects=effects)

    def bounds(self, errors: Sequence[float]) -> list[PairedBounds]:
        """Return one-sided bounds of the losses at each error."""
        return [
            PairedBounds(lower=2 * found.lower - 1, upper=2 * found.upper - 1)
            for found in self.limits.at(np.array(errors))
        ]
