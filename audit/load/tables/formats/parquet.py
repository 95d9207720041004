"""A Parquet file as the same Table that a CSV makes; pictures may lie in it, as in those of Hugging Face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.cohort.reading import Treatment, remarks_of
from audit.errors import Fault, FaultyFile, guarded, importing
from audit.load.tables.column_names import IMAGE
from audit.load.tables.formats.arrow_columns import (
    cells_of,
    holds_pictures,
    named_codes,
    names_of_codes,
    odd_columns,
    said_of_codes,
)
from audit.load.tables.table import FoundColumns, Table, table_of

if TYPE_CHECKING:
    from audit.load.tables.selection import Selection
    from audit.load.tables.table_file import TableFile

MAGIC = b"PAR1"
_MOST_UNPACKED, _MOST_TIMES = 1 << 30, 50
"""Bytes a file may unpack to, and how many times its own size where that is more; no real table comes near."""

_BATCH = 4096


def read_parquet(file: TableFile, selection: Selection) -> Table:
    """Return the selected columns of a Parquet file; its lines are the numbers of the rows, counted from 1.

    Raises
    ------
    FaultyFile
        When it is cut off or broken, when a required column is missing, or there is no row.
    MissingExtra
        When pyarrow is not installed.
    """
    with importing(f"{file.path}: reading Parquet", "parquet", "pyarrow"):
        import pyarrow as pa  # noqa: PLC0415 - an extra, and loading it takes longer than reading most CSV files
        import pyarrow.parquet as pq  # noqa: PLC0415

    with guarded(lambda said: FaultyFile(file.path, [Fault(message=f"not a sound Parquet file: {said}")])):
        found = _Columns(file, pq.ParquetFile(pa.BufferReader(file.data)), selection.mapped.get(IMAGE, IMAGE))
        return found.table(selection)


class _Columns:
    """The columns of a Parquet file, each read when it is asked for.

    Parameters
    ----------
    file, content
        The file, opened.
    image
        The name of the column of pictures.
    """

    def __init__(self, file: TableFile, content: Any, image: str) -> None:  # noqa: ANN401 - pyarrow publishes no types
        self._file = file
        self._content = content
        self._schema = content.schema_arrow
        self._image = image if image in self._schema.names and holds_pictures(self._schema.field(image).type) else None
        self._codes = names_of_codes(self._schema)
        self._read: dict[str, Any] = {}
        self._taken = 0

    def table(self, selection: Selection) -> Table:
        """Return the selected columns."""
        if self._image is not None and self._file.packed:
            why = "holds its pictures and is packed, so that none can be opened; unpack it and name the result"
            raise FaultyFile(self._file.path, [Fault(message=why)])
        header = tuple(self._schema.names)
        read = {source for source, _ in selection.pairs(header, odd_columns(self._schema))}
        said = [said_of_codes(name, names) for name, names in self._codes.items() if name in read]
        found = FoundColumns(
            kind="Parquet",
            header=header,
            column=self.cells,
            lines=range(1, self._content.metadata.num_rows + 1),
            odd=odd_columns(self._schema) - {self._image},
            remarks=remarks_of(Treatment.MAPPED, said),
            pictures=self._image,
        )
        return table_of(self._file, found, selection)

    def cells(self, name: str) -> Any:  # noqa: ANN401
        """Return the cells of one column."""
        if name not in self._read:
            self._read[name] = self._cells(name)
        return self._read[name]

    def _cells(self, name: str) -> Any:  # noqa: ANN401
        if name == self._image:
            from audit.images import names_of_pictures  # noqa: PLC0415 - loads a decoder, for few tables

            return names_of_pictures(self._content, name)
        column = self._column(name)
        return named_codes(column, self._codes[name]) if name in self._codes else cells_of(column)

    def _column(self, name: str) -> Any:  # noqa: ANN401
        """Return a column, read piece by piece so that one made to fill the memory is refused in time."""
        import pyarrow as pa  # noqa: PLC0415

        most, batches = max(_MOST_UNPACKED, _MOST_TIMES * len(self._file.data)), []
        for batch in self._content.iter_batches(_BATCH, columns=[name]):
            self._taken += batch.nbytes
            if self._taken > most:
                found = f"unpacks to more than {most:,} bytes"
                raise FaultyFile(
                    self._file.path,
                    [Fault(message=f"{found}; if you trust it, split it, or save it without its long cells")],
                )
            batches.append(batch)
        whole = pa.Table.from_batches(batches) if batches else self._content.read(columns=[name])
        return whole.column(name)
