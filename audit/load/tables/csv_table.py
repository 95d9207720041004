"""A CSV file, as it is or packed by gzip, as a Table, with the exact line of every row.

Read once by the standard `csv` module in strict mode: a row with a cell too many is a fault of that row, never a shift
of its columns (pandas shifts); an open quote is a fault where it opens, never a cell that swallows the file. A space
within a cell is kept, also at its start, so that whoever merges spellings can name it; one before a quote is no part of
the cell, and neither is one that stands before all cells of a column ("a, b, c").
"""

from __future__ import annotations

import csv
import hashlib
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Treatment, remarks_of
from audit.errors import Fault, FaultyFile
from audit.load.tables.table import Table, check_header
from audit.load.text import Faults, decode, read_bytes, unpacked

if TYPE_CHECKING:
    from _csv import Reader
    from pathlib import Path

    from audit.load.tables.selection import Selection

COMMA = ","
DELIMITERS = {COMMA: "commas", ";": "semicolons", "\t": "tabs"}
_CHUNK = 1 << 16
_HEADER_MOST = 1 << 20
_LONGEST_LINE = 1 << 20
"""Bytes after which a line must have ended: a table has lines, and one endless line takes thrice its size in memory."""


def read_csv(path: Path, selection: Selection) -> Table:
    """Return the selected columns of a CSV file as text.

    The delimiter (comma, semicolon or tab) is detected from the header. Blank lines hold no row.

    Parameters
    ----------
    path
        The file: UTF-8, with or without byte order mark, any line ends.
    selection
        Columns to read, and what to call them.

    Raises
    ------
    FaultyFile
        When the text or the header is faulty, or there is no row; faults of single rows are in `Table.faults` instead.
    InputError
        When there is no such file.
    """
    packed = read_bytes(path)
    data = unpacked(path, packed)
    _check_lines(path, data)
    decode(path, data)
    delimiter = _delimiter(data, selection)
    records = _records(_without_spaces_before_quotes(data, delimiter), delimiter)
    faults = Faults(path)
    readable = bool(records.header) or records.broken is None
    sound = readable and check_header(records.header, selection, faults)
    faults.extend(_row_faults(records))
    if sound and not records.lines and not len(faults):
        faults.add("there is a header but no row; each image needs one")
    if not sound or not records.lines:
        faults.raise_any()
    pairs = selection.pairs(records.header)
    separated = () if delimiter == COMMA else (f"{path.name}: its columns are separated by {DELIMITERS[delimiter]}",)
    return Table(
        path=path,
        header=tuple(name for _, name in pairs),
        columns=tuple(_without_a_space_before_all(records.columns[records.header.index(name)]) for name, _ in pairs),
        lines=records.lines,
        faults=tuple(faults),
        sha256=hashlib.sha256(packed).hexdigest(),
        remarks=(*remarks_of(Treatment.ASSUMED, separated), *selection.remarks(records.header)),
        names={name: source for source, name in pairs},
    )


def _check_lines(path: Path, data: bytes) -> None:
    """Refuse a file in which so many bytes follow one another without the end of a line."""
    for start in range(0, len(data) - _LONGEST_LINE, _LONGEST_LINE):
        end = start + _LONGEST_LINE
        if data.find(b"\n", start, end) < 0 and data.find(b"\r", start, end) < 0:
            found = f"a line goes on for more than {_LONGEST_LINE:,} bytes; a table has a line for each image"
            raise FaultyFile(path, [Fault(message=found, line=data.count(b"\n", 0, start) + 1)])


def _text(data: bytes) -> TextIOWrapper:
    return TextIOWrapper(BytesIO(data), "utf-8-sig", errors="replace", newline="")


def _reader(data: bytes, delimiter: str) -> Reader:
    return csv.reader(_text(data), delimiter=delimiter, strict=True)


def _without_spaces_before_quotes(data: bytes, delimiter: str) -> bytes:
    """Return a table whose quoted cells begin with their quote; what stands within cells is as it was."""
    if b' "' not in data:
        return data
    mark = re.escape(delimiter.encode())
    quoted, bare = rb'"[^"]*(?:""[^"]*)*"', rb"[^%b\n\r]*" % mark
    return re.sub(rb'(^|[\n\r]|%b)(?: +(?="))?(%b|%b)' % (mark, quoted, bare), rb"\1\2", data.removeprefix(BOM_UTF8))


