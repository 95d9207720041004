"""Worlds: what an audit cannot see, the chance of every answer to the pictures of every group.

The pictures of a world are those of a cohort: each group keeps its number of pictures of every emotion. The *true rate*
of a group is the expected rate over these pictures, so that the true disparity of a world is worked out, not estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted_cells import counted_cells
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.counts.counts import CountTable
    from audit.domain.counts.people import PeopleTable

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The chance of every answer, by group and true emotion.

    Attributes
    ----------
    labels, features
        Emotions in model order; the sensitive features that make the groups.
    keys
        int64, shape (m, features + 1): level of each feature, then the true emotion; one row for each kind of picture.
    images
        int64, shape (m,): pictures of each kind.
    chances
        float64, shape (m, k): chance of each answer, P(predicted | group, true); rows sum to 1.
    """

    labels: LabelSet
    features: tuple[SensitiveFeature, ...]
    keys: NDArray[np.int64]
    images: NDArray[np.int64]
    chances: NDArray[np.float64]

    def __post_init__(self) -> None:
        shape = (len(self.images), len(self.labels))
        chances = np.asarray(self.chances, np.float64)
        if chances.shape != shape or not (np.all(chances >= 0) and np.allclose(chances.sum(axis=1), 1, atol=_ROUNDING)):
            raise InputError(f"the chances of a world have shape {shape}, none is negative, and each row sums to 1")
        object.__setattr__(self, "keys", frozen(self.keys, np.int64))
        object.__setattr__(self, "images", frozen(self.images, np.int64))
        object.__setattr__(self, "chances", frozen(chances, np.float64))

    def rows(self, group: Group) -> NDArray[np.bool_]:
        """Return which rows are pictures of a group: bool, shape (m,)."""
        among = np.ones(len(self.images), np.bool_)
        names = [feature.name for feature in self.features]
        for name, value in group.pairs:
            axis = names.index(name)
            among &= self.keys[:, axis] == self.features[axis].groups.index(value)
        return among

    def rate(self, groups: tuple[Group, ...], metric: str, emotion: str | None = None) -> float | None:
        """Return the true rate of groups taken together, 0 to 1; None where it has nothing to divide by."""
        right, images = self._expected(groups, metric, emotion)
        return right / images if images > 0 else None

    def support(self, group: Group, metric: str, emotion: str | None = None) -> float:
        """Return the pictures expected in the denominator of a group's rate."""
        return self._expected((group,), metric, emotion)[1]

    def expected(self, groups: tuple[Group, ...]) -> NDArray[np.float64]:
        """Return the confusion matrix expected of each group, float64, shape (K, k, k): rows = true emotion."""
        k = len(self.labels)
        counts, found = self.images[:, None] * self.chances, np.zeros((len(groups), k, k))
        for place, group in enumerate(groups):
            rows = self.rows(group)
            np.add.at(found[place], self.keys[rows, -1], counts[rows])
        return found

    def _expected(self, groups: tuple[Group, ...], metric: str, emotion: str | None) -> tuple[float, float]:
        cells = counted_cells(self.labels, metric, emotion)
        rows = np.zeros(len(self.images), np.bool_)
        for group in groups:
            rows |= self.rows(group)
        counts = (self.images[:, None] * self.chances)[rows]
        labels = self.keys[rows, -1]
        return float((counts * cells.hits[labels]).sum()), float((counts * cells.base[labels]).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleOfWorld:
    """Who is in the pictures of a world: rows of as many pictures of one kind that show one person.

    Attributes
    ----------
    person, kind, pictures
        int64, shape (r,): who; which row of the world; how many.
    persons
        How many people there are.
    alike
        The chance that all pictures of a person are answered alike, right or wrong together; else each is by itself.
    """

    person: NDArray[np.int64]
    kind: NDArray[np.int64]
    pictures: NDArray[np.int64]
    persons: int
    alike: float

    @classmethod
    def of(cls, world: World, table: CountTable, people: PeopleTable, alike: float) -> PeopleOfWorld:
        """Return who is in a world's pictures: those of `table`, counted person by person in `people`."""
        axes = [1 + table.features.index(feature) for feature in world.features]
        kinds = people.cells.keys[:, [*axes, 1 + len(table.features)]]
        both = np.concatenate([world.keys, kinds])
        number = np.unique(both, axis=0, return_inverse=True)[1].reshape(-1)
        place = np.full(number.max(initial=0) + 1, -1, np.int64)
        place[number[: len(world.keys)]] = np.arange(len(world.keys))
        kind = place[number[len(world.keys) :]]
        shape = (len(people.people), len(world.keys))
        rows = CellTable(shape=shape, keys=np.column_stack([people.cells.keys[:, 0], kind]), counts=people.cells.counts)
        pattern, times = rows.keys[:, 0], people.people[rows.keys[:, 0]]
        first = np.concatenate([[0], np.cumsum(people.people)[:-1]])[pattern]
        within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        return cls(
            person=np.repeat(first, times) + within,
            kind=np.repeat(rows.keys[:, 1], times),
            pictures=np.repeat(rows.counts, times),
            persons=int(people.people.sum()),
            alike=alike,
        )
