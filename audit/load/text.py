"""Bytes of a file as text: regular files only, UTF-8 only, and every refusal says where."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import Fault, FaultyFile, FaultyInput, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PACKINGS = (".zip", ".gz", ".bz2", ".xz")
"""Endings of packages that hold one table."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


HEADER = -1
"""In place of a line: the names of the columns, which stand in the first line of a file and in no row of an array."""


class Faults:
    """Faults of one file, or of arrays given from Python, while they are collected.

    Parameters
    ----------
    path
        The file; None for arrays.
    names
        What a column is called in the file, where that is not the name it is known by.
    """

    def __init__(self, path: Path | None, names: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._names = names or {}
        self._found: list[Fault] = []

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._found)

    def add(self, message: str, *, line: int | None = None, column: str | None = None) -> None:
        """Remember one fault."""
        if line == HEADER:
            line = None if self._path is None else 1
        named = None if column is None else self._names.get(column, column)
        self._found.append(Fault(message=message, line=line, column=named))

    def extend(self, faults: Iterable[Fault]) -> None:
        """Remember faults found elsewhere in the same file."""
        self._found.extend(faults)

    def raise_any(self) -> None:
        """Raise what was collected, in the order of the lines; return when nothing was.

        Raises
        ------
        FaultyInput
            When at least one fault was added; `FaultyFile` where they are of a file.
        """
        if self._found:
            faults = sorted(self._found, key=lambda fault: fault.line or 0)
            raise FaultyInput(None, faults) if self._path is None else FaultyFile(self._path, faults)


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Return the bytes of a regular file; raises InputError for anything else (a folder, a pipe, nothing).

    Parameters
    ----------
    path
        The file.
    most
        Bytes it may have; None where it may be as large as it likes.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file")
    if not path.is_file():
        raise InputError(f"{path}: not a regular file")
    try:
        if most is not None and path.stat().st_size > most:
            raise InputError(f"{path}: has {path.stat().st_size:,} bytes, a file of this kind has at most {most:,}")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: could not be read: {error.strerror or error}") from error


def table_id(path: Path) -> str:
    """Return the name of a table without its endings.

    >>> table_id(Path("runs/resnet-1.2.csv.gz"))
    'resnet-1.2'
    """
    name = path.name
    for packing in PACKINGS:
        name = name.removesuffix(packing)
    return Path(name).stem


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits; raises InputError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: could not be read: {error.strerror or error}") from error


def decode(path: Path, data: bytes) -> str:
    """Return bytes as text, without a byte order mark.

    Raises
    ------
    FaultyFile
        When they are not UTF-8 or hold NUL bytes; says in which line.
    """
    if data.startswith(_UTF16):
        raise _refusal(path, "the file is UTF-16", 1)
    if b"\0" in data:
        raise _refusal(path, "the line holds a NUL byte", _line(data, data.index(b"\0")))
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = _line(error.object, error.start)
        raise _refusal(path, f"byte 0x{error.object[error.start]:02x} is not UTF-8", line) from None


def _refusal(path: Path, found: str, line: int) -> FaultyFile:
    advice = "save the file as plain text in UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    return FaultyFile(path, [Fault(message=f"{found}; {advice}", line=line)])


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def one_line(text: str) -> str:
    r"""Return a title without the breaks that would let it write lines of its own into what is printed.

    >>> one_line("Faces\n  of 2020")
    'Faces of 2020'
    """
    return " ".join(text.split())


def shown(value: object) -> str:
    """Return a value as found in a file, quoted and cut to a line's worth."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1]  # noqa: PLR2004 - a line's worth
