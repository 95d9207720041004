"""The bytes of a table, unpacked where it was packed: gzip, bzip2, xz, or a zip archive that holds one table.

What is packed may be a trap: no more than `MOST_UNPACKED` bytes are unpacked, and nothing of an archive is written.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from audit.domain.cohort.reading import Remark, Treatment, remarks_of
from audit.errors import Fault, FaultyFile, guarded
from audit.load.text import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

MOST_UNPACKED = 1 << 30
"""Bytes a packed table may unpack to; one that is larger is unpacked by its owner, who knows that it is no trap."""

_SUSPECT_TIMES, _ANY_TABLE = 50, 64 << 20
"""Times its own size that a table unpacks to, and bytes, from which it is unpacked once without being kept, to find out
whether it ends: a table with a row for each image packs to a tenth, and zeros shall not fill the memory."""

_PIECE = 16 << 20

_MOST_LAYERS = 2
"""A table in a package in a package: `t.csv.gz` in a zip archive."""

ZIP = b"PK\x03\x04"
_OPENERS: dict[bytes, tuple[str, Any]] = {
    b"\x1f\x8b": ("gzip", gzip.open),
    b"BZh": ("bzip2", bz2.open),
    b"\xfd7zXZ\x00": ("xz", lzma.open),
}
"""What packs one file: how it begins, what it is called, what opens it."""

_TABLES = (
    ".csv",
    ".tsv",
    ".txt",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".feather",
    ".arrow",
    ".xlsx",
    ".data",
    ".lst",
    ".dat",
)
"""Endings by which a table is found in an archive that holds other files too."""

_OF_THE_SYSTEM = ("__MACOSX/", ".DS_Store")
_WHOLE = ("[Content_Types].xml", "mimetype")
"""Members of zip archives that are documents themselves: workbooks, texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A file that holds a table.

    Attributes
    ----------
    path
        Where it lies.
    data
        Its bytes, unpacked.
    sha256
        Of the file as it lies there.
    packed
        Whether it was packed.
    remarks
        Which member of an archive was read.
    """

    path: Path
    data: bytes
    sha256: str
    packed: bool = False
    remarks: tuple[Remark, ...] = ()


def open_table(path: Path) -> TableFile:
    """Return the bytes of a table.

    Raises
    ------
    FaultyFile
        When a package is broken, unpacks to more than `MOST_UNPACKED` bytes, or holds several tables or none.
    InputError
        When there is no such file.
    """
    packed = read_bytes(path)
    data, members = packed, []
    for _ in range(_MOST_LAYERS):
        if member := _member(path, data):
            members.append(member)
        data = unpacked(path, data)
    if is_packed(data) and (not data.startswith(ZIP) or _member(path, data) is not None):
        raise _refused(path, "is a package in a package in a package; unpack it and name the table")
    sentences = [f"{path.name}: the table in it, {member}, was read" for member in members]
    return TableFile(
        path=path,
        data=data,
        sha256=hashlib.sha256(packed).hexdigest(),
        packed=data is not packed,
        remarks=remarks_of(Treatment.ASSUMED, sentences),
    )


def is_packed(start: bytes) -> bool:
    """Return whether a file that begins so is a package."""
    return start.startswith((ZIP, *_OPENERS))


def unpacked(path: Path, data: bytes, most: int = MOST_UNPACKED) -> bytes:
    """Return the bytes of a packed table unpacked once, any others as they are.

    Raises
    ------
    FaultyFile
        When it is cut off or broken, or unpacks to more than `most` bytes; no more than those are unpacked.
    """
    if data.startswith(ZIP):
        member = _member(path, data)
        return data if member is None else _read_member(path, data, member, most)
    for magic, (name, opener) in _OPENERS.items():
        if data.startswith(magic):
            with _sound(path, f"not a sound {name} file"):
                return _at_most(path, _opening(opener, data), most, len(data))
    return data


def _member(path: Path, data: bytes) -> str | None:
    """Return the one table of a zip archive, or None where the data is no archive, or a document in itself."""
    if not data.startswith(ZIP):
        return None
    with _sound(path, "not a sound zip archive"), zipfile.ZipFile(BytesIO(data)) as archive:
        files = [info.filename for info in archive.infolist() if not info.is_dir()]
    files = [name for name in files if not name.startswith(_OF_THE_SYSTEM[0]) and not name.endswith(_OF_THE_SYSTEM[1])]
    if any(name in _WHOLE for name in files) or (files and all(name.endswith(".npy") for name in files)):
        return None
    tables = files if len(files) == 1 else [name for name in files if _names_a_table(name)]
    if len(tables) != 1:
        shown = ", ".join(tables[:3] or files[:3]) or "nothing"
        found = f"this is a zip archive of {len(files):,} files, {len(tables):,} of them tables: {shown}"
        raise _refused(path, f"{found}; a table is one file: unpack the archive and name it")
    return tables[0]


def _names_a_table(name: str) -> bool:
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes[-2:]]
    return any(suffix in _TABLES for suffix in suffixes)


def _read_member(path: Path, data: bytes, member: str, most: int) -> bytes:
    with _sound(path, f"'{member}' in it could not be unpacked"), zipfile.ZipFile(BytesIO(data)) as archive:
        return _at_most(path, lambda: archive.open(member), most, len(data))


def _sound(path: Path, wrong: str) -> AbstractContextManager[None]:
    """Refuse packages that are cut off, damaged, encrypted or packed in another way."""
    return guarded(lambda said: _refused(path, f"{wrong}: {said}; pack the table again"))


def _opening(opener: Any, data: bytes) -> Callable[[], IO[bytes]]:  # noqa: ANN401 - of the standard library
    return lambda: opener(BytesIO(data))


def _at_most(path: Path, opened: Callable[[], IO[bytes]], most: int, packed: int) -> bytes:
    """Return what is in a package, read piece by piece until it is all or too much."""
    kept, looked = bytearray(), False
    with opened() as file:
        while piece := file.read(_PIECE):
            kept += piece
            if not looked and len(kept) > max(_SUSPECT_TIMES * packed, min(_ANY_TABLE, most)):
                looked = True
                _look_through(path, opened, most)
            if len(kept) > most:
                raise _too_much(path, most)
    return bytes(kept)


def _look_through(path: Path, opened: Callable[[], IO[bytes]], most: int) -> None:
    """Raise FaultyFile when a package unpacks to too much; nothing of it is kept."""
    size = 0
    with opened() as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > most:
                raise _too_much(path, most)


def _too_much(path: Path, most: int) -> FaultyFile:
    return _refused(path, f"unpacks to more than {most:,} bytes; if you trust it, unpack it and name the result")


def _refused(path: Path, found: str) -> FaultyFile:
    return FaultyFile(path, [Fault(message=found)])
