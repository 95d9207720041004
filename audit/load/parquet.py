"""A Parquet file as the same Table that a CSV makes: numbers stay numbers, everything else becomes text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import Fault, FaultyFile
from audit.load.table import Table, check_header
from audit.load.text import Faults, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_MAGIC = b"PAR1"


def is_parquet(path: Path) -> bool:
    """Return whether a file is Parquet, by its first bytes, or by its name where there are none to read."""
    if not path.is_file():
        return path.suffix == ".parquet"
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def read_parquet(path: Path, required: Sequence[str], wanted: Callable[[str], bool]) -> Table:
    """Return the wanted columns of a Parquet file; its lines are the numbers of the rows, counted from 1.

    Raises
    ------
    FaultyFile
        When it is cut off or broken, when a required column is missing, or there is no row.
    InputError
        When there is no such file.
    """
    import pyarrow as pa  # noqa: PLC0415 - loading it takes longer than reading most CSV files
    import pyarrow.parquet as pq  # noqa: PLC0415

    data = read_bytes(path)
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        header = tuple(file.schema_arrow.names)
        faults = Faults(path)
        check_header(header, required, faults)
        faults.raise_any()
        kept = tuple(name for name in header if wanted(name))
        columns = tuple(_column(column) for column in file.read(columns=list(kept)).columns)
    except (pa.ArrowException, OSError) as error:
        raise FaultyFile(path, [Fault(message=f"not a sound Parquet file: {error}")]) from error
    rows = file.metadata.num_rows
    if not rows:
        raise FaultyFile(path, [Fault(message="there is a header but no row; each image needs one")])
    lines = range(1, rows + 1)
    return Table(path=path, header=kept, columns=columns, lines=lines, sha256=hashlib.sha256(data).hexdigest())


def _column(column: Any) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    """Return a column as float64 array (null = NaN) when it holds numbers, else as a list of text (null = empty)."""
    import pyarrow.compute as pc  # noqa: PLC0415
    from pyarrow import float64, string, types  # noqa: PLC0415

    kind = column.type
    if types.is_floating(kind) or types.is_integer(kind) or types.is_decimal(kind):
        return pc.cast(column, float64(), safe=False).to_numpy().astype(np.float64)
    return pc.fill_null(pc.cast(column, string()), "").to_pylist()
