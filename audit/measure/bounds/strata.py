"""Rates within strata of other features, pooled: directly standardised to the strata of all compared groups together.

Every group's rate is the mean of its rates within the strata, weighted by the strata's share of all compared images:
what the group's rate would be if its images were spread over the strata as those of all groups are. So a gap that only
comes from groups being spread differently over the strata goes away; one that is within strata stays.

A stratum in which a compared group has no image is left out for all groups, and its images are counted: so, other than
without control, a group added to a cohort can take away the stratum in which a limit was broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import Group
from audit.measure.rates.grades import rate_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.policy import Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """Rates of K groups within strata, pooled.

    Attributes
    ----------
    values
        float64, shape (K,): standardised rates.
    effective
        float64, shape (K,): images of a single share that would be as uncertain.
    images
        int64, shape (K,): images of each group in the strata used.
    used
        The strata in which every group has images; none, and the arrays mean nothing.
    left_out
        Images in other strata.
    """

    values: NDArray[np.float64]
    effective: NDArray[np.float64]
    images: NDArray[np.int64]
    used: tuple[Group, ...]
    left_out: int


def standardised(
    table: CountTable,
    criterion: Criterion,
    groups: Sequence[Group],
    effects: NDArray[np.float64],
    *,
    include_unknown: bool,
) -> Standardised:
    """Return the rates of groups within the strata of a criterion's control features, pooled.

    Parameters
    ----------
    table
        The counts.
    criterion
        Metric, emotion, features that make the groups, features that make the strata.
    groups
        The K compared groups.
    effects
        float64, shape (K,): design effect of each group.
    include_unknown
        Whether images whose stratum is unknown make a stratum of their own; else they are left out.
    """
    x, n, strata = _counts(table, criterion, groups)
    known = np.array([include_unknown or not stratum.is_unknown for stratum in strata], np.bool_)
    used = known & (n > 0).all(axis=0)
    left_out = int(n[:, ~used].sum())
    x, n = x[:, used], n[:, used]
    weight = n.sum(axis=0) / max(n.sum(), 1)
    return Standardised(
        values=pooled(x, n),
        effective=effective_images(x / effects[:, None], n / effects[:, None], weight),
        images=n.sum(axis=1).astype(np.int64),
        used=tuple(stratum for stratum, is_used in zip(strata, used, strict=True) if is_used),
        left_out=left_out,
    )


def crossings(table: CountTable, criterion: Criterion) -> dict[tuple[Group, Group], int]:
    """Return every group and stratum that occur together, with their position among the crossed groups."""
    found = {}
    for position, crossed in enumerate(table.groups((*criterion.features, *criterion.control))):
        group, stratum = (
            Group.of(*(pair for pair in crossed.pairs if pair[0] in names))
            for names in (criterion.features, criterion.control)
        )
        found[group, stratum] = position
    return found


def pooled(x: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares within strata, pooled: from shape (…, K, S) to (…, K); NaN for a group that lacks a stratum."""
    images = n.sum(axis=-2, keepdims=True)
    shares = np.divide(x, n, out=np.full(np.shape(x), np.nan), where=n > 0)
    return np.asarray((images * shares).sum(axis=-1) / np.maximum(images.sum(axis=-1), 1))


def _counts(
    table: CountTable, criterion: Criterion, groups: Sequence[Group]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[Group]]:
    """Return numerators and denominators, float64, shape (K, strata), and the strata."""
    places, crossed = crossings(table, criterion), table.by((*criterion.features, *criterion.control))
    strata = list(dict.fromkeys(stratum for _, stratum in places))
    x, n = np.zeros((len(groups), len(strata))), np.zeros((len(groups), len(strata)))
    for i, group in enumerate(groups):
        for j, stratum in enumerate(strata):
            if (place := places.get((group, stratum))) is not None:
                each = crossed[place]
                found = rate_of(criterion.metric, each.confusion, each.graded, criterion.emotion)
                x[i, j], n[i, j] = found.numerator, found.denominator
    return x, n, strata


def effective_images(
    x: NDArray[np.float64], n: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the images of a single share with the same variance, float64, shape (…, K), at most those there are.

    Two images that are right and two that are wrong are added to each stratum for the variance (Agresti & Coull 1998):
    a stratum of few images may weigh much, and its own spread says little (measured: see `make simulate`).

    Parameters
    ----------
    x, n
        float64, shape (…, K, S): numerators and denominators of groups within strata, n > 0; 0 comes of no stratum.
    weight
        float64, shape (S,): what each stratum counts for, adding up to 1.
    """
    shares = (x + 2) / (n + 4)
    variance = (weight**2 * shares * (1 - shares) / n).sum(axis=-1)
    mean, images = (weight * shares).sum(axis=-1), n.sum(axis=-1)
    smaller = np.divide(mean * (1 - mean), variance, out=np.zeros(mean.shape), where=variance > 0)
    return np.asarray(np.minimum(images, smaller * images / np.maximum(images + 2 * n.shape[-1], 1)))
