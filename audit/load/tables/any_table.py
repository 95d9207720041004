"""A table of any kind that we read, told apart by its bytes and never by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.errors import Fault, FaultyFile
from audit.load.tables.express import read_express
from audit.load.tables.formats.kinds import kind_of
from audit.load.tables.table_file import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from audit.load.tables.selection import Selection
    from audit.load.tables.table import Table


def read_table(path: Path, selection: Selection, *, exact: bool = False) -> Table:
    """Return the selected columns of a table.

    Parameters
    ----------
    path
        The file.
    selection
        Columns to read, and what to call them.
    exact
        Whether every cell is kept as it was written, for messages; numbers of large tables are not otherwise.

    Raises
    ------
    FaultyFile
        When the file, its text or its header is faulty, it is of a kind that is not read, or there is no row; faults of
        single rows are in `Table.faults` instead.
    InputError
        When there is no such file.
    MissingExtra
        When what reads this kind is not installed.
    """
    if not exact and (found := read_express(path, selection)) is not None:
        return found
    file = open_table(path)
    kind = kind_of(file)
    if kind.read is None:
        raise FaultyFile(path, [Fault(message=f"this is {kind.name}, which is not read as a table; {kind.way_out}")])
    return kind.read(file, selection)
