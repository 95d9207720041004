"""The columns of a table gathered from Arrow's arrays, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.domain.arrays import Codes, packed
from audit.domain.texts import TextChunk, Texts
from audit.load.tables.column_names import IMAGE
from audit.load.tables.spellings import Encoded
from audit.load.tables.table import Table, name_faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.cohort.reading import Remark
    from audit.load.tables.selection import Selection


_PIECE = 1 << 20
"""Rows of numbers that are kept together while a table is read."""


class NotPlainError(Exception):
    """The file holds something that the quick readers have nothing to say about."""


def is_sound(header: Sequence[str], selection: Selection) -> bool:
    """Return whether a header has all that is to be read, so that nothing needs to be said about it."""
    pairs = selection.pairs(header)
    names = {name for _, name in pairs}
    wanted = (*selection.features, *selection.mapped.values())
    return (
        len(header) > 1
        and not any(name_faults(header))
        and names.issuperset(selection.required)
        and set(header).issuperset(wanted)
        and len({source for source, _ in pairs}) == len(pairs)
    )


class Gathered:
    """The selected columns of a table while they are read.

    Parameters
    ----------
    header
        Names of all columns of the file, sound.
    selection
        Which are read.
    """

    def __init__(self, header: Sequence[str], selection: Selection) -> None:
        self._pairs = selection.pairs(header)
        kinds = {name: _Texts if name == IMAGE else _Codes for _, name in self._pairs if not selection.is_number(name)}
        self._columns = {source: kinds[name]() for source, name in self._pairs if name in kinds}
        self._numbers = tuple(source for source, name in self._pairs if name not in kinds)
        self._matrix = _Matrix(len(self._numbers))
        self._rows = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns of the file that are read as numbers."""
        return self._numbers

    @property
    def codes(self) -> tuple[str, ...]:
        """Columns of the file that are read as codes of their distinct cells."""
        return tuple(source for source, column in self._columns.items() if isinstance(column, _Codes))

    @property
    def texts(self) -> tuple[str, ...]:
        """Columns of the file that are kept as texts."""
        return tuple(source for source, column in self._columns.items() if isinstance(column, _Texts))

    def add(self, batch: Any) -> None:  # noqa: ANN401 - pyarrow publishes no types
        """Take in the rows of a record batch or a table."""
        self._rows += batch.num_rows
        for source, column in self._columns.items():
            found = batch.column(source)
            for chunk in found.chunks if isinstance(found, pa.ChunkedArray) else (found,):
                column.add(chunk)
        if self._numbers:
            self._matrix.add([batch.column(source) for source in self._numbers])

    def table(self, path: Path, *, sha256: str, first_line: int, remarks: tuple[Remark, ...]) -> Table | None:
        """Return the table; None where no row was found."""
        if not self._rows:
            return None
        matrix = self._matrix.finished(self._rows if self._numbers else 0)
        done: dict[str, Texts | Encoded | NDArray[np.float64]] = {
            **{source: column.finished() for source, column in self._columns.items()},
            **{source: matrix[:, at] for at, source in enumerate(self._numbers)},
        }
        return Table(
            path=path,
            header=tuple(name for _, name in self._pairs),
            columns=tuple(done[source] for source, _ in self._pairs),
            lines=range(first_line, first_line + self._rows),
            sha256=sha256,
            remarks=remarks,
            names={name: source for source, name in self._pairs},
            exact=False,
        )


class _Texts:
    """A column of texts, each of its own."""

    def __init__(self) -> None:
        self._chunks: list[TextChunk] = []

    def add(self, array: Any) -> None:  # noqa: ANN401
        self._chunks.append(chunk_of(array))

    def finished(self) -> Texts:
        return Texts(self._chunks)


def chunk_of(array: Any) -> TextChunk:  # noqa: ANN401
    """Return an Arrow array of texts as a chunk; nothing is an empty text.

    They are copied: Arrow keeps texts in up to twice the memory they need.
    """
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    array = pc.fill_null(array, "") if array.null_count else array
    kind: type[np.integer] = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, ends, data = array.buffers()
    found = np.frombuffer(ends, kind)[array.offset : array.offset + len(array) + 1]
    own = np.frombuffer(data or b"", np.uint8)[found[0] : found[-1]].copy()
    return TextChunk(data=own, ends=found - found[0])


class _Codes:
    """A column whose cells are few, as codes in the order in which they first appear."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}
        self._chunks: list[Codes] = []
        self._dictionary: Any = None
        self._known = np.zeros(0, np.int32)  # code of each cell of the dictionary, then of nothing; −1: not met yet

    def add(self, array: Any) -> None:  # noqa: ANN401
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        if self._dictionary is None or not self._dictionary.equals(array.dictionary):
            self._dictionary, self._known = array.dictionary, np.full(len(array.dictionary) + 1, -1, np.int32)
        indices = array.indices.fill_null(len(self._dictionary)).to_numpy().astype(np.int64)
        new = self._known[indices] < 0
        if new.any():
            self._meet(indices[new])
        self._chunks.append(packed(self._known[indices]))

    def _meet(self, indices: NDArray[np.int64]) -> None:
        """Give codes to cells of the dictionary that were not met before, in the order in which they stand there."""
        places, first = np.unique(indices, return_index=True)
        places = places[np.argsort(first)]
        filled = places < len(self._dictionary)
        cells = np.full(len(places), None, object)
        cells[filled] = self._dictionary.take(pa.array(places[filled])).to_pylist()
        for place, cell in zip(places.tolist(), cells.tolist(), strict=True):
            self._known[place] = self._code.setdefault("" if cell is None else str(cell), len(self._code))

    def finished(self) -> Encoded:
        return Encoded(cells=tuple(self._code), codes=np.concatenate(self._chunks))


class _Matrix:
    """Columns of numbers side by side, NaN where there is none.

    They are kept in pieces so large that the system takes each back when it has been copied: of a long table there is
    never more than one copy.

    Parameters
    ----------
    columns
        How many.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._pieces: list[NDArray[np.float64]] = []
        self._filled = _PIECE

    def add(self, columns: Sequence[Any]) -> None:
        """Take in some rows, given as an Arrow array for each column."""
        block = np.stack([_floats(column) for column in columns], axis=1)
        while len(block):
            if self._filled == _PIECE:
                self._pieces.append(np.empty((_PIECE, self._columns)))
                self._filled = 0
            taken = block[: _PIECE - self._filled]
            self._pieces[-1][self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            block = block[len(taken) :]

    def finished(self, rows: int) -> NDArray[np.float64]:
        """Return all rows, float64, shape (rows, columns)."""
        whole = np.empty((rows, self._columns))
        for start in range(0, rows, _PIECE):
            whole[start : start + _PIECE] = self._pieces.pop(0)[: rows - start]
        return whole


def _floats(array: Any) -> NDArray[np.float64]:  # noqa: ANN401
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return np.asarray(pc.cast(whole, pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)
