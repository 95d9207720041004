"""Frozen arrays are nobody's to write to; long ones are gone through in blocks as if at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain import arrays
from audit.domain.arrays import by_blocks, chosen, frozen, in_blocks, overlapping, packed


def test_an_array_that_somebody_can_write_to_is_copied() -> None:
    given = np.arange(3)
    view = given[:2]
    view.setflags(write=False)
    kept = [frozen(given, np.int64), frozen(view, np.int64), frozen([0, 1], np.int64)]
    given[0] = 9
    assert [array[0] for array in kept] == [0, 0, 0]
    assert not any(array.flags.writeable for array in kept)


def test_an_array_that_nobody_can_write_to_is_kept_as_it_is() -> None:
    given = np.arange(3)
    given.setflags(write=False)
    assert frozen(given, np.int64) is given
    assert frozen(given, np.float64).dtype == np.float64


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 11])
def test_blocks_together_are_the_array(rows, monkeypatch) -> None:
    monkeypatch.setattr(arrays, "BLOCK", 4)
    given = np.arange(2 * rows).reshape(rows, 2)
    assert np.concatenate([*in_blocks(given)]).tolist() == given.tolist()
    assert by_blocks(lambda block: block.sum(axis=1), given).tolist() == given.sum(axis=1).tolist()


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 9, 11])
def test_overlapping_blocks_show_every_pair_of_neighbours_once(rows, monkeypatch) -> None:
    monkeypatch.setattr(arrays, "BLOCK", 4)
    given = np.arange(rows)
    pairs = [pair for block in overlapping(given) for pair in pairwise(block.tolist())]
    assert pairs == list(pairwise(range(rows)))


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-200, 200)))
def test_whole_numbers_are_kept_in_the_fewest_bytes_that_hold_them(numbers: list[int]) -> None:
    found = packed(np.array(numbers, np.int64))
    assert found.tolist() == numbers
    assert not found.flags.writeable
    smaller = {2: np.int8, 4: np.int16, 8: np.int32}.get(found.dtype.itemsize)
    if smaller is not None:
        assert not all(np.iinfo(smaller).min <= number <= np.iinfo(smaller).max for number in numbers)


def test_what_is_packed_already_is_kept_as_it_is() -> None:
    given = packed([0, 1])
    assert packed(given) is given


def test_all_rows_are_chosen_without_a_copy() -> None:
    given = np.arange(3)
    assert chosen(given, np.ones(3, np.bool_)) is given
    assert chosen(given, given > 0).tolist() == [1, 2]
