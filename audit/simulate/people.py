"""Audits drawn from a world whose pictures show people several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.results.worlds import PeopleOfWorld, World


def draw_people(world: World, people: PeopleOfWorld, rng: np.random.Generator) -> Counted:
    """Return the counts of one audit of this world, person by person.

    Each picture has the chances of the world; of a person whose pictures are answered alike one number decides all of
    them, so that they are right or wrong together wherever their chances of being right are the same.
    """
    chances, labels = world.chances[people.kind], world.keys[people.kind, -1]
    alike = rng.random(people.persons) < people.alike
    fate = rng.random(people.persons)
    counts = rng.multinomial(people.pictures, chances)
    rows = np.flatnonzero(alike[people.person])
    counts[rows] = 0
    counts[rows, _answers(chances[rows], labels[rows], fate[people.person[rows]])] = people.pictures[rows]
    found, predicted = np.nonzero(counts)
    keys, images = np.column_stack([world.keys[people.kind[found]], predicted]), counts[found, predicted]
    k = len(world.labels)
    shape = (*(len(feature.groups) for feature in world.features), k, k)
    cells = CellTable(shape=(people.persons, *shape), keys=np.column_stack([people.person[found], keys]), counts=images)
    return Counted(
        table=CountTable(
            labels=world.labels, features=world.features, cells=CellTable(shape=shape, keys=keys, counts=images)
        ),
        people=PeopleTable(cells=cells, people=np.ones(people.persons, np.int64)),
    )


def _answers(chances: NDArray[np.float64], labels: NDArray[np.int64], fate: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the answer of each row at a fate from 0 to 1: the right one first, then the others in model order."""
    order = np.argsort(np.arange(chances.shape[1]) != labels[:, None], axis=1, kind="stable")
    below = np.take_along_axis(chances, order, 1).cumsum(axis=1)
    place = np.minimum((below <= fate[:, None]).sum(axis=1), chances.shape[1] - 1)
    return np.take_along_axis(order, place[:, None], 1)[:, 0]
