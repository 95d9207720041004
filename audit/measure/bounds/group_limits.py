"""Which limits the values of compared groups have: exact, melded, drawn, or with people as the unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts.metrics import find_metric
from audit.measure.limits.drawn import DrawnLimits
from audit.measure.limits.limits import GroupLimits, ShareLimits, effective_images
from audit.measure.limits.melding import MeldedLimits
from audit.measure.limits.people import PeopleLimits
from audit.measure.rates.averages import over_emotions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.counts import GroupCounts
    from audit.measure.rates.clustering import Clusters, PeopleOfGroups

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Values of compared groups with their limits, and the images they weigh.

    Attributes
    ----------
    limits
        Of the groups.
    effective
        float64, shape (K,): independent images of a single share whose limits are as far apart.
    """

    limits: GroupLimits
    effective: Values

    @classmethod
    def of(cls, limits: GroupLimits, images: Values) -> Weighed:
        """Return them with their effective images; `images` has those behind each value, shape (K,)."""
        return cls(limits=limits, effective=effective_images(limits.own, images))


def of_shares(x: Values, n: Values, people: Clusters | None) -> Weighed:
    """Return the limits of shares of images.

    Parameters
    ----------
    x, n
        float64, shape (K,): images in the numerator and the denominator.
    people
        The same by person; None where each image shows another person.
    """
    if people is None or people.n.max(initial=0) <= 1:
        return Weighed(limits=GroupLimits.of_shares(x, n), effective=n)
    weight = n / n.sum()
    if people.x is None:
        most = people.n.max(axis=0).clip(1)
        shares = GroupLimits.of_shares(x / most.max(), n / most.max())
        return Weighed.of(GroupLimits(own=ShareLimits(x=x / most, n=n / most), rest=shares.rest, weight=weight), n)
    own = PeopleLimits(x=people.x, n=people.n, people=people.people)
    return Weighed.of(GroupLimits(own=own, rest=own.rest(), weight=weight, spread=own.spread), n)


def of_averages(
    metric: str,
    groups: Sequence[GroupCounts],
    kept: Sequence[int],
    support: NDArray[np.int64],
    people: PeopleOfGroups | None,
) -> Weighed:
    """Return the limits of averages over emotions.

    Parameters
    ----------
    metric
        Name of a metric over emotions.
    groups
        All groups.
    kept
        Positions of those that are compared.
    support
        int64, shape (k,): images of each emotion in the cohort; the average is over those that occur.
    people
        The same images by person; None where each shows another person.
    """
    emotions = np.flatnonzero(support)
    cells = np.stack([groups[i].confusion.cells for i in kept]).astype(np.float64)
    mean, images = find_metric(metric).mean, cells.sum(axis=(-2, -1))
    own: MeldedLimits | PeopleLimits | DrawnLimits
    if mean is not None and mean.of == "recall":
        own = _of_recalls(cells, kept, emotions, people)
    else:
        units = None if people is None else tuple(people.matrices(i) for i in kept)
        own = DrawnLimits(cells=cells, people=units, average=partial(over_emotions, metric, emotions=emotions))
    spread = None if isinstance(own, DrawnLimits) else own.spread
    return Weighed.of(GroupLimits(own=own, rest=None, weight=images / images.sum(), spread=spread), images)


def _of_recalls(
    cells: Values, kept: Sequence[int], emotions: NDArray[np.int64], people: PeopleOfGroups | None
) -> MeldedLimits | PeopleLimits:
    """Return the limits of means of recalls; of people each picture weighs as much as it does in the mean."""
    support = cells.sum(axis=-1)[:, emotions]
    weight = np.full(len(emotions), 1 / len(emotions))
    if people is None:
        return MeldedLimits(x=np.diagonal(cells, axis1=-2, axis2=-1)[:, emotions], n=support, weight=weight)
    everyone = people.everyone()
    each = everyone.cells[:, list(kept)]
    right = np.diagonal(each, axis1=-2, axis2=-1)[..., emotions]
    labelled = each.sum(axis=-1)[..., emotions]
    x, n = ((counted * weight / support).sum(axis=-1) for counted in (right, labelled))
    return PeopleLimits(x=x, n=n, people=everyone.people[:, None])


def of_strata(x: Values, n: Values, weight: Values, people: tuple[Values | None, Values, Values] | None) -> Weighed:
    """Return the limits of shares standardised over strata.

    Parameters
    ----------
    x, n
        float64, shape (K, S): images in the numerator and the denominator in each stratum.
    weight
        float64, shape (S,): what each stratum counts for, adding up to 1.
    people
        The same by person: x (None where nobody knows which pictures count) and n of shape (patterns, K, S), and how
        many people have each pattern, shape (patterns,). None where each image shows another person.
    """
    images = n.sum(axis=-1)
    own: MeldedLimits | PeopleLimits = MeldedLimits(x=x, n=n, weight=weight)
    if people is not None and people[1].sum(axis=-1).max(initial=0) > 1:
        right, shown, persons = people
        if right is None:
            most = shown.sum(axis=-1).max(axis=0)[:, None].clip(1)
            own = MeldedLimits(x=x / most, n=n / most, weight=weight)
        else:
            own = PeopleLimits(
                x=(right * weight / n).sum(axis=-1), n=(shown * weight / n).sum(axis=-1), people=persons[:, None]
            )
    limits = GroupLimits(own=own, rest=None, weight=images / images.sum(), spread=own.spread)
    return Weighed.of(limits, images)