def _without_a_space_before_all(cells: list[str]) -> list[str]:
    return [cell.lstrip(" ") for cell in cells] if all(cell.startswith(" ") for cell in cells) else cells


def _delimiter(data: bytes, selection: Selection) -> str:
    """Return the delimiter that finds the expected columns in the header, else the most columns, else the comma."""
    start = data[:_HEADER_MOST]

    def score(delimiter: str) -> tuple[bool, int]:
        tidied = _without_spaces_before_quotes(start, delimiter)
        try:
            header = [name.strip() for name in next(filter(None, _reader(tidied, delimiter)), [])]
        except csv.Error:
            return (False, 0)
        return (selection.expected <= set(header), len(header))

    return max(DELIMITERS, key=score)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Records:
    """Records of a CSV file: those with as many cells as the header by column, the others by what was found.

    `wrong` maps a line to its number of cells; `broken` is the line from which on nothing could be read, and `why` says
    what is wrong there.
    """

    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    lines: Sequence[int]
    wrong: dict[int, int]
    broken: int | None = None
    why: str = ""


_OPEN_QUOTE = "a quote opens here that does not close before the next cell or the end of the file"
_TOO_LONG = (
    f"a cell has more than {csv.field_size_limit():,} characters: a quote may open in it that closes much later, or it "
    "holds what is no cell of a table"
)


def _records(data: bytes, delimiter: str) -> _Records:
    try:
        return _whole_records(data, delimiter)
    except csv.Error as error:
        line = _starts(data, delimiter)[-1]
        readable = "".join(islice(_text(data), line - 1))
        why = _TOO_LONG if "field larger than" in str(error) else _OPEN_QUOTE
        return replace(_whole_records(readable.encode(), delimiter), broken=line, why=why)


def _whole_records(data: bytes, delimiter: str) -> _Records:
    """Return the records of a text whose quotes are sound; raises csv.Error otherwise."""
    reader = _reader(data, delimiter)
    header = tuple(name.strip() for name in next(filter(None, reader), []))
    columns: tuple[list[str], ...] = tuple([] for _ in header)
    wrong: dict[int, int] = {}
    n = 0
    while chunk := list(islice(reader, _CHUNK)):
        rows = list(filter(None, chunk))
        if set(map(len, rows)) - {len(header)}:
            wrong |= {n + i: len(row) for i, row in enumerate(rows) if len(row) != len(header)}
        n += len(rows)
        _append(columns, [row for row in rows if len(row) == len(header)] if wrong else rows)
    lines: Sequence[int] = range(2, n + 2) if reader.line_num == n + 1 else _starts(data, delimiter)[1:]
    return _Records(
        header=header,
        columns=columns,
        lines=[line for i, line in enumerate(lines) if i not in wrong] if wrong else lines,
        wrong={lines[row]: cells for row, cells in wrong.items()},
    )


def _append(columns: tuple[list[str], ...], rows: list[list[str]]) -> None:
    """Append rows to their columns; equal cells of a column share one string, which saves two thirds of the memory."""
    for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
        first: dict[str, str] = {}
        column.extend(map(first.setdefault, cells, cells))


def _starts(data: bytes, delimiter: str) -> list[int]:
    """Return the line each record starts in, header first; where quotes break, that record's line is the last."""
    reader = _reader(data, delimiter)
    starts: list[int] = []
    end = 0
    try:
        for record in reader:
            if record:
                starts.append(end + 1)
            end = reader.line_num
    except csv.Error:
        starts.append(end + 1)
    return starts


def _row_faults(records: _Records) -> Iterator[Fault]:
    expected = len(records.header)
    for line, cells in records.wrong.items():
        advice = "quote a cell that holds the delimiter" if cells > expected else "an empty cell keeps its delimiter"
        yield Fault(message=f"the row has {cells} cells, the header {expected}; {advice}", line=line)
    if records.broken is not None:
        yield Fault(message=f"{records.why}; nothing from this line on was read", line=records.broken)
