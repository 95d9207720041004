"""Tables of the page as CSV: its numbers, and nothing that acts."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from assets.audits import drawn

from audit.report.exports.tables import spreadsheet, tables_of, to_csv
from audit.report.pages.html import view
from audit.report.views import Cell, Row, TableView, headings


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_has_its_notes_and_numbers_in_columns_of_their_own() -> None:
    rate = Cell(text="62.5\xa0%", note="5 of 8", value="0.625")
    undefined = Cell(text="–", note="of 0", title="no image", tone="undefined")
    rows = (
        Row(head=Cell(text="a … b", title="a and b", tone="text"), cells=(rate, Cell(text="8"))),
        Row(head=Cell(text="c"), cells=(undefined, Cell(text="0"))),
    )
    table = TableView(id="t", caption="c", columns=headings("Group", "Rate", "n"), rows=rows)
    assert read(to_csv(table)) == [
        ["Group", "Rate", "Rate (note)", "Rate (value)", "n"],
        ["a and b", "62.5 %", "5 of 8", "0.625", "8"],
        ["c", "–", "of 0; no image", "", "0"],
    ]


def test_numbers_are_those_of_the_page() -> None:
    success = next(table for table in tables_of(view(drawn())) if table.id == "groups-1-success")
    line = next(line for line in read(to_csv(success)) if line[0] == "senior")
    assert line[1:5] == ["294", "141", "67.6 %", "63.1 to 71.8 %"]  # 294 of 435


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_a_cell_is_never_a_formula(text) -> None:
    assert read(spreadsheet([[text]])) == [[f"'{text}"]]


def test_other_cells_are_as_they_are() -> None:
    line = ["a=b", "−5", "–", "a,b", 'say "x"', "two\nlines", ""]
    assert read(spreadsheet([line])) == [line]
