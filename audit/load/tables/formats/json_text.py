"""JSON as a Table: a list of objects, objects in lines, or the shapes in which pandas writes a frame.

Objects in objects become columns with a dot in their name (`emotion.angry`), lists stay JSON, null is an empty cell.
JSON from a stranger may be made to fill a memory or a stack: its size, its depth, its columns and cells have limits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from audit.domain.cohort.predictions import Outcome
from audit.domain.cohort.reading import Treatment, remarks_of
from audit.errors import Fault, FaultyFile, guarded
from audit.load.tables.column_names import IMAGE, OUTCOME
from audit.load.tables.formats.json_faces import as_object, with_faces
from audit.load.tables.hints import PICTURE
from audit.load.tables.table import FoundColumns, Table, table_of
from audit.load.text import decode, shown

if TYPE_CHECKING:
    from audit.load.tables.selection import Selection
    from audit.load.tables.table_file import TableFile

LINES, WHOLE = "JSON lines", "JSON"
_MOST_BYTES = 1 << 28
"""Bytes of one JSON value: Python needs ten times as many."""

_LONGEST_LINE = 1 << 20
_DEEPEST = 6
"""Objects in objects that become columns; what lies deeper stays JSON."""

_MOST_COLUMNS, _MOST_CELLS = 5000, 1 << 26
_HOLDERS = ("data", "rows", "records", "images", "annotations", "predictions", "results", "items")
"""Keys under which a list of records may lie beside other things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _JsonRows:
    """Rows as objects, the line or number of each, and what was assumed to find them."""

    kind: str
    rows: list[Mapping[str, Any]]
    lines: Sequence[int]
    assumed: tuple[str, ...] = ()


def shows_json(start: bytes) -> bool:
    """Return whether a file begins as JSON does."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read_json(file: TableFile, selection: Selection) -> Table:
    """Return the selected columns of JSON; its lines are those of JSON lines, else the numbers of the rows from 1.

    Raises
    ------
    FaultyFile
        When it is no sound JSON, no table, too large or too deep, when a required column is missing, or there is no
        row.
    """
    text = decode(file.path, file.data)
    records = _in_lines(file, text) or _whole(file, text)
    rows, places, held = with_faces(records.rows)
    if held:
        said = f"{file.path.name}: each object in its lists '{held}' was read as a face, a row of its own"
        lines = [records.lines[place] for place in places]
        records = replace(records, rows=rows, lines=lines, assumed=(*records.assumed, said))
    flat = [_flat(row) for row in records.rows]
    header = tuple(dict.fromkeys(name for row in flat for name in row))
    _check_size(file, header, flat)
    found = FoundColumns(
        kind=records.kind,
        header=header,
        column=lambda name: [_text(row.get(name)) for row in flat],
        lines=records.lines,
        remarks=remarks_of(Treatment.ASSUMED, records.assumed),
    )
    if not header:
        raise _refused(file, f"this is {records.kind} without a row; each image needs one")
    return table_of(file, found, selection)


def _in_lines(file: TableFile, text: str) -> _JsonRows | None:
    """Return the rows of JSON lines; None where the file is one JSON value over one line or many."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    try:
        first = _parsed(lines[0][1])
    except ValueError:
        return None
    if not isinstance(first, Mapping) or (len(lines) == 1 and (_is_frame(first) or _held(first))):
        return None
    rows: list[Mapping[str, Any]] = []
    faults = []
    for number, line in lines:
        try:
            if len(line) > _LONGEST_LINE:
                raise ValueError(f"the line has more than {_LONGEST_LINE:,} characters")  # noqa: TRY301
            row = _parsed(line)
        except ValueError as error:
            faults.append(Fault(message=f"this is {LINES}, and the line is not sound: {_why(error)}", line=number))
            continue
        if isinstance(row, Mapping):
            rows.append(row)
        else:
            faults.append(Fault(message=f"this is {LINES}, and the line is no object: {shown(row)}", line=number))
    if faults:
        raise FaultyFile(file.path, faults)
    return _JsonRows(kind=LINES, rows=rows, lines=[number for number, _ in lines])


def _whole(file: TableFile, text: str) -> _JsonRows:
    """Return the rows of one JSON value."""
    if len(file.data) > _MOST_BYTES:
        found = f"this is {WHOLE} of more than {_MOST_BYTES:,} bytes in one value"
        raise _refused(file, f"{found}; save it as JSON lines (to_json(…, orient='records', lines=True)) or Parquet")
    try:
        value = _parsed(text)
    except json.JSONDecodeError as error:
        found = f"this looks like {WHOLE} and is not sound: {error.msg}"
        raise FaultyFile(file.path, [Fault(message=found, line=error.lineno)]) from None
    except ValueError as error:
        raise _refused(file, f"this is {WHOLE} and is not sound: {_why(error)}") from None
    for shape in _SHAPES:
        rows = shape(value)
        if rows is not None:
            listed = list(rows)
            return _JsonRows(kind=WHOLE, rows=listed, lines=range(1, len(listed) + 1), assumed=_said_of(file, value))
    what = "a list" if isinstance(value, list) else "an object" if isinstance(value, Mapping) else shown(value)
    expected = "a list of objects, one for each row, or the columns of a frame as pandas' to_json writes them"
    raise _refused(file, f"this is {WHOLE}, {what} that is no table; expected {expected}")


