"""A table as columns of text, or of numbers where its file has numbers, with the line of every row.

The one place that knows how a fault of a row finds its line, and what is wrong with a header.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import in_blocks
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.reading import Remark
from audit.domain.texts import Texts
from audit.errors import Fault
from audit.load.tables.hints import PEEKED
from audit.load.tables.spellings import Encoded, encode
from audit.load.text import HEADER, Faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.load.tables.selection import Selection
    from audit.load.tables.table_file import TableFile

_MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose header is sound; rows with a wrong number of cells are faults and not among its rows.

    Attributes
    ----------
    path
        The file; None for arrays given from Python.
    header
        Names of the columns that are read, unique, spaces around them removed; ours where they were mapped.
    columns
        The cells of each column: n texts, as they are or as codes of their distinct cells, or n numbers, NaN where
        there is none.
    lines
        Line of each row in the file, counted from 1; of arrays its position, counted from 0.
    faults
        Rows with a wrong number of cells, broken quotes.
    sha256
        Of the file's bytes; of arrays, of their cells.
    remarks
        What was assumed, or is not read.
    names
        Name in the file of each column that was mapped; of arrays, what the caller knows them by.
    holds_pictures
        Whether the pictures lie in the file itself.
    exact
        Whether numbers in a message are written as in the file.
    """

    path: Path | None
    header: tuple[str, ...]
    columns: tuple[list[str] | tuple[str, ...] | Texts | Encoded | NDArray[np.float64], ...]
    lines: Sequence[int]
    faults: tuple[Fault, ...] = ()
    sha256: str = ""
    remarks: tuple[Remark, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    holds_pictures: bool = False
    exact: bool = True

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, name: object) -> bool:
        return name in self.header

    def where(self, rows: NDArray[np.bool_]) -> Table:
        """Return the same table with some of its rows, bool, shape (n,)."""
        kept = np.flatnonzero(rows).tolist()
        columns: list[list[str] | NDArray[np.float64]] = []
        for name, cells in zip(self.header, self.columns, strict=True):
            if isinstance(cells, np.ndarray):
                columns.append(cells[rows])
            else:
                texts = self.column(name)
                columns.append([texts[row] for row in kept])
        return replace(self, columns=tuple(columns), lines=[self.lines[row] for row in kept])

    def column(self, name: str) -> list[str]:
        """Return the cells of a column that the header has as text, shape (n,)."""
        cells = self.columns[self.header.index(name)]
        if isinstance(cells, np.ndarray):
            return [_as_text(number) for number in cells.tolist()]
        if isinstance(cells, Encoded):
            return cells.texts
        return cells if isinstance(cells, list) else list(cells)

    def texts(self, name: str) -> Sequence[str]:
        """Return the cells of a column that the header has as text, in whatever little memory they are kept."""
        cells = self.columns[self.header.index(name)]
        return cells if isinstance(cells, Texts | tuple) else self.column(name)

    def encoded(self, name: str) -> Encoded:
        """Return the cells of a column that the header has as codes of its distinct cells."""
        cells = self.columns[self.header.index(name)]
        if isinstance(cells, Encoded):
            return cells
        return _encoded_numbers(cells) if isinstance(cells, np.ndarray) else encode(cells)

    def filled(self, name: str) -> NDArray[np.bool_]:
        """Return bool, shape (n,): which cells of a column that the header has hold something."""
        cells = self.columns[self.header.index(name)]
        if isinstance(cells, np.ndarray):
            return np.asarray(~np.isnan(cells))
        found = self.encoded(name)
        return np.asarray(np.array([bool(cell.strip()) for cell in found.cells], np.bool_)[found.codes])

    def has_numbers(self, name: str) -> bool:
        """Return whether a column that the header has was read as numbers, one at least: no cell is a word."""
        cells = self.columns[self.header.index(name)]
        return isinstance(cells, np.ndarray) and not all(np.isnan(block).all() for block in in_blocks(cells))

    def cell(self, name: str, row: int) -> str:
        """Return one cell as text."""
        cells = self.columns[self.header.index(name)]
        if isinstance(cells, np.ndarray):
            return _as_text(float(cells[row]))
        return cells.cells[cells.codes[row]] if isinstance(cells, Encoded) else cells[row]

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return the cells of a column that the header has as numbers, shape (n,); NaN where a cell is no number."""
        cells = self.columns[self.header.index(name)]
        if isinstance(cells, np.ndarray):
            return cells
        if isinstance(cells, Encoded):
            return np.asarray(np.array([_as_number_or_nan(cell) for cell in cells.cells])[cells.codes])
        try:
            if "_" in "".join(cells):  # Python reads 0_1 as 1
                return np.fromiter(map(_as_number_or_nan, cells), np.float64, len(cells))
            return np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            return np.fromiter(map(_as_number_or_nan, cells), np.float64, len(cells))

    def matrix(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return columns that the header has as numbers, shape (n, k); without a copy where they lie side by side."""
        columns = [self.numbers(name) for name in names]
        whole = columns[0].base
        if isinstance(whole, np.ndarray) and whole.shape == (len(self), len(names)):
            places = [column.__array_interface__["data"][0] for column in columns]
            if places == [whole[:, at].__array_interface__["data"][0] for at in range(len(names))]:
                return whole
        return np.stack(columns, axis=1)

    def add_faults(
        self, faults: Faults, rows: NDArray[np.bool_], message: Callable[[int], str], column: str | None = None
    ) -> None:
        """Collect a fault for each chosen row, shape (n,); `message` is asked with the position of the row.

        Beyond a thousand rows the rest is one fault: then the column is wrong, not its cells.
        """
        chosen = np.flatnonzero(rows).tolist()
        for row in chosen[:_MOST_FAULTS]:
            faults.add(message(row), line=self.lines[row], column=column)
        if len(chosen) > _MOST_FAULTS:
            rest = f"{len(chosen) - _MOST_FAULTS} more rows are wrong in the same way; is it the right column?"
            faults.add(rest, line=self.lines[chosen[_MOST_FAULTS]], column=column)


