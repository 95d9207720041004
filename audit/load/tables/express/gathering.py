"""The columns of a table gathered from Arrow's arrays, block by block.

Numbers of Arrow are taken by DLPack: `to_numpy`, and `pyarrow.array` of an array, load pandas where it is installed,
which takes half a second.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.domain.arrays import Codes, packed
from audit.domain.texts import TextChunk, Texts
from audit.files.aside import Aside
from audit.load.tables.column_names import IMAGE
from audit.load.tables.spellings import Encoded
from audit.load.tables.table import Table, name_faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.cohort.reading import Remark
    from audit.load.tables.selection import Selection


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
        self._bytes, self._ends = Aside(), Aside()
        self._filled = (0, 0)
        self._places: list[tuple[slice, slice]] = []

    def add(self, array: Any) -> None:  # noqa: ANN401
        chunk = chunk_of(array)
        self._bytes.add(chunk.data.data)
        self._ends.add(chunk.wide_ends.data)
        before = self._filled
        self._filled = (before[0] + len(chunk.data), before[1] + len(chunk.ends))
        self._places.append((slice(before[0], self._filled[0]), slice(before[1], self._filled[1])))

    def finished(self) -> Texts:
        data = np.ndarray(self._filled[0], np.uint8, buffer=self._bytes.finished())
        ends = np.ndarray(self._filled[1], np.int64, buffer=self._ends.finished())
        return Texts(TextChunk(data=data[of_bytes], ends=ends[of_ends]) for of_bytes, of_ends in self._places)


def chunk_of(array: Any) -> TextChunk:  # noqa: ANN401
    """Return an Arrow array of texts as a chunk, which looks into the array's memory; nothing is an empty text."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    array = pc.fill_null(array, "") if array.null_count else array
    kind: type[np.integer] = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, ends, data = array.buffers()
    found = np.frombuffer(ends, kind)[array.offset : array.offset + len(array) + 1]
    own = np.frombuffer(data or b"", np.uint8)[found[0] : found[-1]]
    return TextChunk(data=own, ends=found - found[0])


class _Codes:
    """A column whose cells are few, as codes in the order in which they first appear."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}
        self._codes = bytearray()  # many small arrays would leave holes in memory that nothing else fits into
        self._kind: np.dtype[Any] = np.dtype(np.int8)
        self._dictionary: Any = None
        self._known = np.zeros(0, np.int32)  # code of each cell of the dictionary, then of nothing; −1: not met yet

    def add(self, array: Any) -> None:  # noqa: ANN401
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        if self._dictionary is None or not self._dictionary.equals(array.dictionary):
            self._dictionary, self._known = array.dictionary, np.full(len(array.dictionary) + 1, -1, np.int32)
        indices = np.from_dlpack(array.indices.fill_null(len(self._dictionary))).astype(np.int64)
        new = self._known[indices] < 0
        if new.any():
            self._meet(indices[new])
        found = packed(self._known[indices])
        if found.dtype.itemsize > self._kind.itemsize:
            self._codes, self._kind = bytearray(self._whole.astype(found.dtype).data), found.dtype
        self._codes += found.astype(self._kind, copy=False).data

    def _meet(self, indices: NDArray[np.int64]) -> None:
        """Give codes to cells of the dictionary that were not met before, in the order in which they stand there."""
        places, first = np.unique(indices, return_index=True)
        places = places[np.argsort(first)]
        filled = places < len(self._dictionary)
        cells = np.full(len(places), None, object)
        cells[filled] = self._dictionary.take(pa.array(places[filled].tolist(), pa.int64())).to_pylist()
        for place, cell in zip(places.tolist(), cells.tolist(), strict=True):
            self._known[place] = self._code.setdefault("" if cell is None else str(cell), len(self._code))

    def finished(self) -> Encoded:
        return Encoded(cells=tuple(self._code), codes=self._whole)

    @property
    def _whole(self) -> Codes:
        return np.frombuffer(self._codes, self._kind)


class _Matrix:
    """Columns of numbers side by side, NaN where there is none.

    Parameters
    ----------
    columns
        How many.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._numbers = Aside()

    def add(self, columns: Sequence[Any]) -> None:
        """Take in some rows, given as an Arrow array for each column."""
        self._numbers.add(np.stack([_floats(column) for column in columns], axis=1).data)

    def finished(self, rows: int) -> NDArray[np.float64]:
        """Return all rows, float64, shape (rows, columns)."""
        return np.ndarray((rows, self._columns), np.float64, buffer=self._numbers.finished())


def _floats(array: Any) -> NDArray[np.float64]:  # noqa: ANN401
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return np.asarray(np.from_dlpack(pc.fill_null(pc.cast(whole, pa.float64(), safe=False), math.nan)), np.float64)
