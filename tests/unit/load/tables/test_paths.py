"""What tells rows apart: a path however it is written, and which face of the picture."""

from __future__ import annotations

import pytest

from audit.load.tables.column_names import BOX
from audit.load.tables.paths import RowKeys, all_differ, face_key, image_keys, read_keys
from audit.load.tables.table import Table
from audit.load.text import Faults


def table(**columns: list[str]) -> Table:
    rows = len(columns["image"])
    return Table(path=None, header=tuple(columns), columns=tuple(columns.values()), lines=range(2, rows + 2))


def read(**columns: list[str]) -> tuple[RowKeys, list[tuple[int | None, str]]]:
    """Return the keys of a table, and its faults as line and sentence."""
    faults = Faults(None)
    keys = read_keys(table(**columns), faults)
    return keys, [(fault.line, fault.message) for fault in faults]


def test_a_path_is_one_however_it_is_written() -> None:
    assert image_keys(["./x//a.jpg", "x/./b.jpg", "x/c.jpg", ""]) == ["x/a.jpg", "x/b.jpg", "x/c.jpg", ""]
    plain = ["x/a.jpg", "x/b.jpg"]
    assert image_keys(plain) is plain  # nothing to do, nothing copied


def test_paths_differ_or_not() -> None:
    assert all_differ(["a", "b"])
    assert all_differ([])
    assert not all_differ(["a", "b", "a"])


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (" 1.0 ", "1"),
        ("1.00", "1"),
        ("1.5", "1.5"),
        ("1.", "1"),
        ("left", "left"),
        (".0", ".0"),
        ("", ""),
        ("-1.0", "-1.0"),
    ],
)
def test_a_face_has_one_number_however_it_is_written(cell: str, key: str) -> None:
    assert face_key(cell) == key


def test_pictures_that_differ_need_no_face() -> None:
    keys, faults = read(image=[" a.jpg", "b.jpg\u00a0"])
    assert (list(keys.images), keys.faces, faults) == (["a.jpg", "b.jpg"], None, [])


def test_a_column_says_which_face_else_the_box_does() -> None:
    keys, faults = read(image=["a", "a", "b"], face=["0", "1.0", ""])
    assert (keys.faces, faults) == (("0", "1", ""), [])
    boxes = dict(zip(BOX, (["1", "5"], ["2", "2"], ["30", "30"], ["40", "40.0"]), strict=True))
    keys, faults = read(image=["a", "./a"], **boxes)
    assert (keys.faces, faults) == (("1,2,30,40", "5,2,30,40"), [])


def test_a_box_that_is_none_tells_no_face() -> None:
    boxes = dict(zip(BOX, (["1", ""], ["2", ""], ["30", ""], ["40", ""]), strict=True))
    keys, faults = read(image=["a", "a"], **boxes)
    assert keys.faces == ("1,2,30,40", "")
    assert [line for line, _ in faults] == [3]


def test_the_same_row_twice_is_a_fault_with_the_first_line() -> None:
    _, faults = read(image=["a", "b", "./a"])
    ((line, words),) = faults
    assert line == 4
    assert words.startswith("'a' is already listed in line 2; each picture has one row")
    assert "(--columns face=COLUMN)" in words
    _, faults = read(image=["a", "a", "a"], face=["0", "1", "0"])
    assert [(line, words.split(";")[0]) for line, words in faults] == [(4, "'a, 0' is already listed in line 2")]


def test_a_face_that_is_not_told_beside_others_is_a_fault() -> None:
    _, faults = read(image=["a", "a"], face=["0", ""])
    assert [line for line, _ in faults] == [3]


def test_several_people_may_label_one_picture_each_once() -> None:
    _, faults = read(image=["a", "a", "b"], annotator=["x", "y", "x"])
    assert faults == []
    _, faults = read(image=["a", "a"], annotator=["x", "x"])
    assert [line for line, _ in faults] == [3]


def test_an_empty_path_is_a_fault_of_its_line() -> None:
    _, faults = read(image=["a", " "])
    assert faults == [(3, "the cell is empty; write the path of the picture")]
