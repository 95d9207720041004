"""Audits of people with several pictures: whose they are stays, and as many answers are right as the world says."""

from __future__ import annotations

import numpy as np
import pytest
from builders import count_table

from audit.domain.cohort.groups import Group
from audit.domain.counts.people import PeopleTable
from audit.domain.results.worlds import PeopleOfWorld, World
from audit.simulate import common_world, draw_people

TABLE = count_table({"a": [[80, 20], [30, 70]], "b": [[160, 40], [60, 140]]})
CODES = np.repeat(TABLE.cells.keys, TABLE.cells.counts, axis=0)
SUBJECTS = np.random.default_rng(1).permutation(len(CODES)) // 5
PEOPLE = PeopleTable.of(SUBJECTS, CODES, TABLE.cells.shape)
WORLD = common_world(TABLE, ("group",), TABLE.overall())
A = Group.of(("group", "a"))


def drawn(alike: float, world: World = WORLD, audits: int = 60):
    people, rng = PeopleOfWorld.of(world, TABLE, PEOPLE, alike), np.random.default_rng(3)
    return [draw_people(world, people, rng) for _ in range(audits)]


def shares_right(found) -> np.ndarray:
    """Return the share of right answers of each person of 5 pictures, person by person, audit by audit."""
    keys, counts, people = found.people.cells.keys, found.people.cells.counts, found.people.people
    right = np.bincount(keys[:, 0], counts * (keys[:, -1] == keys[:, -2]), len(people))
    return np.repeat(right / 5, people)


@pytest.mark.parametrize("alike", [0.0, 0.5, 1.0])
def test_people_and_pictures_stay_and_rates_are_those_of_the_world(alike: float) -> None:
    audits = drawn(alike)
    for found in audits[:3]:
        assert (found.people.total, found.people.images) == (PEOPLE.total, PEOPLE.images)
        assert found.people.counted.same_as(found.table.cells)
        assert [each.confusion.support.tolist() for each in found.table.by(("group",))] == [[100, 100], [200, 200]]
    right = np.mean([found.table.by(("group",))[0].confusion.cells.trace() / 200 for found in audits])
    assert right == pytest.approx(WORLD.rate((A,), "accuracy"), abs=0.03)


def test_the_pictures_of_a_person_are_alike_as_often_as_asked() -> None:
    """At one chance of being right for every picture: all five right or wrong together, or each by itself."""
    even = World(
        labels=WORLD.labels,
        features=WORLD.features,
        keys=WORLD.keys,
        images=WORLD.images,
        chances=np.where(np.eye(2)[WORLD.keys[:, -1]] > 0, 0.6, 0.4),
    )
    for alike in (0.0, 0.4, 1.0):
        shares = np.concatenate([shares_right(found) for found in drawn(alike, even)])
        whole = np.mean((shares == 0) | (shares == 1))
        assert whole == pytest.approx(alike + (1 - alike) * (0.6**5 + 0.4**5), abs=0.03)
        assert shares.mean() == pytest.approx(0.6, abs=0.02)
