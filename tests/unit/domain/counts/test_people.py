"""What is left of people after counting: which cells each one's pictures fell into, and nothing else."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.counts.cells import CellTable
from audit.domain.counts.people import PeopleTable
from audit.domain.results.serialization import from_data, to_data
from audit.errors import InputError

SHAPE = (2, 2, 2)  # group, true, predicted
MANY = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 1), st.integers(0, 1)), max_size=25)


def table(rows: list[tuple[int, ...]]) -> PeopleTable:
    """Return the table of rows of subject, group, true and predicted emotion."""
    found = np.array(rows, np.int64).reshape(-1, 4)
    return PeopleTable.of(found[:, 0], found[:, 1:], SHAPE)


def same(one: PeopleTable, other: PeopleTable) -> bool:
    return one.cells.same_as(other.cells) and np.array_equal(one.people, other.people)


def test_people_whose_pictures_ended_alike_are_one_pattern() -> None:
    """Two people with one right and one wrong picture, one with two right ones."""
    found = table([(7, 0, 0, 0), (7, 0, 0, 1), (2, 0, 0, 1), (2, 0, 0, 0), (5, 0, 0, 0), (5, 0, 0, 0)])
    assert sorted(found.people.tolist()) == [1, 2]
    assert (found.total, found.images) == (3, 6)
    assert found.counted.dense([1, 2]).tolist() == [[4, 2], [0, 0]]


def test_the_same_pictures_in_another_group_are_another_pattern() -> None:
    assert table([(0, 0, 1, 1), (1, 1, 1, 1)]).people.tolist() == [1, 1]


@given(rows=MANY, numbers=st.permutations(range(6)))
def test_the_numbering_of_people_leaves_no_trace(rows: list[tuple[int, ...]], numbers: list[int]) -> None:
    renumbered = [(numbers[person], *cell) for person, *cell in reversed(rows)]
    one, other = table(rows), table(renumbered)
    assert same(one, other)
    assert json.dumps(to_data(one)) == json.dumps(to_data(other))


@given(rows=MANY, cut=st.integers(0, 6))
def test_shards_of_whole_people_add_up_to_all_at_once(rows: list[tuple[int, ...]], cut: int) -> None:
    shards = table([row for row in rows if row[0] < cut]), table([row for row in rows if row[0] >= cut])
    assert same(shards[0] + shards[1], table(rows))
    assert same(shards[1] + shards[0], table(rows))


@given(rows=MANY)
def test_a_saved_table_is_read_back(rows: list[tuple[int, ...]]) -> None:
    found = table(rows)
    assert same(from_data(PeopleTable, json.loads(json.dumps(to_data(found)))), found)


def test_a_table_whose_patterns_are_listed_twice_or_in_another_order_is_the_same() -> None:
    found = table([(0, 0, 0, 0), (1, 0, 0, 0), (2, 1, 1, 0)])
    cells = CellTable(shape=(3, *SHAPE), keys=[[0, 1, 1, 0], [1, 0, 0, 0], [2, 0, 0, 0]], counts=[1, 1, 1])
    assert same(PeopleTable(cells=cells, people=np.ones(3)), found)


@pytest.mark.parametrize("people", [[], [1, 1], [0], [-2], [[1]]])
def test_counts_of_people_that_do_not_fit_the_patterns_are_refused(people: list) -> None:
    cells = CellTable(shape=(1, *SHAPE), keys=[[0, 0, 0, 0]], counts=[1])
    with pytest.raises(InputError, match="as many positive counts of people"):
        PeopleTable(cells=cells, people=np.array(people, np.int64))


@pytest.mark.parametrize(("shape", "keys"), [([], []), ([2, 2], [[0, 0, 0]]), ([1, 2], [[0, 2]])])
def test_saved_cells_that_do_not_fit_their_axes_are_refused(shape: list[int], keys: list[list[int]]) -> None:
    cells = {"shape": shape, "keys": keys, "counts": [1] * len(keys)}
    with pytest.raises(InputError, match="shape"):
        from_data(PeopleTable, {"cells": cells, "people": [1]})


def test_tables_over_other_features_do_not_add_up() -> None:
    other = PeopleTable.of(np.array([0]), np.array([[0, 0, 0]]), (3, 2, 2))
    with pytest.raises(InputError, match="their axes agree"):
        table([(0, 0, 0, 0)]) + other


def test_nobody_is_nobody() -> None:
    assert (table([]).total, table([]).images) == (0, 0)
