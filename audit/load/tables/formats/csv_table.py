"""Text with a line for each row, a CSV file and its kin, as a Table, with the exact line of every row.

Columns are divided by commas, semicolons, tabs, pipes or spaces; a first line `sep=;`, as spreadsheets write it, says
by which. A file without a header is read where somebody names its columns by their places. Numbers may have a decimal
comma where columns are divided otherwise.

Read once by the standard `csv` module in strict mode: a row with a cell too many is a fault of that row, never a shift
of its columns (pandas shifts); an open quote is a fault where it opens, never a cell that swallows the file. A space
within a cell is kept, also at its start, so that whoever merges spellings can name it; one before a quote is no part of
the cell, and neither is one that stands before all cells of a column ("a, b, c").
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Treatment, remarks_of
from audit.errors import Fault, FaultyFile
from audit.load.tables.column_names import LABEL
from audit.load.tables.formats.decimals import with_points
from audit.load.tables.formats.spaces import without_a_space_before_all, without_spaces_before_quotes
from audit.load.tables.hints import PEEKED, places_in_a_row
from audit.load.tables.selection import Selection
from audit.load.tables.table import Table, check_header
from audit.load.text import Faults, decode, shown

if TYPE_CHECKING:
    from _csv import Reader
    from pathlib import Path

    from audit.domain.cohort.reading import Remark
    from audit.load.tables.table_file import TableFile

COMMA, SPACE = ",", " "
DELIMITERS = {COMMA: "commas", ";": "semicolons", "\t": "tabs", "|": "pipes", SPACE: "spaces"}
_CHUNK = 1 << 16
_HEADER_MOST = 1 << 20
_LONGEST_LINE = 1 << 20
"""Bytes after which a line must have ended: a table has lines, and one endless line takes thrice its size in memory."""

_SEP = re.compile(rb"(?:\xef\xbb\xbf)?\"?sep=([,;|\t ])\"?[ \t]*\r?\n", re.IGNORECASE)
_AT_THE_END = re.compile(rb"[ \t]+(?=\r?(?:\n|$))")


def read_csv(file: TableFile, selection: Selection) -> Table:
    """Return the selected columns of a text file as text.

    The delimiter is detected from the first line. Blank lines hold no row.

    Parameters
    ----------
    file
        UTF-8, with or without byte order mark, any line ends.
    selection
        Columns to read, and what to call them.

    Raises
    ------
    FaultyFile
        When the text or the header is faulty, or there is no row; faults of single rows are in `Table.faults` instead.
    """
    path = file.path
    _check_lines(path, file.data)
    decode(path, file.data)
    layout = _layout(file.data, selection)
    records = _records(layout)
    faults = Faults(path)
    readable = bool(records.header) or records.broken is None
    sound = readable and _check_names(records, layout, selection, faults)
    faults.extend(_row_faults(records))
    if sound and not records.lines and not len(faults):
        faults.add("there is a header but no row; each image needs one")
    if not sound or not records.lines:
        faults.raise_any()
    pairs = selection.pairs(records.header)
    place = {source: position for position, source in enumerate(records.header)}
    columns = {source: without_a_space_before_all(records.columns[place[source]]) for source, _ in pairs}
    converted = [] if layout.delimiter == COMMA else with_points(columns)
    return Table(
        path=path,
        header=tuple(name for _, name in pairs),
        columns=tuple(columns[source] for source, _ in pairs),
        lines=records.lines,
        faults=tuple(faults),
        sha256=file.sha256,
        remarks=(*file.remarks, *_assumed(path.name, layout, converted), *selection.remarks(records.header)),
        names={name: source for source, name in pairs},
    )


def _assumed(name: str, layout: _Layout, converted: Sequence[str]) -> Iterator[Remark]:
    """Yield what was taken for granted about the layout of a file."""
    said = []
    if layout.delimiter != COMMA:
        said.append(f"{name}: its columns are separated by {DELIMITERS[layout.delimiter]}")
    if layout.headless:
        said.append(f"{name}: it has no header, so its first line is a row and its columns are called by their places")
    if converted:
        said.append(f"{name}: commas in the numbers of {', '.join(converted)} are decimal points")
    yield from remarks_of(Treatment.ASSUMED, said)


def _check_names(records: _Records, layout: _Layout, selection: Selection, faults: Faults) -> bool:
    """Collect what is wrong with the header; a row in its place is said to be one."""
    header = records.header
    row = None if layout.headless else places_in_a_row(header)
    if row is not None and not selection.expected <= set(header):
        named = ",".join(f"{name}={place}" for name, place in row.items())
        more = "" if LABEL in row or LABEL not in selection.required else f",{LABEL}=PLACE"
        found = f"the first line, {shown(layout.delimiter.join(header))}, is a row and no header"
        faults.add(f"{found}; name the columns by their places, counted from 0: --columns {named}{more}", line=1)
        return False
    columns = dict(zip(header, records.columns, strict=False))
    return check_header(header, selection, faults, peek=lambda name: columns[name][:PEEKED])


def _check_lines(path: Path, data: bytes) -> None:
    """Refuse a file in which so many bytes follow one another without the end of a line."""
    for start in range(0, len(data) - _LONGEST_LINE, _LONGEST_LINE):
        end = start + _LONGEST_LINE
        if data.find(b"\n", start, end) < 0 and data.find(b"\r", start, end) < 0:
            found = f"a line goes on for more than {_LONGEST_LINE:,} bytes; a table has a line for each image"
            raise FaultyFile(path, [Fault(message=found, line=data.count(b"\n", 0, start) + 1)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How a text is laid out: its bytes without a line `sep=`, what divides columns, whether the header is missing."""

    data: bytes
    delimiter: str
    headless: bool = False


