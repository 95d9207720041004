"""The columns of a table gathered from Arrow's arrays, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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


def is_sound(header: Sequence[str], selection: Selection) -> bool:
    """Return whether a header has all that is to be read, so that nothing needs to be said about it."""
    names = {name for _, name in selection.pairs(header)}
    wanted = (*selection.features, *selection.mapped.values())
    return (
        len(header) > 1
        and not any(name_faults(header))
        and names.issuperset(selection.required)
        and (set(header).issuperset(wanted))
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
        self._columns: dict[str, _Texts | _Codes | _Numbers] = {}
        for source, name in self._pairs:
            kind = _Texts if name == IMAGE else _Numbers if selection.is_number(name) else _Codes
            self._columns[source] = kind() if source not in self._columns else _Codes()
        self._rows = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns of the file that are read as numbers."""
        return tuple(source for source, column in self._columns.items() if isinstance(column, _Numbers))

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

    def table(self, path: Path, *, sha256: str, first_line: int, remarks: tuple[Remark, ...]) -> Table | None:
        """Return the table; None where no row was found."""
        if not self._rows:
            return None
        done = {source: column.finished() for source, column in self._columns.items()}
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
    """Return an Arrow array of texts as a chunk; nothing is an empty text."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    array = pc.fill_null(array, "") if array.null_count else array
    kind: type[np.integer] = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, ends, data = array.buffers()
    found = np.frombuffer(ends, kind)[array.offset : array.offset + len(array) + 1]
    return TextChunk(data=np.frombuffer(data or b"", np.uint8), ends=found)


class _Codes:
    """A column whose cells are few, as codes in the order in which they first appear."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}
        self._chunks: list[NDArray[np.int32]] = []

    def add(self, array: Any) -> None:  # noqa: ANN401
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        n, found = len(array), array.dictionary.to_pylist()
        indices = array.indices.fill_null(len(found)).to_numpy().astype(np.int64)
        cells = ["" if cell is None else str(cell) for cell in (*found, None)]
        first = np.full(len(cells), n)
        first[indices[::-1]] = np.arange(n - 1, -1, -1)
        code = np.zeros(len(cells), np.int32)
        for position in np.argsort(first, kind="stable")[: int((first < n).sum())].tolist():
            code[position] = self._code.setdefault(cells[position], len(self._code))
        self._chunks.append(code[indices])

    def finished(self) -> Encoded:
        return Encoded(cells=tuple(self._code), codes=np.concatenate(self._chunks))


class _Numbers:
    """A column of numbers, NaN where there is none."""

    def __init__(self) -> None:
        self._chunks: list[NDArray[np.float64]] = []

    def add(self, array: Any) -> None:  # noqa: ANN401
        cast = pc.cast(array, pa.float64(), safe=False)
        self._chunks.append(cast.to_numpy(zero_copy_only=False).astype(np.float64, copy=False))

    def finished(self) -> NDArray[np.float64]:
        whole = np.concatenate(self._chunks)
        self._chunks.clear()
        return whole
