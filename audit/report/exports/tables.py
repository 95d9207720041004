"""Tables of the page, found in its view, as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
from dataclasses import fields, is_dataclass
from io import StringIO
from typing import TYPE_CHECKING

from audit.report.views import Cell, TableView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ACTS = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that a spreadsheet takes for a formula, full-width forms included (OWASP, CSV injection)."""

_NO_BREAK = str.maketrans({"\xa0": " ", "\ufe0e": None})


def tables_of(view: object) -> Iterator[TableView]:
    """Yield every table in a view, in the order of its fields."""
    if isinstance(view, TableView):
        yield view
    elif isinstance(view, tuple):
        for item in view:
            yield from tables_of(item)
    elif is_dataclass(view):
        for field in fields(view):
            yield from tables_of(getattr(view, field.name))


def to_csv(table: TableView) -> bytes:
    """Return a table as CSV: UTF-8 with a byte order mark, a line for each row, texts as the page has them.

    What stands small below a text in the page (its interval, of how many pictures) is a column of its own, named
    `… (note)`, and so is the number behind a coloured cell, `… (value)`; columns that no row fills are left out.
    """
    rows = [(row.head, *row.cells) for row in table.rows]
    parts = [_used([row[at] for row in rows]) for at in range(len(table.columns))]
    head = [_heading(column, part) for column, used in zip(table.columns, parts, strict=True) for part in used]
    body = [[_PARTS[part](cell) for cell, used in zip(row, parts, strict=True) for part in used] for row in rows]
    return spreadsheet([head, *body])


def spreadsheet(lines: Sequence[Sequence[str]]) -> bytes:
    """Return lines of cells as CSV (RFC 4180) in which no cell is a formula: one that would be begins with `'`."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_inert(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    text = text.translate(_NO_BREAK)
    return f"'{text}" if text.startswith(_ACTS) else text


def _text(cell: Cell) -> str:
    return cell.title if cell.title and cell.tone == "text" else cell.text


def _note(cell: Cell) -> str:
    reason = cell.title if cell.tone == "undefined" else ""
    return "; ".join(part for part in (cell.note, reason) if part)


def _value(cell: Cell) -> str:
    return cell.value


_PARTS = {"": _text, "note": _note, "value": _value}


def _used(cells: Sequence[Cell]) -> list[str]:
    return [part for part, read in _PARTS.items() if not part or any(read(cell) for cell in cells)]


def _heading(column: Cell, part: str) -> str:
    text = _text(column)
    return f"{text} ({part})" if part else text
