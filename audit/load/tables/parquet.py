"""A Parquet file as the same Table that a CSV makes: numbers stay numbers, lists become JSON, the rest text."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import Fault, FaultyFile, importing
from audit.load.tables.table import Table, check_header
from audit.load.text import Faults, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from audit.load.tables.selection import Selection

_MAGIC = b"PAR1"
_MOST_UNPACKED, _MOST_TIMES = 1 << 30, 50
"""Bytes a file may unpack to, and how many times its own size where that is more; no real table comes near."""

_BATCH = 4096
_MOST_EXACT = 1 << 53
"""Whole numbers up to here are float64 without loss."""


def is_parquet(path: Path) -> bool:
    """Return whether a file is Parquet, by its first bytes, or by its name where there are none to read."""
    if not path.is_file():
        return path.suffix == ".parquet"
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def read_parquet(path: Path, selection: Selection) -> Table:
    """Return the selected columns of a Parquet file; its lines are the numbers of the rows, counted from 1.

    Raises
    ------
    FaultyFile
        When it is cut off or broken, when a required column is missing, or there is no row.
    InputError
        When there is no such file.
    MissingExtra
        When pyarrow is not installed.
    """
    with importing(f"{path}: reading Parquet", "parquet", "pyarrow"):
        import pyarrow as pa  # noqa: PLC0415 - an extra, and loading it takes longer than reading most CSV files
        import pyarrow.parquet as pq  # noqa: PLC0415

    data = read_bytes(path)
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        header = tuple(file.schema_arrow.names)
        faults = Faults(path)
        check_header(header, selection, faults)
        faults.raise_any()
        pairs = selection.pairs(header)
        read = _read(path, file, [source for source, _ in pairs], len(data))
        columns = tuple(_column(read.column(source)) for source, _ in pairs)
    except (pa.ArrowException, OSError) as error:
        raise FaultyFile(path, [Fault(message=f"not a sound Parquet file: {error}")]) from error
    rows = file.metadata.num_rows
    if not rows:
        raise FaultyFile(path, [Fault(message="there is a header but no row; each image needs one")])
    return Table(
        path=path,
        header=tuple(name for _, name in pairs),
        columns=columns,
        lines=range(1, rows + 1),
        sha256=hashlib.sha256(data).hexdigest(),
        remarks=selection.remarks(header),
        names={name: source for source, name in pairs},
    )


def _read(path: Path, file: Any, columns: list[str], size: int) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    """Return columns of a file, read piece by piece so that one made to fill the memory is refused in time."""
    import pyarrow as pa  # noqa: PLC0415

    names, most, batches, taken = list(dict.fromkeys(columns)), max(_MOST_UNPACKED, _MOST_TIMES * size), [], 0
    for batch in file.iter_batches(_BATCH, columns=names):
        taken += batch.nbytes
        if taken > most:
            found = f"unpacks to more than {most:,} bytes; if you trust it, split it, or save it without its long cells"
            raise FaultyFile(path, [Fault(message=found)])
        batches.append(batch)
    return pa.Table.from_batches(batches) if batches else file.read(columns=names)


def _column(column: Any) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    """Return a column as float64 array (null = NaN) when it holds numbers, else as a list of text (null = empty).

    Whole numbers that float64 cannot hold stay text, so that two of them never become one.
    """
    import pyarrow.compute as pc  # noqa: PLC0415
    from pyarrow import float64, string, types  # noqa: PLC0415

    kind = column.type
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return ["" if cell is None else json.dumps(cell, default=str) for cell in column.to_pylist()]
    whole = types.is_integer(kind)
    if types.is_floating(kind) or types.is_decimal(kind) or (whole and _is_exact(pc.min_max(column).as_py())):
        return pc.cast(column, float64(), safe=False).to_numpy().astype(np.float64)
    return pc.fill_null(pc.cast(column, string()), "").to_pylist()


def _is_exact(ends: Mapping[str, int | None]) -> bool:
    return all(end is None or abs(end) <= _MOST_EXACT for end in ends.values())
