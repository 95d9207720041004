"""A Feather file (Arrow's own format, as a file or as a stream) as a Table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.cohort.reading import Treatment, remarks_of
from audit.errors import Fault, FaultyFile, guarded, importing
from audit.load.tables.formats.arrow_columns import (
    cells_of,
    named_codes,
    names_of_codes,
    odd_columns,
    said_of_codes,
)
from audit.load.tables.table import FoundColumns, Table, table_of
from audit.load.tables.table_file import MOST_UNPACKED

if TYPE_CHECKING:
    from audit.load.tables.selection import Selection
    from audit.load.tables.table_file import TableFile

MAGIC = b"ARROW1"
STREAM = b"\xff\xff\xff\xff"


def read_arrow(file: TableFile, selection: Selection) -> Table:
    """Return the selected columns of a Feather file; its lines are the numbers of the rows, counted from 1.

    Raises
    ------
    FaultyFile
        When it is broken, unpacks to more than a memory's worth, when a required column is missing, or there is no row.
    MissingExtra
        When pyarrow is not installed.
    """
    with importing(f"{file.path}: reading Feather", "parquet", "pyarrow"):
        import pyarrow as pa  # noqa: F401, PLC0415 - an extra

    with guarded(lambda said: FaultyFile(file.path, [Fault(message=f"not a sound Feather file: {said}")])):
        return _table(file, selection)


def _table(file: TableFile, selection: Selection) -> Table:
    content = _content(file)
    codes = names_of_codes(content.schema)

    def cells(name: str) -> Any:  # noqa: ANN401 - pyarrow publishes no types
        column = content.column(name)
        return named_codes(column, codes[name]) if name in codes else cells_of(column)

    header, odd = tuple(content.schema.names), odd_columns(content.schema)
    read = {source for source, _ in selection.pairs(header, odd)}
    found = FoundColumns(
        kind="Feather",
        header=header,
        column=cells,
        lines=range(1, len(content) + 1),
        odd=odd,
        remarks=remarks_of(Treatment.MAPPED, [said_of_codes(n, names) for n, names in codes.items() if n in read]),
    )
    return table_of(file, found, selection)


def _content(file: TableFile) -> Any:  # noqa: ANN401
    """Return the batches of a file, one after the other, so that one made to fill the memory is refused in time."""
    import pyarrow as pa  # noqa: PLC0415

    source = pa.BufferReader(file.data)
    if file.data.startswith(MAGIC):
        opened = pa.ipc.open_file(source)
        batches = (opened.get_batch(number) for number in range(opened.num_record_batches))
    else:
        opened = pa.ipc.open_stream(source)
        batches = iter(opened)
    kept, taken = [], 0
    for batch in batches:
        taken += batch.nbytes
        if taken > MOST_UNPACKED:
            found = f"unpacks to more than {MOST_UNPACKED:,} bytes; if you trust it, save it as Parquet"
            raise FaultyFile(file.path, [Fault(message=found)])
        kept.append(batch)
    return pa.Table.from_batches(kept, schema=opened.schema)
