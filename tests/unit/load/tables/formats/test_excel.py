"""Workbooks: the sheet that is read is named, dates stay dates, and a trap is refused before it is unpacked."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.tables.any_table import read_table
from audit.load.tables.formats import excel
from audit.load.tables.selection import Selection

WANTED = Selection(required=("image", "label"))


def book(tmp_path, rows, *sheets: str):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for name in sheets:
        made.create_sheet(name).append(["more"])
    path = tmp_path / "t.xlsx"
    made.save(path)
    return path


def test_the_first_filled_row_is_the_header_and_other_sheets_are_named(tmp_path) -> None:
    path = book(tmp_path, [[], ["image", "label", "age"], ["a", "happy", 3.0], [], ["b", "sad", 4.5]], "Notes")
    table = read_table(path, WANTED)
    assert (table.column("age"), list(table.lines)) == (["3", "4.5"], [3, 5])
    assert [remark.sentence for remark in table.remarks] == ["t.xlsx: sheet 'Sheet' was read; not read: Notes"]


def test_a_range_that_became_a_date_is_named_with_the_repair(tmp_path) -> None:
    rows = [["image", "label", "age"], ["a", "happy", datetime(2026, 9, 3)], ["b", "sad", "20-29"]]  # noqa: DTZ001
    with pytest.raises(FaultyFile, match=r"t\.xlsx:2: column 'age': '2026-09-03 00:00:00' .* write '3-9'"):
        load_cohort(book(tmp_path, rows))


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path, monkeypatch) -> None:
    path = book(tmp_path, [["image", "label"], ["a", "happy"]])
    monkeypatch.setattr(excel, "MOST_UNPACKED", 100)
    with pytest.raises(FaultyFile, match=r"unpacks to [\d,]+ bytes, above 100; if you trust it, save it as CSV"):
        read_table(path, WANTED)


def test_a_sheet_of_endless_cells_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(excel, "_MOST_CELLS", 20)
    with pytest.raises(FaultyFile, match="sheet 'Sheet' has more than 20 cells"):
        read_table(book(tmp_path, [["image", "label"], *[["a", "happy"]] * 10]), WANTED)


def test_a_damaged_workbook_is_one_fault(tmp_path) -> None:
    """Its sheet is no XML any more, as after a failed copy."""
    path, file = book(tmp_path, [["image", "label"], ["a", "happy"]]), io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<x" if "sheet1" in name else old.read(name))
    path.write_bytes(file.getvalue())
    with pytest.raises(FaultyFile, match="not a sound Excel workbook"):
        read_table(path, WANTED)