def _layout(data: bytes, selection: Selection) -> _Layout:
    declared = _SEP.match(data)
    if declared:
        data = b"\n" + data[declared.end() :]  # the blank line keeps the numbers of the others
    delimiter = declared[1].decode() if declared else _delimiter(data, selection)
    data = _AT_THE_END.sub(b"", data) if delimiter == SPACE else without_spaces_before_quotes(data, delimiter)
    header = _first_line(data[:_HEADER_MOST], delimiter)
    places = [str(place) for place in range(len(header))]
    return _Layout(data=data, delimiter=delimiter, headless=selection.by_place and header != places)


def _text(data: bytes) -> TextIOWrapper:
    return TextIOWrapper(BytesIO(data), "utf-8-sig", errors="replace", newline="")


def _reader(data: bytes, delimiter: str) -> Reader:
    return csv.reader(_text(data), delimiter=delimiter, strict=True, skipinitialspace=delimiter == SPACE)


def first_names(start: bytes) -> tuple[str, ...]:
    """Return the cells of the first line of a text, divided by what divides it into most."""
    declared = _SEP.match(start)
    rest = start[declared.end() :] if declared else start
    return tuple(_first_line(rest, declared[1].decode() if declared else _delimiter(rest, Selection(required=()))))


def _first_line(start: bytes, delimiter: str) -> list[str]:
    """Return the cells of the first line that is not blank; none where its quotes are broken."""
    tidied = start if delimiter == SPACE else without_spaces_before_quotes(start, delimiter)
    try:
        return [name.strip() for name in next(filter(None, _reader(tidied, delimiter)), [])]
    except csv.Error:
        return []


def _delimiter(data: bytes, selection: Selection) -> str:
    """Return the delimiter that finds the expected columns in the header, else the most columns, else the comma.

    Spaces divide columns only where nothing else does: names of columns may hold some.
    """
    start = data[:_HEADER_MOST]
    widths = {}
    for delimiter in DELIMITERS:
        header = _first_line(start, delimiter)
        if selection.expected <= (set(map(str, range(len(header)))) if selection.by_place else set(header)):
            widths[delimiter] = len(header)
    if not widths:
        widths = {delimiter: len(_first_line(start, delimiter)) for delimiter in DELIMITERS}
    others = {delimiter: width for delimiter, width in widths.items() if delimiter != SPACE}
    best = max(others, key=lambda delimiter: others[delimiter], default=COMMA)
    return SPACE if SPACE in widths and others.get(best, 0) <= 1 < widths[SPACE] else best


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


def _records(layout: _Layout) -> _Records:
    try:
        return _whole_records(layout)
    except csv.Error as error:
        line = _starts(layout)[-1]
        readable = "".join(islice(_text(layout.data), line - 1))
        why = _TOO_LONG if "field larger than" in str(error) else _OPEN_QUOTE
        return replace(_whole_records(replace(layout, data=readable.encode())), broken=line, why=why)


def _whole_records(layout: _Layout) -> _Records:
    """Return the records of a text whose quotes are sound; raises csv.Error otherwise."""
    reader = _reader(layout.data, layout.delimiter)
    header = tuple(name.strip() for name in next(filter(None, reader), []))
    before = 1
    if layout.headless:
        reader, before = _reader(layout.data, layout.delimiter), 0
        header = tuple(map(str, range(len(header))))
    columns: tuple[list[str], ...] = tuple([] for _ in header)
    wrong: dict[int, int] = {}
    n = 0
    while chunk := list(islice(reader, _CHUNK)):
        rows = list(filter(None, chunk))
        if set(map(len, rows)) - {len(header)}:
            wrong |= {n + i: len(row) for i, row in enumerate(rows) if len(row) != len(header)}
        n += len(rows)
        _append(columns, [row for row in rows if len(row) == len(header)] if wrong else rows)
    regular = reader.line_num == n + before
    lines: Sequence[int] = range(1 + before, n + 1 + before) if regular else _starts(layout)[before:]
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


def _starts(layout: _Layout) -> list[int]:
    """Return the line each record starts in, header first; where quotes break, that record's line is the last."""
    reader = _reader(layout.data, layout.delimiter)
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
