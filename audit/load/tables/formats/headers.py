"""The names of the columns of a table, without reading the rest of it where that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.load.tables.formats.csv_table import first_names
from audit.load.tables.formats.json_text import shows_json
from audit.load.tables.formats.kinds import TEXT, kind_of
from audit.load.tables.selection import Selection
from audit.load.tables.table_file import TableFile, is_packed, open_table

if TYPE_CHECKING:
    from pathlib import Path

_START = 1 << 16
_PARQUET = b"PAR1"
_WHATEVER = Selection(required=())


def header_of(path: Path) -> tuple[str, ...]:
    """Return the names of the columns of a table; none where it is no table: whoever reads it says why."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
        if start.startswith(_PARQUET):
            import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

            return tuple(pq.read_schema(path).names)
        plain = TableFile(path=path, data=start, sha256="")
        if not is_packed(start) and kind_of(plain).name == TEXT and not shows_json(start):
            return first_names(start)
        opened = open_table(path)
        kind = kind_of(opened)
        return () if kind.read is None else kind.read(opened, _WHATEVER).header
    except Exception:  # noqa: BLE001 - of ours, of a library or of the system: whoever reads the table says why
        return ()
