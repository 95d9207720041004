"""A table of any kind that we read (CSV, CSV packed by gzip, Parquet), told apart by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.load.tables.csv_table import read_csv
from audit.load.tables.parquet import is_parquet, read_parquet

if TYPE_CHECKING:
    from pathlib import Path

    from audit.load.tables.selection import Selection
    from audit.load.tables.table import Table


def read_table(path: Path, selection: Selection) -> Table:
    """Return the selected columns of a table.

    Raises
    ------
    FaultyFile
        When the file, its text or its header is faulty, or there is no row; faults of single rows are in
        `Table.faults` instead.
    InputError
        When there is no such file.
    """
    return read_parquet(path, selection) if is_parquet(path) else read_csv(path, selection)
