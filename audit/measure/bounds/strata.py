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
from audit.domain.counts.metrics import find_metric
from audit.measure.rates.clustering import PeopleOfGroups
from audit.measure.rates.grades import rate_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.criteria import Criterion

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """Rates of K groups within strata, pooled.

    Attributes
    ----------
    x, n
        float64, shape (K, S): numerators and denominators within the strata used.
    weight
        float64, shape (S,): share of all compared images in each stratum.
    people
        The same by person, for `of_strata`; None where each image shows another person.
    used
        The strata in which every group has images; none, and the arrays mean nothing.
    left_out
        Images in other strata.
    """

    x: Values
    n: Values
    weight: Values
    people: tuple[Values | None, Values, Values] | None
    used: tuple[Group, ...]
    left_out: int

    @property
    def values(self) -> Values:
        """float64, shape (K,): standardised rates."""
        return pooled(self.x, self.n)

    @property
    def images(self) -> NDArray[np.int64]:
        """int64, shape (K,): images of each group in the strata used."""
        return np.asarray(self.n.sum(axis=1), np.int64)


def standardised(
    counted: Counted,
    criterion: Criterion,
    groups: Sequence[Group],
    *,
    include_unknown: bool,
) -> Standardised:
    """Return the rates of groups within the strata of a criterion's control features, pooled.

    Parameters
    ----------
    counted
        The counts, and the same images person by person.
    criterion
        Metric, emotion, features that make the groups, features that make the strata.
    groups
        The K compared groups.
    include_unknown
        Whether images whose stratum is unknown make a stratum of their own; else they are left out.
    """
    table = counted.table
    places = _places(table, criterion, groups)
    strata = list(dict.fromkeys(stratum for _, stratum in crossings(table, criterion)))
    x, n = _counts(table, criterion, places)
    known = np.array([include_unknown or not stratum.is_unknown for stratum in strata], np.bool_)
    used = known & (n > 0).all(axis=0)
    left_out = int(n[:, ~used].sum())
    x, n = x[:, used], n[:, used]
    return Standardised(
        x=x,
        n=n,
        weight=n.sum(axis=0) / max(n.sum(), 1),
        people=_people(counted, criterion, places[:, used]),
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


def _places(table: CountTable, criterion: Criterion, groups: Sequence[Group]) -> NDArray[np.int64]:
    """Return the position among the crossed groups of every group in every stratum, shape (K, S); −1 = no image."""
    places = crossings(table, criterion)
    strata = dict.fromkeys(stratum for _, stratum in places)
    found = [[places.get((group, stratum), -1) for stratum in strata] for group in groups]
    return np.array(found, np.int64)


def _counts(table: CountTable, criterion: Criterion, places: NDArray[np.int64]) -> tuple[Values, Values]:
    """Return numerators and denominators, float64, shape (K, S)."""
    crossed = table.by((*criterion.features, *criterion.control))
    rates = [rate_of(criterion.metric, each.confusion, each.graded, criterion.emotion) for each in crossed]
    x, n = (
        np.array([*counts, 0], np.float64)
        for counts in zip(*((r.numerator, r.denominator) for r in rates), strict=True)
    )
    return x[places], n[places]


def _people(
    counted: Counted, criterion: Criterion, places: NDArray[np.int64]
) -> tuple[Values | None, Values, Values] | None:
    """Return the pictures of each person by group and stratum, and how many people have the same; see `of_strata`."""
    everyone = PeopleOfGroups.of(counted, (*criterion.features, *criterion.control))
    if everyone is None:
        return None
    graded = find_metric(criterion.metric).of_grades
    found = everyone.pictured() if graded else everyone.behind(criterion.metric, criterion.emotion)
    right = None if found.x is None else found.x[:, places]
    return right, found.n[:, places], found.people[:, 0]