def _said_of(file: TableFile, value: object) -> tuple[str, ...]:
    """Return what was assumed about a value that holds more than rows, or names its rows by keys."""
    held = _held(value)
    if held is not None and isinstance(value, Mapping):
        others = [name for name in value if name != held]
        beside = f"; {', '.join(others)} beside it not read" if others else ""
        return (f"{file.path.name}: the list '{held}' in it was read{beside}",)
    if _by_picture(value) is not None:
        return (f"{file.path.name}: the keys of its objects were read as column 'image'",)
    return ()


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON
    with guarded(ValueError, json.JSONDecodeError):
        return json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object names {shown(twice)} twice; keep one")
    return found


def _no_number(_: str) -> None:
    """Return nothing for NaN and Infinity, which JSON does not have and Python writes for an empty cell."""


def _why(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _is_record(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_frame(value: Mapping[str, Any]) -> bool:
    """Return whether an object is a whole frame, and not a row."""
    return bool(value) and all(isinstance(cell, list | Mapping) for cell in value.values())


def _records(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`[{"image": …}, …]`: pandas' `records`."""
    return value if isinstance(value, list) and all(map(_is_record, value)) else None


def _lists(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`[["a.jpg", 1], …]`: rows without names, whose columns are called by their places."""
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        return [{str(place): cell for place, cell in enumerate(row)} for row in value]
    return None


def _split(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`{"columns": […], "data": [[…], …]}`: pandas' `split`."""
    if not isinstance(value, Mapping) or not {"columns", "data"} <= set(value):
        return None
    names, rows = value["columns"], value["data"]
    if not isinstance(names, list) or not isinstance(rows, list) or len(set(map(str, names))) < len(names):
        return None
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def _columns(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`{"image": ["a.jpg", …], …}`: columns of equal length."""
    if not isinstance(value, Mapping) or not value or not all(isinstance(cells, list) for cells in value.values()):
        return None
    if len({len(cells) for cells in value.values()}) > 1 or any(any(map(_is_record, c)) for c in value.values()):
        return None
    return [dict(zip(value, row, strict=True)) for row in zip(*value.values(), strict=True)]


def _by_index(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`{"image": {"0": "a.jpg", …}, …}`: pandas' `columns`, what `to_json` writes if nothing is said."""
    if not isinstance(value, Mapping) or not value or not all(map(_is_record, value.values())):
        return None
    first, *others = value.values()
    if any(list(other) != list(first) for other in others) or any(_is_record(c) for c in first.values()):
        return None
    if not all(key.lstrip("-").isdecimal() for key in first):
        return None
    return [{name: cells[key] for name, cells in value.items()} for key in first]


def _by_picture(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`{"a.jpg": {"emotion": …}, …}`: a record, or a list of them, for each picture."""
    if not isinstance(value, Mapping) or not value or not all(PICTURE.search(str(key)) for key in value):
        return None
    if all(map(_is_record, value.values())):
        return [{IMAGE: key, **row} for key, row in value.items()]
    if all(isinstance(rows, list) and all(map(_is_record, rows)) for rows in value.values()):
        return list(_rows_of_faces(value))
    return None


def _rows_of_faces(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a row for each face of each picture; of a picture without one, that no face was found."""
    for key, rows in value.items():
        several = len(rows) > 1
        yield from ({IMAGE: key, **({"face": face} if several else {}), **row} for face, row in enumerate(rows))
        if not rows:
            yield {IMAGE: key, OUTCOME: Outcome.NO_FACE.value}


def _numbered(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`{"0": {"image": …}, …}`: pandas' `index`."""
    if not isinstance(value, Mapping) or not value or not all(map(_is_record, value.values())):
        return None
    return list(value.values()) if all(key.lstrip("-").isdecimal() for key in value) else None


def _held(value: object) -> str | None:
    """Return the key under which the one list of records lies, if there is one."""
    if not isinstance(value, Mapping):
        return None
    lists = [name for name, cells in value.items() if isinstance(cells, list) and cells and all(map(_is_record, cells))]
    if len(lists) > 1:
        lists = [name for name in lists if name in _HOLDERS][:1]
    return lists[0] if len(lists) == 1 else None


def _inside(value: object) -> Iterable[Mapping[str, Any]] | None:
    """`{"info": …, "images": [{…}, …]}`: a list of records beside other things."""
    held = _held(value)
    return value[held] if isinstance(value, Mapping) and held is not None else None


_SHAPES: tuple[Callable[[object], Iterable[Mapping[str, Any]] | None], ...] = (
    _records,
    _lists,
    _split,
    _columns,
    _by_picture,
    _by_index,
    _numbered,
    _inside,
)
"""The shapes of a table in JSON, the first that fits."""


def _flat(row: Mapping[str, Any], prefix: str = "", depth: int = 1) -> dict[str, Any]:
    """Return an object with the objects in it as columns of their own."""
    cells: dict[str, Any] = {}
    for name, cell in row.items():
        inner = cell if isinstance(cell, Mapping) else as_object(cell)
        if inner and depth < _DEEPEST:
            cells |= _flat(inner, f"{prefix}{name}.", depth + 1)
        else:
            cells[f"{prefix}{name}".strip()] = cell
    return cells


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1 << 53 else repr(cell)
    return str(cell) if isinstance(cell, bool | int) else json.dumps(cell, ensure_ascii=False)


def _check_size(file: TableFile, header: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    if len(header) > _MOST_COLUMNS or len(header) * len(rows) > _MOST_CELLS:
        found = f"its objects name {len(header):,} different columns in {len(rows):,} rows"
        raise _refused(file, f"{found}, more than a table has; keep those that an audit reads, or save it as Parquet")


def _refused(file: TableFile, found: str) -> FaultyFile:
    return FaultyFile(file.path, [Fault(message=found)])