def _encoded_numbers(numbers: NDArray[np.float64]) -> Encoded:
    different, first, codes = np.unique(numbers, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return Encoded(cells=tuple(map(_as_text, different[order].tolist())), codes=place[codes.reshape(-1)])


def _as_text(number: float) -> str:
    if number != number:  # noqa: PLR0124 - NaN is the one number unlike itself
        return ""
    return str(int(number)) if number.is_integer() else repr(number)


def _as_number_or_nan(cell: str) -> float:
    try:
        return math.nan if "_" in cell else float(cell)
    except ValueError:
        return math.nan


def check_header(
    header: Sequence[str],
    selection: Selection,
    faults: Faults,
    *,
    kind: str = "",
    peek: Callable[[str], Sequence[str]] = lambda _: (),
) -> bool:
    """Collect what is wrong with the names of the columns; return whether nothing is.

    Parameters
    ----------
    header
        The names.
    selection
        The columns that are wanted.
    faults
        Takes what is wrong.
    kind
        What the file is, in words, where that is said before what it lacks; empty for text of the usual kind.
    peek
        Returns the first cells of a column.
    """
    before = len(faults)
    if not header:
        faults.add(f"the file is empty; its first line names the columns: {', '.join(selection.required)}, …")
        return False
    prefix = f"this is {kind}, and " if kind else ""
    for message in (*name_faults(header), *selection.missing(header, peek)):
        faults.add(prefix + message, line=HEADER)
    return len(faults) == before


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundColumns:
    """What a reader found in a file of columns, before anybody said which of them are wanted.

    Attributes
    ----------
    kind
        What the file is, in words.
    header
        The names of its columns.
    column
        Returns the n cells of one.
    lines
        Line, or row, of each.
    odd
        Columns that hold neither text nor numbers.
    remarks
        What was assumed on the way.
    pictures
        The column whose cells name pictures that lie in the file itself; None where there is none.
    """

    kind: str
    header: tuple[str, ...]
    column: Callable[[str], list[str] | NDArray[np.float64]]
    lines: Sequence[int]
    odd: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()
    pictures: str | None = None


def table_of(file: TableFile, found: FoundColumns, selection: Selection) -> Table:
    """Return the wanted columns of a file.

    Raises
    ------
    FaultyFile
        When a wanted column is missing, the names are faulty, or there is no row.
    """
    faults = Faults(file.path)

    def peek(name: str) -> list[str]:
        return [] if name in found.odd else [str(cell) for cell in found.column(name)[:PEEKED]]

    check_header(found.header, selection, faults, kind=found.kind, peek=peek)
    if not len(faults) and not found.lines:
        faults.add("there is a header but no row; each image needs one")
    faults.raise_any()
    pairs = selection.pairs(found.header, found.odd)
    return Table(
        path=file.path,
        header=tuple(name for _, name in pairs),
        columns=tuple(found.column(source) for source, _ in pairs),
        lines=found.lines,
        sha256=file.sha256,
        remarks=(*file.remarks, *found.remarks, *selection.remarks(found.header, found.odd)),
        names={name: source for source, name in pairs},
        holds_pictures=found.pictures is not None,
    )


def name_faults(header: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each column without a name, and for each name that two columns have, however spelled."""
    for position, name in enumerate(header, start=1):
        if not name:
            hint = "; pandas leaves it out with to_csv(…, index=False)" if position == 1 else ""
            yield f"column {position} has no name; name it or remove it{hint}"
    keys = [spelling_key(name) for name in header]
    for key, times in Counter(filter(None, keys)).items():
        if times > 1:
            names = " and ".join(f"'{name}'" for name, other in zip(header, keys, strict=True) if other == key)
            yield f"the header names one column {times} times: {names}; keep one of them"
