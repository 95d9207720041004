"""CSV files that are made to fill a memory, or whose cells swallow what follows, end in a sentence."""

from __future__ import annotations

import pytest

from audit.errors import FaultyFile
from audit.load.tables import csv_table
from audit.load.tables.csv_table import read_csv
from audit.load.tables.selection import Selection

WANTED = Selection(required=("image", "label"))


def write(tmp_path, text: str):
    path = tmp_path / "manifest.csv"
    path.write_text(text)
    return path


def test_a_line_without_an_end_is_refused_before_it_is_parsed(tmp_path) -> None:
    path = write(tmp_path, "image,label\na,happy\nb," + "x" * (2 * csv_table._LONGEST_LINE))
    with pytest.raises(FaultyFile, match=r"manifest\.csv:3: a line goes on for more than 1,048,576 bytes"):
        read_csv(path, WANTED)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_file_of_short_lines_is_read(tmp_path, end) -> None:
    rows = csv_table._LONGEST_LINE // 8
    path = tmp_path / "manifest.csv"
    path.write_bytes((f"image,label{end}" + f"a,happy{end}" * rows).encode())
    assert len(read_csv(path, WANTED)) == rows


def test_a_cell_that_is_too_long_is_not_said_to_be_an_open_quote(tmp_path) -> None:
    path = write(tmp_path, 'image,label\na,happy\n"' + "x" * 140_000 + '",sad\nb,sad\n')
    faults = tuple(read_csv(path, WANTED).faults)
    assert [fault.line for fault in faults] == [3]
    assert "a cell has more than 131,072 characters" in faults[0].message


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("image,label\na,happy\nb, sad\n", ["happy", " sad"]),
        ("image, label\na, happy\nb, sad\n", ["happy", "sad"]),
        ('image,label\n"a", "happy, they say"\nb,sad\n', ["happy, they say", "sad"]),
        ('\ufeff "image", "label"\r\na,   "happy ""and"", "" glad"\r\nb, sad\r\n', ['happy "and", " glad', " sad"]),
        ('image;label\na; "one\ntwo; three"\nb;" sad"\n', ["one\ntwo; three", " sad"]),
    ],
)
def test_spaces_of_cells_are_kept_and_those_between_cells_are_not(tmp_path, text, cells) -> None:
    table = read_csv(write(tmp_path, text), WANTED)
    assert not table.faults
    assert table.column("label") == cells


@pytest.mark.parametrize("row", ['a,5 "tall", "but"', 'a, "open', 'a, "sad" or so'])
def test_spaces_before_quotes_leave_a_faulty_row_faulty(tmp_path, row) -> None:
    assert [fault.line for fault in read_csv(write(tmp_path, f"image,label\nb,sad\n{row}\n"), WANTED).faults] == [3]


def test_lines_are_counted_as_written_where_spaces_stand_before_quotes(tmp_path) -> None:
    table = read_csv(write(tmp_path, 'image,label\n\na, "one\ntwo"\nb, sad\n'), WANTED)
    assert list(table.lines) == [3, 5]
