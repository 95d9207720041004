"""Several pictures of one person: how much less they tell than pictures of different people.

The counts of a group are divided by its design effect 1 + (m − 1)·ρ before they are bounded (Rao & Scott 1992,
Biometrics 48): m is the number of pictures that a picture's person has on average, ρ the intra-class correlation of
being counted in the numerator, by analysis of variance pooled over the compared groups (Ridout, Demétrio & Firth 1999,
Biometrics 55). Few people say little about ρ, so it is taken one standard error (Fisher 1925) above its estimate, that
of the people who have several pictures, and never below 10 / (10 + so many people): where nobody seen so far was
treated badly, a few may be, in all their pictures. Where nothing can be said, pictures of one person are taken to be
all alike (ρ = 1).

Where a group is held against something surer than itself (a floor, all images together), one person of many pictures
can fail it alone; there m is the pictures of the group's person who has most, so that nobody counts for more than one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, packed
from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.counted_cells import counted_cells
from audit.domain.counts.people import PeopleTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.counts.counted import Counted


_DOUBT = 10
"""People of several pictures at whose number ρ is at least a half (measured: without it, 8 people who have 20 pictures
each pass a limit that is broken in 11 % of audits)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Confusion matrices of people.

    Attributes
    ----------
    cells
        float64, shape (patterns, k, k); of several groups (patterns, K, k, k).
    people
        float64, shape (patterns,): how many people have each.
    """

    cells: NDArray[np.float64]
    people: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """The pictures behind one rate, person by person.

    Attributes
    ----------
    x, n
        float64, shape (patterns, K): pictures of one person in the numerator and the denominator of each group's rate;
        x is None where nobody knows which pictures of a person count.
    present
        bool, shape (patterns, K): whether such a person has any picture in the group, in the denominator or not.
    people
        float64, shape (patterns, 1): how many people have the pattern.
    """

    x: NDArray[np.float64] | None
    n: NDArray[np.float64]
    present: NDArray[np.bool_]
    people: NDArray[np.float64]

    def of(self, groups: Sequence[int]) -> Clusters:
        """Return the same of some of the groups, by position, and of the people who have a picture there."""
        columns = list(groups)
        rows = self.present[:, columns].any(axis=1)
        return Clusters(
            x=None if self.x is None else self.x[rows][:, columns],
            n=self.n[rows][:, columns],
            present=self.present[rows][:, columns],
            people=self.people[rows],
        )

    @property
    def pictures(self) -> NDArray[np.float64]:
        """float64, shape (K,): pictures in each denominator."""
        return np.asarray((self.people * self.n).sum(axis=0))

    @property
    def persons(self) -> NDArray[np.float64]:
        """float64, shape (K,): people with a picture in each denominator."""
        return np.asarray((self.people * (self.n > 0)).sum(axis=0))

    @property
    def telling(self) -> float:
        """How many comparisons between people of several pictures, who alone tell how alike those are, at least 1."""
        several = (self.n > 1) & (self.people > 0)
        return max(float((self.people * several).sum() - several.any(axis=0).sum()), 1.0)

    @property
    def everyone(self) -> int:
        """People with a picture in any denominator."""
        return int(self.people[(self.n > 0).any(axis=1)].sum())

    @property
    def size(self) -> NDArray[np.float64]:
        """float64, shape (K,): pictures that the person of a picture has on average; 0 in a group without."""
        return _over((self.people * self.n**2).sum(axis=0), self.pictures)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleOfGroups:
    """The people of a count table, with the group each of their pictures is in.

    Attributes
    ----------
    table
        Pictures person by person.
    labels
        Emotions in model order.
    position
        int64, shape (rows of the table,): group of the pictures of each row; −1 = of none.
    groups
        K.
    """

    table: PeopleTable
    labels: LabelSet
    position: NDArray[np.int64]
    groups: int

    @classmethod
    def of(cls, counted: Counted, names: tuple[str, ...]) -> PeopleOfGroups | None:
        """Return the people by groups in the order of `table.by(names)`; all are one group when no name is given.

        None where every picture shows another person.
        """
        table, people = counted.table, counted.people
        if people is None:
            return None
        levels = people.cells.keys[:, 1:-2]
        if not names:
            return cls(table=people, labels=table.labels, position=np.zeros(len(levels), np.int64), groups=1)
        position, groups = table.positions(names, levels), len(table.groups(names))
        return cls(table=people, labels=table.labels, position=position, groups=groups)

    def behind(self, metric: str, emotion: str | None) -> Clusters:
        """Return the pictures behind a rate of every group; people who have as many in each group are one pattern."""
        counted, shown = counted_cells(self.labels, metric, emotion), self.shown
        return shown.clusters(shown.pictures(counted.hits), shown.pictures(counted.base), self.groups)

    @property
    def shown(self) -> _Shown:
        """Who is in which group; worked out once for a table of people and its groups."""
        found = next((each for each in tuple(_KNOWN) if each.people is self.table and each.is_by(self.position)), None)
        if found is None:
            found = _Shown.of(self.table, self.position, self.groups)
            _KNOWN.append(found)
        return found

    def pictured(self) -> Clusters:
        """Return the pictures of every group, not knowing which of them count."""
        return replace(self.behind("accuracy", None), x=None)

    def matrices(self, group: int) -> People:
        """Return the confusion matrices of the people with pictures in a group, by its position."""
        found = self._cells(self.position == group, np.zeros_like(self.position), 1)
        return People(cells=found.cells[:, 0], people=found.people)

    def everyone(self) -> People:
        """Return the confusion matrices of all people in every group: cells of shape (patterns, K, k, k)."""
        return self._cells(self.position >= 0, self.position, self.groups)

    def _cells(self, rows: NDArray[np.bool_], position: NDArray[np.int64], groups: int) -> People:
        keys, k = self.table.cells.keys[rows], len(self.labels)
        patterns, place = np.unique(keys[:, 0], return_inverse=True)
        cells = np.zeros((len(patterns), groups, k, k))
        at = (place.reshape(-1), position[rows], keys[:, -2], keys[:, -1])
        np.add.at(cells, at, self.table.cells.counts[rows])
        return People(cells=cells, people=self.table.people[patterns].astype(np.float64))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shown:
    """Which people have pictures in which groups: an *entry* is one person in one group, and there is none without.

    Attributes
    ----------
    people, position
        The table, and the group of the pictures of each of its rows.
    entry, cell, images
        Whole numbers, shape (m,): the entry of each row of the table whose pictures are in a group, its cell of the
        confusion matrix, row by row, and how many pictures it has.
    pattern, group
        int64, shape (entries,): pattern of the person, ascending, and the group.
    """

    people: PeopleTable
    position: NDArray[np.int64]
    entry: NDArray[np.int64]
    cell: Codes
    images: NDArray[np.int64]
    pattern: NDArray[np.int64]
    group: NDArray[np.int64]

    @classmethod
    def of(cls, people: PeopleTable, position: NDArray[np.int64], groups: int) -> _Shown:
        """Return the entries of a table of people by groups."""
        rows, k = np.flatnonzero(position >= 0), people.cells.shape[-1]
        keys = people.cells.keys[rows]
        found, entry = np.unique(keys[:, 0] * groups + position[rows], return_inverse=True)
        return cls(
            people=people,
            position=position,
            entry=entry.reshape(-1),
            cell=packed(keys[:, -2] * k + keys[:, -1]),
            images=people.cells.counts[rows],
            pattern=found // max(groups, 1),
            group=found % max(groups, 1),
        )

    def is_by(self, position: NDArray[np.int64]) -> bool:
        """Whether these are the same groups."""
        return np.array_equal(self.position, position)

    def pictures(self, cells: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the pictures of each entry that are in some cells, bool, shape (k, k)."""
        which = cells.reshape(-1)[self.cell]
        return np.bincount(self.entry[which], self.images[which], len(self.group)).astype(np.int64)

    def clusters(self, x: NDArray[np.int64], n: NDArray[np.int64], groups: int) -> Clusters:
        """Return numerators and denominators of entries by patterns of people who have the same in every group."""
        firsts = np.flatnonzero(np.diff(self.pattern, prepend=-1))
        many = np.diff(firsts, append=len(self.pattern))
        kind = _kinds(self._codes(x, n), firsts, many)
        _, example, kind = np.unique(kind, return_index=True, return_inverse=True)
        people = np.bincount(kind.reshape(-1), self.people.people[self.pattern[firsts]], len(example))
        row = np.repeat(np.arange(len(example)), many[example])
        at = np.repeat(firsts[example] - np.cumsum(many[example]) + many[example], many[example]) + np.arange(len(row))
        found = np.zeros((3, len(example), groups))
        for table, values in zip(found, (x, n, np.ones_like(n)), strict=True):
            table[row, self.group[at]] = values[at]
        return Clusters(x=found[0], n=found[1], present=found[2] > 0, people=people[:, None].astype(np.float64))

    def _codes(self, x: NDArray[np.int64], n: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a number for each entry, counted from 0: entries of one group with as many pictures have the same."""
        _, pictures = np.unique(x * (int(n.max(initial=0)) + 1) + n, return_inverse=True)
        pictures = pictures.reshape(-1)
        return np.asarray(self.group * (int(pictures.max(initial=0)) + 1) + pictures)


_KNOWN: deque[_Shown] = deque(maxlen=8)
"""The last tables of people with their groups, of which every rate of every emotion is asked."""


def _kinds(codes: NDArray[np.int64], firsts: NDArray[np.int64], many: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number for each person; those with the same codes in the same order have the same, others never.

    Parameters
    ----------
    codes
        int64, shape (entries,), not negative.
    firsts, many
        int64, shape (people,): where a person's codes begin, and how many there are, at least one.
    """
    kind, size = codes[firsts], int(codes.max(initial=0)) + 1
    for step in range(1, int(many.max(initial=0))):
        longer = np.flatnonzero(many > step)
        _, number = np.unique(kind[longer] * size + codes[firsts[longer] + step], return_inverse=True)
        kind[longer] = kind.max() + 1 + number.reshape(-1)
    return kind


def correlation(found: Clusters) -> NDArray[np.float64]:
    """Return the intra-class correlation to be reckoned with, pooled over groups, 0 to 1; 1 where they do not tell.

    It has shape (): or, of many audits of the same pictures, with numerators of shape (…, patterns, K), shape (…).

    >>> ones = np.ones((2, 1))
    >>> one_each = Clusters(x=np.array([[1.0], [0.0]]), n=ones, present=ones > 0, people=ones)
    >>> float(correlation(one_each))
    0.0
    """
    n, weight, pictures, persons = found.n, found.people, found.pictures, found.persons
    within, between = pictures.sum() - persons.sum(), (persons - 1).clip(0).sum()
    audits = () if found.x is None else found.x.shape[:-2]
    if within <= 0:
        return np.zeros(audits)
    typical = (pictures - found.size).sum() / max(between, 1)
    if typical <= 1 or found.x is None:
        return np.ones(audits)
    shares, mean = _over(found.x, n), _over((weight * found.x).sum(axis=-2, keepdims=True), pictures)
    mean_between = (weight * n * (shares - mean) ** 2).sum(axis=(-2, -1)) / between
    mean_within = (weight * n * shares * (1 - shares)).sum(axis=(-2, -1)) / within
    total = mean_between + (typical - 1) * mean_within
    rho = np.divide(mean_between - mean_within, total, out=np.ones(audits), where=total > 0).clip(0, 1)
    least = _DOUBT / (_DOUBT + found.telling)
    return np.asarray(np.minimum(1, np.maximum(least, rho + _standard_error(rho, typical, found.telling))))


def design_effects(found: Clusters, rho: NDArray[np.float64], *, alone: bool = False) -> NDArray[np.float64]:
    """Return how many times fewer pictures each group counts for, float64, shape (…, K), at least 1.

    Parameters
    ----------
    found
        The pictures, person by person.
    rho
        float64, shape (…): their intra-class correlation.
    alone
        Whether one group alone can fail, so that the person of most pictures decides, not the usual one.
    """
    size = found.n.max(axis=0, initial=0) if alone else found.size
    return np.asarray(1 + (size - 1).clip(0) * rho[..., None])


def _standard_error(rho: NDArray[np.float64], pictures: float, people: float) -> NDArray[np.float64]:
    """Return Fisher's standard error of an intra-class correlation from `people` with about `pictures` each."""
    return np.asarray((1 - rho) * (1 + (pictures - 1) * rho) * np.sqrt(2 / (pictures * (pictures - 1) * people)))


def _over(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(
        np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)
    )
