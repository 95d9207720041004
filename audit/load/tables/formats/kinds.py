"""The kinds of files that may be given for a table: what they are called, how they show, and who reads them.

A kind that is read has a reader; one that is not has a way out. The first kind that shows itself is taken; text with a
line for each row is the last, and takes what is left.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from audit.load.tables.formats import arrow_file, excel, parquet
from audit.load.tables.formats.arrow_file import read_arrow
from audit.load.tables.formats.csv_table import read_csv
from audit.load.tables.formats.excel import read_excel
from audit.load.tables.formats.json_text import read_json, shows_json
from audit.load.tables.formats.parquet import read_parquet
from audit.load.tables.table_file import ZIP

if TYPE_CHECKING:
    from audit.load.tables.selection import Selection
    from audit.load.tables.table import Table
    from audit.load.tables.table_file import TableFile

    Reader = Callable[[TableFile, Selection], Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableKind:
    """One kind of file.

    Attributes
    ----------
    name
        What it is, as it stands behind "this is".
    shows
        Whether bytes are such a file.
    read
        Reads it; None where it is not read.
    way_out
        What to do with a kind that is not read.
    """

    name: str
    shows: Callable[[bytes], bool]
    read: Reader | None = None
    way_out: str = ""


def _starts(*magics: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda data: data[at : at + 64].startswith(magics)


def _has_member(name: str) -> Callable[[bytes], bool]:
    """Return whether bytes are a zip archive with a member whose name begins so, or ends so."""

    def shows(data: bytes) -> bool:
        if not data.startswith(ZIP):
            return False
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(each.startswith(name) or each.endswith(name) for each in archive.namelist())

    return shows


def _is_markup(data: bytes) -> bool:
    return data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


TEXT = "text"
_AS_TABLE = "save it with pandas as CSV or Parquet (to_csv, to_parquet) and name that"
_AS_CSV = "save it as .xlsx or as CSV UTF-8 and name that"

KINDS: tuple[TableKind, ...] = (
    TableKind(name="Parquet", shows=_starts(parquet.MAGIC), read=read_parquet),
    TableKind(name="Feather", shows=_starts(arrow_file.MAGIC, arrow_file.STREAM), read=read_arrow),
    TableKind(name="an Excel workbook", shows=_has_member(excel.WORKBOOK), read=read_excel),
    TableKind(name="JSON", shows=shows_json, read=read_json),
    TableKind(name="an old Excel workbook (.xls)", shows=_starts(b"\xd0\xcf\x11\xe0"), way_out=_AS_CSV),
    TableKind(name="a binary Excel workbook (.xlsb)", shows=_has_member("xl/workbook.bin"), way_out=_AS_CSV),
    TableKind(name="a spreadsheet of OpenDocument (.ods)", shows=_has_member("content.xml"), way_out=_AS_CSV),
    TableKind(name="a Word document", shows=_has_member("word/"), way_out="copy its table into a CSV file"),
    TableKind(name="arrays of NumPy", shows=_starts(b"\x93NUMPY"), way_out="give them to audit.audit in Python"),
    TableKind(name="arrays of NumPy", shows=_has_member(".npy"), way_out="give them to audit.audit in Python"),
    TableKind(
        name="a pickle",
        shows=_starts(b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"),
        way_out=f"loading one runs whatever it holds, so it is never read; {_AS_TABLE}",
    ),
    TableKind(name="HDF5", shows=_starts(b"\x89HDF"), way_out=_AS_TABLE),
    TableKind(name="a database of SQLite", shows=_starts(b"SQLite format 3"), way_out="export the table as CSV"),
    TableKind(name="ORC", shows=_starts(b"ORC"), way_out=_AS_TABLE),
    TableKind(name="Avro", shows=_starts(b"Obj\x01"), way_out=_AS_TABLE),
    TableKind(name="the old Feather format", shows=_starts(b"FEA1"), way_out=_AS_TABLE),
    TableKind(name="MATLAB's format", shows=_starts(b"MATLAB 5"), way_out=_AS_TABLE),
    TableKind(
        name="packed by Zstandard", shows=_starts(b"\x28\xb5\x2f\xfd"), way_out="unpack it with zstd -d and name that"
    ),
    TableKind(name="an archive of 7-Zip", shows=_starts(b"7z\xbc\xaf\x27\x1c"), way_out="unpack it and name the table"),
    TableKind(name="an archive of RAR", shows=_starts(b"Rar!"), way_out="unpack it and name the table"),
    TableKind(name="a tar archive", shows=_starts(b"ustar", at=257), way_out="unpack it and name the table"),
    TableKind(name="a PDF", shows=_starts(b"%PDF"), way_out="copy its table into a CSV file"),
    TableKind(
        name="a picture",
        shows=_starts(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x00", b"II*\x00", b"MM\x00*"),
        way_out="name a table that lists pictures, or their folder",
    ),
    TableKind(name="markup (HTML or XML)", shows=_is_markup, way_out=_AS_TABLE),
    TableKind(name=TEXT, shows=lambda _: True, read=read_csv),
)


def kind_of(file: TableFile) -> TableKind:
    """Return the kind of a file, by its bytes."""
    return next(kind for kind in KINDS if kind.shows(file.data))
