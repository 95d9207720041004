"""Tables of cells add up, cost what occurs, and refuse what cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.counts.cells import CellTable, _those_counted
from audit.errors import InputError

# age, gender, true, predicted: adult female happy→happy twice, senior male sad→happy, senior female sad→sad
ROWS = np.array([[0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 0], [1, 0, 1, 1]])


def test_equal_rows_become_one_cell_with_its_count() -> None:
    cells = CellTable.of(ROWS, (3, 2, 2, 2))
    assert cells.keys.tolist() == [[0, 0, 0, 0], [1, 0, 1, 1], [1, 1, 1, 0]]
    assert cells.counts.tolist() == [2, 1, 1]


@given(st.lists(st.tuples(*(st.integers(0, 2) for _ in range(3))), max_size=30), st.integers(0, 30))
def test_shards_add_up_to_the_whole(rows: list[tuple[int, int, int]], cut: int) -> None:
    codes = np.array(rows, np.int64).reshape(-1, 3)
    whole = CellTable.of(codes, (3, 3, 3))
    parts = CellTable.of(codes[:cut], (3, 3, 3)) + CellTable.of(codes[cut:], (3, 3, 3))
    assert parts.keys.tolist() == whole.keys.tolist()
    assert parts.counts.tolist() == whole.counts.tolist()
    assert whole.total == len(rows)


def test_many_axes_do_not_overflow() -> None:
    shape = (1000,) * 8  # 10^24 combinations, more than an int64 can number
    cells = CellTable.of(np.full((2, 8), 999), shape)
    assert cells.counts.tolist() == [2]


@pytest.mark.parametrize(("keys", "counts"), [([[3, 0]], [1]), ([[-1, 0]], [1]), ([[0, 0]], [-1]), ([[0, 0]], [1, 2])])
def test_impossible_cells_are_refused(keys: list[list[int]], counts: list[int]) -> None:
    with pytest.raises(InputError):
        CellTable(shape=(3, 2), keys=np.array(keys), counts=np.array(counts))


@pytest.mark.parametrize("shape", [(3, 4, 5), (40, 50, 60), (2_000_000,) * 3, (1,), (7, 1)])
def test_images_are_counted_block_by_block_as_all_at_once(shape, monkeypatch) -> None:
    monkeypatch.setattr("audit.domain.counts.cells._BLOCK", 64)
    codes = np.column_stack([np.random.default_rng(levels).integers(0, min(levels, 40), 1000) for levels in shape])
    keys, counts = np.unique(codes, axis=0, return_counts=True)
    table = CellTable.of_columns([column.astype(np.int16) for column in codes.T], shape)
    assert table.keys.tolist() == keys.tolist()
    assert table.counts.tolist() == counts.tolist()
    assert table.same_as(CellTable.of(codes, shape))


def test_numbers_that_do_not_occur_are_not_counted() -> None:
    found, counts = _those_counted([np.array([5, 3, 3]), np.array([3, 7])])
    assert (found.tolist(), counts.tolist()) == ([3, 5, 7], [3, 1, 1])


@pytest.mark.parametrize("n", [0, 1, 500])
def test_no_image_is_counted_in_a_level_that_is_not_there(n) -> None:
    assert CellTable.of_columns([np.zeros(0, int)] * 2, (2, 2)).total == 0
    for wrong in (-1, 2):
        with pytest.raises(InputError, match="outside its shape"):
            CellTable.of_columns([np.zeros(n + 1, int), np.full(n + 1, wrong)], (2, 2))


def test_without_the_last_axis_the_same_images_stay() -> None:
    cells = CellTable.of(ROWS, (3, 2, 2, 2)).without_last_axis()
    assert (cells.shape, cells.keys.tolist()) == ((3, 2, 2), [[0, 0, 0], [1, 0, 1], [1, 1, 1]])
    assert cells.counts.tolist() == [2, 1, 1]


def test_tables_of_other_axes_neither_add_up_nor_are_the_same() -> None:
    one, two = CellTable.of(ROWS, (3, 2, 2, 2)), CellTable.of(ROWS, (4, 2, 2, 2))
    with pytest.raises(InputError, match=r"add up when their axes agree, found \(3, 2, 2, 2\) and \(4, 2, 2, 2\)"):
        one + two
    assert not one.same_as(two)
    assert not one.same_as(CellTable.of(ROWS[1:], (3, 2, 2, 2)))  # the same cells, fewer images
    assert not one.same_as(CellTable.of(ROWS[[0, 1, 2, 2]], (3, 2, 2, 2)))  # as many images, another cell
    assert one.same_as(CellTable.of(ROWS[::-1], (3, 2, 2, 2)))


def test_of_two_tables_one_may_know_fewer_levels_of_the_first_axis() -> None:
    few, more = CellTable.of(ROWS[:2], (1, 2, 2, 2)), CellTable.of(ROWS, (3, 2, 2, 2))
    for both in (few.along_with(more), more.along_with(few)):
        assert both.shape == (3, 2, 2, 2)
        assert both.counts.tolist() == [4, 1, 1]


def test_a_cell_without_an_image_is_no_cell() -> None:
    cells = CellTable(shape=(3, 2), keys=np.array([[2, 0], [0, 1], [2, 0]]), counts=np.array([0, 3, 0]))
    assert (cells.keys.tolist(), cells.counts.tolist(), cells.total) == ([[0, 1]], [3], 3)
    assert cells.dense([1, 0]).tolist() == [[0, 0, 0], [3, 0, 0]]
    assert cells.dense([1]).tolist() == [0, 3]


@pytest.mark.parametrize(("shape", "keys"), [((), []), ((2, 2), [[0, 0, 0]]), ((2, 2), [0, 0, 0])])
def test_keys_have_a_level_for_each_axis(shape: tuple[int, ...], keys: list) -> None:
    with pytest.raises(InputError, match="rows of keys as long as its shape"):
        CellTable(shape=shape, keys=np.array(keys), counts=np.ones(len(keys)))
