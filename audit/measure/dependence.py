"""Several pictures of one person: how much less they tell than pictures of different people.

The counts of a group are divided by its design effect 1 + (m − 1)·ρ before they are bounded (Rao & Scott 1992,
Biometrics 48): m is the number of pictures that a picture's person has on average, ρ the intra-class correlation of
being counted in the numerator, by analysis of variance pooled over the compared groups (Ridout, Demétrio & Firth
1999, Biometrics 55). Few people say little about ρ, so it is taken one standard error (Fisher 1925) above its estimate;
where nothing can be said, pictures of one person are taken to be all alike (ρ = 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.counts import ConfusionCounts
from audit.domain.rates import rate

if TYPE_CHECKING:
    from audit.domain.counts import CountTable
    from audit.domain.labels import LabelSet
    from audit.domain.people import PeopleTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """The pictures behind one rate, person by person.

    Attributes
    ----------
    x, n
        float64, shape (patterns, K): pictures of one person in the numerator and the denominator of each group's rate.
    people
        float64, shape (patterns, 1): how many people have the pattern.
    """

    x: NDArray[np.float64]
    n: NDArray[np.float64]
    people: NDArray[np.float64]

    def of(self, groups: NDArray[np.int64]) -> Clusters:
        """Return the same of some of the groups, by position."""
        return Clusters(x=self.x[:, groups], n=self.n[:, groups], people=self.people)

    @property
    def pictures(self) -> NDArray[np.float64]:
        """float64, shape (K,): pictures in each denominator."""
        return np.asarray((self.people * self.n).sum(axis=0))

    @property
    def persons(self) -> NDArray[np.float64]:
        """float64, shape (K,): people with a picture in each denominator."""
        return np.asarray((self.people * (self.n > 0)).sum(axis=0))

    @property
    def everyone(self) -> int:
        """People with a picture in any denominator."""
        return int(self.people[(self.n > 0).any(axis=1)].sum())


def clusters(
    table: CountTable, people: PeopleTable, names: tuple[str, ...], metric: str, emotion: str | None
) -> Clusters:
    """Return the pictures behind a rate by person, the groups in the order of `table.by(names)`."""
    numerator, denominator = _counted(table.labels, metric, emotion)
    levels = people.cells.keys[:, 1:-2]
    position = table.positions(names, levels)
    kept = position >= 0
    true, predicted = people.cells.keys[kept, -2], people.cells.keys[kept, -1]
    at = (people.cells.keys[kept, 0], position[kept])
    images = people.cells.counts[kept]
    shape = (len(people.people), len(table.groups(names)))
    x, n = np.zeros(shape), np.zeros(shape)
    np.add.at(x, at, images * numerator[true, predicted])
    np.add.at(n, at, images * denominator[true, predicted])
    return Clusters(x=x, n=n, people=people.people[:, None].astype(np.float64))


def _counted(labels: LabelSet, metric: str, emotion: str | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which cells of a confusion matrix a rate counts, int64, shapes (k, k): the rate of each single image."""
    k = len(labels)
    single = np.eye(k * k, dtype=np.int64).reshape(k * k, k, k)
    rates = [rate(metric, ConfusionCounts(labels=labels, cells=cell), emotion) for cell in single]
    numerator = np.array([r.numerator for r in rates], np.int64).reshape(k, k)
    return numerator, np.array([r.denominator for r in rates], np.int64).reshape(k, k)


def correlation(found: Clusters) -> float:
    """Return the intra-class correlation to be reckoned with, pooled over groups, 0 to 1; 1 where they do not tell.

    >>> one_each = Clusters(x=np.array([[1.0], [0.0]]), n=np.ones((2, 1)), people=np.ones((2, 1)))
    >>> correlation(one_each)
    0.0
    """
    n, weight = found.n, found.people
    pictures, persons = found.pictures, found.persons
    within = pictures.sum() - persons.sum()
    if within <= 0:
        return 0.0
    between = (persons - 1).clip(0).sum()
    if between <= 0:
        return 1.0
    shares = np.divide(found.x, n, out=np.zeros_like(n), where=n > 0)
    mean = np.divide((weight * found.x).sum(axis=0), pictures, out=np.zeros_like(pictures), where=pictures > 0)
    mean_between = (weight * n * (shares - mean) ** 2).sum() / between
    mean_within = (weight * n * shares * (1 - shares)).sum() / within
    squares = np.divide((weight * n**2).sum(axis=0), pictures, out=np.zeros_like(pictures), where=pictures > 0)
    typical = (pictures - squares).sum() / between
    total = mean_between + (typical - 1) * mean_within
    if total <= 0:
        return 1.0
    rho = float(np.clip((mean_between - mean_within) / total, 0, 1))
    return min(1.0, rho + _standard_error(rho, typical, between))


def _standard_error(rho: float, pictures: float, people: float) -> float:
    """Return Fisher's standard error of an intra-class correlation from `people` with about `pictures` each."""
    return float((1 - rho) * (1 + (pictures - 1) * rho) * np.sqrt(2 / (pictures * (pictures - 1) * people)))


def design_effects(found: Clusters, rho: float) -> NDArray[np.float64]:
    """Return how many times fewer pictures each group counts for, float64, shape (K,), at least 1."""
    pictures = found.pictures
    squares = (found.people * found.n**2).sum(axis=0)
    size = np.divide(squares, pictures, out=np.ones_like(pictures), where=pictures > 0)
    return np.asarray(1 + (size - 1) * rho)
