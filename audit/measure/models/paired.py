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

import numpy as np
from numpy.typing import NDArray

from audit.measure.rates.intervals import clopper_pearson

Values = NDArray[np.float64]

FEWEST_CHANGED_PEOPLE = 10
"""With fewer people of whom any picture changed, how alike a person's pictures are is not estimated: the estimate would
often miss the few people whose pictures change together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedBounds:
    """One-sided bounds of K losses: float64, shape (…, K), −1 to 1."""

    lower: Values
    upper: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Alikeness:
    """How far changes of pictures of one person are alike.

    Attributes
    ----------
    correlation
        Intra-class correlation, 0 to 1.
    design_effects
        float64, shape (K,): a group's images count as this many times fewer; at least 1.
    """

    correlation: float
    design_effects: Values


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
class _PairedPeople:
    """Images person by person, people within groups.

    Attributes
    ----------
    person
        int64, shape (n,): person of each image, 0 to P − 1; one with pictures in two groups is two.
    group
        int64, shape (P,): the group of each.
    pictures
        float64, shape (P,): their images.
    images
        float64, shape (K,): images of each group.
    """

    person: NDArray[np.int64]
    group: NDArray[np.int64]
    pictures: Values
    images: Values

    @property
    def sizes(self) -> Values:
        """Images of the person of an image drawn from a group, itself among them; float64, shape (K,)."""
        squares = np.bincount(self.group, weights=self.pictures**2, minlength=len(self.images))
        return np.divide(squares, self.images, out=np.ones(len(self.images)), where=self.images > 0)


def alikeness(change: Values, groups: NDArray[np.int64], subjects: NDArray[np.int64], n_groups: int) -> Alikeness:
    """Return how much pictures of one person tell less than pictures of different people.

    The intra-class correlation is that of the analysis of variance, people within groups, all groups pooled (Donner
    1986, International Statistical Review 54, for clusters of different size). It is taken for 1 where it cannot be
    estimated: one person in every group, or pictures of fewer than `FEWEST_CHANGED_PEOPLE` people changed.

    Parameters
    ----------
    change
        float, shape (n,): loss of each image: 1, 0 or −1.
    groups, subjects
        int64, shape (n,): group, 0 to `n_groups` − 1, and person of each image.
    n_groups
        How many groups, K.
    """
    pairs, person = np.unique(np.column_stack([groups, subjects]), axis=0, return_inverse=True)
    person = person.reshape(-1)
    people = _PairedPeople(
        person=person,
        group=pairs[:, 0],
        pictures=np.bincount(person, minlength=len(pairs)).astype(float),
        images=np.bincount(groups, minlength=n_groups).astype(float),
    )
    correlation = _intra_class(change, people)
    return Alikeness(correlation=correlation, design_effects=1 + (people.sizes - 1) * correlation)


def _intra_class(change: Values, people: _PairedPeople) -> float:
    pictures, images, used = people.pictures, people.images, people.images > 0
    between, within = len(pictures) - int(used.sum()), len(change) - len(pictures)
    changed = len(np.unique(people.person[change != 0]))
    if between == 0 or within == 0 or changed < FEWEST_CHANGED_PEOPLE:
        return 1.0
    sums = np.bincount(people.person, weights=change)
    of_person = sums / pictures
    of_group = np.bincount(people.group, weights=sums, minlength=len(images)) / np.maximum(images, 1)
    mean_between = float(np.sum(pictures * (of_person - of_group[people.group]) ** 2)) / between
    mean_within = float(np.sum((change - of_person[people.person]) ** 2)) / within
    typical = float(images.sum() - people.sizes[used].sum()) / between
    total = mean_between + (typical - 1) * mean_within
    return float(np.clip((mean_between - mean_within) / total, 0, 1)) if total > 0 else 1.0
