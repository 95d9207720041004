"""Columns gathered from blocks: codes in the order of first appearance, and headers with nothing to say about them."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from audit.domain.arrays import frozen
from audit.domain.texts import Texts
from audit.files import aside
from audit.load.tables.columns import Columns
from audit.load.tables.express.gathering import Gathered, is_sound

SELECTION = Columns().of_cohort()


def test_cells_have_codes_in_the_order_in_which_they_appear_over_all_blocks() -> None:
    gathered = Gathered(("image", "label"), SELECTION)
    for labels in (["b", "a"], ["c", "a", None], ["", "b"]):
        names = [f"{at}" for at in range(len(labels))]
        gathered.add(pa.record_batch({"image": names, "label": pa.array(labels).dictionary_encode()}))
    table = gathered.table(Path("t"), sha256="", first_line=2, remarks=())
    assert table.encoded("label").cells == ("b", "a", "c", "")
    assert table.encoded("label").codes.tolist() == [0, 1, 2, 1, 3, 3, 0]
    assert isinstance(table.texts("image"), Texts)
    assert list(table.lines) == [2, 3, 4, 5, 6, 7, 8]


def test_codes_take_more_bytes_once_there_are_many_cells() -> None:
    gathered = Gathered(("image", "label"), SELECTION)
    cells = [*"ab", *(f"word {at}" for at in range(300)), *"ba"]
    for labels in (cells[:2], cells[2:302], cells[302:]):
        gathered.add(pa.record_batch({"image": labels, "label": pa.array(labels).dictionary_encode()}))
    table = gathered.table(Path("t"), sha256="", first_line=2, remarks=())
    assert table.encoded("label").codes.tolist() == [*range(302), 1, 0]


def test_without_a_row_there_is_no_table() -> None:
    assert Gathered(("image", "label"), SELECTION).table(Path("t"), sha256="", first_line=2, remarks=()) is None


@pytest.mark.parametrize(
    ("header", "sound"),
    [
        (("image", "label"), True),
        (("image", "label", "Label"), False),
        (("image", "label", ""), False),
        (("image", "emotion"), False),
        (("image",), False),
        ((), False),
    ],
)
def test_a_header_is_sound_where_nothing_needs_to_be_said_about_it(header, sound) -> None:
    assert is_sound(header, SELECTION) is sound


def test_a_mapped_column_has_to_be_there() -> None:
    mapped = Columns(mapped={"image": "id", "label": "y"}, features=("group",)).of_cohort()
    assert is_sound(("id", "y", "group"), mapped)
    assert not is_sound(("id", "y"), mapped)
    assert not is_sound(("image", "y", "group"), mapped)


@pytest.mark.parametrize("in_memory", [0, 50, 1 << 20])
def test_numbers_lie_side_by_side_and_are_given_without_a_copy(monkeypatch, in_memory) -> None:
    monkeypatch.setattr(aside, "IN_MEMORY", in_memory)
    selection = Columns().of_predictions()
    gathered = Gathered(("image", "p_sad", "note", "p_happy"), selection)
    for rows in (range(2), range(2, 7), range(7, 8)):
        names = [str(row) for row in rows]
        shares = [row / 8 if row != 4 else None for row in rows]
        gathered.add(pa.record_batch({"image": names, "note": names, "p_happy": shares, "p_sad": [0.5] * len(names)}))
    table = gathered.table(Path("t"), sha256="", first_line=2, remarks=())
    assert table.header == ("image", "p_sad", "p_happy")
    assert list(table.texts("image")) == [str(row) for row in range(8)]
    expected = [row / 8 if row != 4 else np.nan for row in range(8)]
    assert np.array_equal(table.numbers("p_happy"), expected, equal_nan=True)
    assert np.array_equal(table.matrix(("p_sad", "p_happy")), np.column_stack([[0.5] * 8, expected]), equal_nan=True)
    matrix = table.matrix(("p_sad", "p_happy"))
    assert matrix is table.columns[1].base
    assert frozen(matrix, np.float64) is matrix
    assert isinstance(matrix.base, mmap.mmap) == (in_memory < 100)


def test_a_column_that_stands_for_two_things_is_left_to_other_readers() -> None:
    twice = Columns(mapped={"image": "id", "label": "answer"}, features=("answer",)).of_cohort()
    assert len(twice.pairs(("id", "answer"))) == 3
    assert not is_sound(("id", "answer"), twice)
