"""CSV files that are made to fill a memory, or whose cells swallow what follows, end in a sentence."""

from __future__ import annotations

import pytest

from audit.errors import FaultyFile
from audit.load.tables.formats import csv_table
from audit.load.tables.formats.csv_table import read_csv
from audit.load.tables.selection import Selection
from audit.load.tables.table_file import open_table

WANTED = Selection(required=("image", "label"))


def write(tmp_path, text: str):
    path = tmp_path / "manifest.csv"
    path.write_text(text)
    return path


def test_a_line_without_an_end_is_refused_before_it_is_parsed(tmp_path) -> None:
    path = write(tmp_path, "image,label\na,happy\nb," + "x" * (2 * csv_table._LONGEST_LINE))
    with pytest.raises(FaultyFile, match=r"manifest\.csv:3: a line goes on for more than 1,048,576 bytes"):
        read_csv(open_table(path), WANTED)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_file_of_short_lines_is_read(tmp_path, end) -> None:
    rows = csv_table._LONGEST_LINE // 8
    path = tmp_path / "manifest.csv"
    path.write_bytes((f"image,label{end}" + f"a,happy{end}" * rows).encode())
    assert len(read_csv(open_table(path), WANTED)) == rows


def test_a_cell_that_is_too_long_is_not_said_to_be_an_open_quote(tmp_path) -> None:
    path = write(tmp_path, 'image,label\na,happy\n"' + "x" * 140_000 + '",sad\nb,sad\n')
    faults = tuple(read_csv(open_table(path), WANTED).faults)
    assert [fault.line for fault in faults] == [3]
    assert "a cell has more than 131,072 characters" in faults[0].message


def by_places(**mapped: str) -> Selection:
    return Selection(required=("image", "label"), mapped=mapped, own=lambda _: False)


def test_a_list_without_header_is_read_by_places(tmp_path) -> None:
    """As RAF-DB lists its pictures: name, space, number; here with two spaces and one behind the line."""
    path = write(tmp_path, "a.jpg 1\nb.jpg  2 \n\nc.jpg 1")
    table = read_csv(open_table(path), by_places(image="0", label="1"))
    assert (table.column("image"), table.column("label")) == (["a.jpg", "b.jpg", "c.jpg"], ["1", "2", "1"])
    assert list(table.lines) == [1, 2, 4]
    assert [remark.sentence for remark in table.remarks] == [
        "manifest.csv: its columns are separated by spaces",
        "manifest.csv: it has no header, so its first line is a row and its columns are called by their places",
    ]


def test_a_header_of_places_as_pandas_writes_it_is_a_header(tmp_path) -> None:
    table = read_csv(open_table(write(tmp_path, "0,1\na.jpg,happy\n")), by_places(image="0", label="1"))
    assert table.column("image") == ["a.jpg"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a.jpg 1\nb.jpg 2\n", "image=0,label=1"),
        ("7,happy,x/a.png\n", "image=2,label=1"),
        ("a.jpg\n", "image=0,label=P"),
    ],
)
def test_a_row_in_place_of_a_header_is_said_to_be_one(tmp_path, text, places) -> None:
    words = rf"manifest\.csv:1: the first line, '.*', is a row and no header; .* --columns {places}"
    with pytest.raises(FaultyFile, match=words):
        read_csv(open_table(write(tmp_path, text)), WANTED)


def test_a_declared_delimiter_is_taken_and_lines_stay_where_they_are(tmp_path) -> None:
    path = write(tmp_path, "sep=|\nimage|label\na,b|happy\nc|sad|x\n")
    table = read_csv(open_table(path), WANTED)
    assert (table.column("image"), list(table.lines), [fault.line for fault in table.faults]) == (["a,b"], [3], [4])


def test_a_name_with_a_space_does_not_make_spaces_divide_columns(tmp_path) -> None:
    table = read_csv(open_table(write(tmp_path, "image,label,skin tone of face\na,happy,light\n")), WANTED)
    assert table.header == ("image", "label", "skin tone of face")


def test_decimal_commas_are_read_as_points_and_said(tmp_path) -> None:
    table = read_csv(open_table(write(tmp_path, "image;label;p\na;happy;0,25\nb;sad;1\n")), WANTED)
    assert table.numbers("p").tolist() == [0.25, 1.0]
    assert table.remarks[1].sentence == "manifest.csv: commas in the numbers of p are decimal points"


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
    table = read_csv(open_table(write(tmp_path, text)), WANTED)
    assert not table.faults
    assert table.column("label") == cells


@pytest.mark.parametrize("row", ['a,5 "tall", "but"', 'a, "open', 'a, "sad" or so'])
def test_spaces_before_quotes_leave_a_faulty_row_faulty(tmp_path, row) -> None:
    assert [
        fault.line for fault in read_csv(open_table(write(tmp_path, f"image,label\nb,sad\n{row}\n")), WANTED).faults
    ] == [3]


def test_lines_are_counted_as_written_where_spaces_stand_before_quotes(tmp_path) -> None:
    table = read_csv(open_table(write(tmp_path, 'image,label\n\na, "one\ntwo"\nb, sad\n')), WANTED)
    assert list(table.lines) == [3, 5]
