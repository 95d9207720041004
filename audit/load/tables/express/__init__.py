"""Large tables that hold nothing odd, read by Arrow block by block into codes, texts and numbers.

Whatever is not plain (quotes within cells, blank lines, rows of another length, a number that is none, nested columns)
is left to the readers that know what to say about it: `read_express` then returns nothing.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from audit.load.tables.selection import Selection
    from audit.load.tables.table import Table

LARGE = 4 << 20
"""Bytes of a file from which on it is worth loading pyarrow for."""

_PARQUET = b"PAR1"


def read_express(path: Path, selection: Selection) -> Table | None:
    """Return the selected columns of a large and plain table; None where it is neither, or pyarrow is not installed.

    What it returns is what the other readers return of the same file, but for `Table.exact`: numbers are kept as
    numbers, and how they were written is forgotten.
    """
    if not path.is_file() or path.stat().st_size < LARGE or find_spec("pyarrow") is None:
        return None
    from audit.load.tables.express.csv_blocks import read_plain_csv  # noqa: PLC0415 - loads pyarrow
    from audit.load.tables.express.row_groups import read_plain_parquet  # noqa: PLC0415

    with path.open("rb") as file:
        magic = file.read(len(_PARQUET))
    return read_plain_parquet(path, selection) if magic == _PARQUET else read_plain_csv(path, selection)
