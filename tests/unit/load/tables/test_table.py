"""A column of a table is the same however it is kept: as texts, as codes, as bytes, as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.texts import TextChunk, Texts
from audit.load.tables.spellings import encode
from audit.load.tables.table import Table

CELLS = ["2", "", "1.5", "2", "-3", " "]


def table(column) -> Table:
    return Table(path=None, header=("c",), columns=(column,), lines=range(len(CELLS)))


def packed(cells: list[str]) -> Texts:
    return Texts(
        [TextChunk(data=np.frombuffer("".join(cells).encode(), np.uint8), ends=np.cumsum([0, *map(len, cells)]))]
    )


@pytest.mark.parametrize("kept", [list, encode, packed])
def test_text_is_the_same_however_it_is_kept(kept) -> None:
    found = table(kept(CELLS))
    assert found.column("c") == list(found.texts("c")) == CELLS
    assert [found.cell("c", row) for row in range(len(CELLS))] == CELLS
    assert found.encoded("c").cells == ("2", "", "1.5", "-3", " ")
    assert found.encoded("c").codes.tolist() == [0, 1, 2, 0, 3, 4]
    assert found.encoded("c").texts == CELLS
    assert found.filled("c").tolist() == [True, False, True, True, True, False]
    assert np.array_equal(found.numbers("c"), [2, np.nan, 1.5, 2, -3, np.nan], equal_nan=True)


def test_numbers_have_the_text_that_python_gives_them() -> None:
    found = table(np.array([2, np.nan, 1.5, 2, -3, np.nan]))
    assert found.column("c") == found.encoded("c").texts == ["2", "", "1.5", "2", "-3", ""]
    assert found.encoded("c").cells == ("2", "", "1.5", "-3")
    assert found.filled("c").tolist() == [True, False, True, True, True, False]
    assert found.cell("c", 4) == "-3"


@pytest.mark.parametrize("names", ["ab", "ba", "a"])
def test_columns_side_by_side_are_given_together_in_the_order_asked_for(names) -> None:
    matrix = np.arange(12.0).reshape(6, 2).copy()
    found = Table(path=None, header=("a", "b"), columns=(matrix[:, 0], matrix[:, 1]), lines=range(6))
    wanted = np.stack([matrix[:, "ab".index(name)] for name in names], axis=1)
    assert found.matrix(names).tolist() == wanted.tolist()
    assert (found.matrix(names) is matrix) == (names == "ab")
