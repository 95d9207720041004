"""An Excel workbook (.xlsx) as a Table: the first sheet that holds something, its first filled row the header."""

from __future__ import annotations

import warnings
import zipfile
from contextlib import closing
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from audit.domain.cohort.reading import Treatment, remarks_of
from audit.errors import Fault, FaultyFile, guarded, importing
from audit.load.tables.table import FoundColumns, Table, table_of
from audit.load.tables.table_file import MOST_UNPACKED

if TYPE_CHECKING:
    from audit.load.tables.selection import Selection
    from audit.load.tables.table_file import TableFile

WORKBOOK = "xl/workbook.xml"
_MOST_CELLS = 20_000_000


def read_excel(file: TableFile, selection: Selection) -> Table:
    """Return the selected columns of a workbook as text; its lines are the numbers of the rows.

    Raises
    ------
    FaultyFile
        When it is broken, unpacks to more than a memory's worth, when a required column is missing, or there is no row.
    MissingExtra
        When openpyxl is not installed.
    """
    with importing(f"{file.path}: reading Excel", "excel", "openpyxl"):
        import openpyxl  # noqa: PLC0415 - an extra

    wrong = "not a sound Excel workbook"
    with guarded(lambda said: _refused(file, f"{wrong}: {said}; save it again, or as CSV UTF-8")):
        _check_size(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drawings that no table has
            with closing(openpyxl.load_workbook(BytesIO(file.data), read_only=True, data_only=True)) as book:
                found = _sheet(file, book)
    return table_of(file, found, selection)


def _check_size(file: TableFile) -> None:
    """Refuse a workbook that unpacks to more than a table ever holds; the archive itself never gives more."""
    with zipfile.ZipFile(BytesIO(file.data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MOST_UNPACKED:
        raise _refused(file, f"unpacks to {size:,} bytes, above {MOST_UNPACKED:,}; if you trust it, save it as CSV")


def _sheet(file: TableFile, book: Any) -> FoundColumns:  # noqa: ANN401 - openpyxl publishes no types
    """Return the columns of the first sheet that holds something."""
    taken, empty = None, []
    for sheet in book.worksheets:
        rows = _rows(file, sheet) if taken is None else {}
        if rows:
            taken = (sheet.title, rows)
        elif taken is None:
            empty.append(sheet.title)
    others = [sheet.title for sheet in book.worksheets if taken and sheet.title not in (taken[0], *empty)]
    if taken is None:
        raise _refused(file, "this is an Excel workbook without a filled cell; each image needs a row")
    title, rows = taken
    first, *lines = rows
    width = max(map(len, rows.values()))
    header = tuple(name.strip() for name in _padded(rows[first], width))
    columns = {name: [_padded(rows[line], width)[place] for line in lines] for place, name in enumerate(header)}
    unread = f"{file.path.name}: sheet '{title}' was read; not read: {', '.join(others)}"
    return FoundColumns(
        kind="an Excel workbook",
        header=header,
        column=columns.__getitem__,
        lines=lines,
        remarks=remarks_of(Treatment.SET_ASIDE, [unread] if others else []),
    )


def _rows(file: TableFile, sheet: Any) -> dict[int, list[str]]:  # noqa: ANN401
    """Return the filled rows of a sheet by their numbers, each without the empty cells at its end."""
    rows: dict[int, list[str]] = {}
    cells = 0
    sheet.reset_dimensions()  # what a sheet says of its size may be a trap
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [_text(cell) for cell in row]
        while texts and not texts[-1].strip():
            texts.pop()
        cells += len(row) + 1
        if cells > _MOST_CELLS:
            raise _refused(
                file, f"sheet '{sheet.title}' has more than {_MOST_CELLS:,} cells; save it as CSV or Parquet"
            )
        if texts:
            rows[number] = texts
    return rows


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _text(cell: object) -> str:
    """Return a cell as a CSV file would have it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1 << 53 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return str(cell)
    return str(cell)


def _refused(file: TableFile, found: str) -> FaultyFile:
    return FaultyFile(file.path, [Fault(message=found)])
