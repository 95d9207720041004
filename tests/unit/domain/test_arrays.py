"""Frozen arrays are nobody's to write to; long ones are gone through in blocks as if at once."""

from __future__ import annotations

import mmap
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain import arrays
from audit.domain.arrays import (
    by_blocks,
    chosen,
    frozen,
    given_away,
    in_blocks,
    let_go,
    occurrences,
    overlapping,
    packed,
    rising,
)


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


def test_an_array_that_is_given_away_is_frozen_without_a_copy() -> None:
    own = np.zeros(3, np.int64)
    assert frozen(given_away(own), np.int64) is own
    assert given_away(own.copy()[:2]).flags.writeable


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 11])
def test_blocks_together_are_the_array(rows, monkeypatch) -> None:
    monkeypatch.setattr(arrays, "BLOCK", 4)
    given = np.arange(2 * rows).reshape(rows, 2)
    assert np.concatenate([*in_blocks(given)]).tolist() == given.tolist()
    assert by_blocks(lambda block: block.sum(axis=1), given).tolist() == given.sum(axis=1).tolist()
    assert by_blocks(lambda block: packed(block * 100), given).tolist() == (given * 100).tolist()


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


def test_what_lies_in_a_file_is_the_same_after_it_was_let_go(tmp_path) -> None:
    rows = 3 * mmap.PAGESIZE // 16 + 5
    given = np.arange(2.0 * rows).reshape(rows, 2)
    (tmp_path / "numbers").write_bytes(given.tobytes())
    with (tmp_path / "numbers").open("rb") as file:
        kept = np.ndarray(given.shape, buffer=mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    for part in (kept, kept[5:9], kept[:0], kept[-4:, 1], given):
        before = part.tolist()
        let_go(part)
        assert part.tolist() == before
    assert frozen(kept, np.float64) is kept


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system does not say what lies in memory")
def test_what_is_let_go_takes_no_memory(tmp_path) -> None:
    (tmp_path / "zeros").write_bytes(bytes(64 << 20))
    with (tmp_path / "zeros").open("rb") as file:
        kept = np.ndarray(64 << 20, np.uint8, buffer=mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE

    before = resident()
    assert not kept.any()
    assert resident() > before + (48 << 20)
    let_go(kept)
    assert resident() < before + (16 << 20)


def test_how_often_codes_occur_is_counted_in_blocks(monkeypatch) -> None:
    monkeypatch.setattr(arrays, "BLOCK", 2)
    assert occurrences(packed([0, 2, -1, 2, 0, 0]), 4).tolist() == [3, 0, 2, 0]
    assert occurrences(packed([]), 2).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("rows", "expected"), [([], True), ([0, 1, 5], True), ([0, 0], False), ([-1, 0], False), ([2, 1], False)]
)
def test_numbers_rise_where_each_is_above_the_one_before(rows, expected, monkeypatch) -> None:
    monkeypatch.setattr(arrays, "BLOCK", 2)
    assert rising(packed(rows)) is expected
