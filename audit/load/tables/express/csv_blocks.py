"""A plain CSV file, parsed by Arrow block by block: the memory it takes is that of what is kept of it."""

from __future__ import annotations

import csv
import hashlib
from codecs import BOM_UTF8
from gzip import GzipFile
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from audit.errors import guarded
from audit.load.tables.express.gathering import Gathered, NotPlainError, is_sound
from audit.load.tables.table_file import MOST_UNPACKED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from audit.load.tables.selection import Selection
    from audit.load.tables.table import Table

_BLOCK = 8 << 20
_GZIP = b"\x1f\x8b"
_QUOTE, _COMMA, _SPACE, _LINE_END, _RETURN = b'", \n\r'
_OTHERS = (b";", b"\t")
"""Delimiters that are left to the reader that says so."""


_Bytes = NDArray[np.uint8]


def read_plain_csv(path: Path, selection: Selection) -> Table | None:
    """Return the selected columns of a plain CSV file, packed by gzip or not; None where it is not plain."""
    whole = hashlib.sha256()
    try:
        with guarded(NotPlainError), path.open("rb") as raw:
            return _read(path, raw, whole, selection)
    except NotPlainError:
        return None


def _read(path: Path, raw: BinaryIO, whole: Any, selection: Selection) -> Table | None:  # noqa: ANN401 - a hash
    hashed = _Hashed(raw, whole)
    blocks = _blocks(hashed)
    first = next(blocks, b"").removeprefix(BOM_UTF8)
    line, end, rest = first.partition(b"\n")
    _check(line + end)
    if any(mark in line for mark in _OTHERS):
        return None
    header = [name.strip() for name in next(csv.reader([line.rstrip(b"\r").decode()]), [])]
    if not is_sound(header, selection):
        return None
    gathered = Gathered(header, selection)
    for block in filter(None, chain((rest,), blocks)):
        _add(gathered, block, header)
    hashed.drain()
    return gathered.table(path, sha256=whole.hexdigest(), first_line=2, remarks=selection.remarks(header))


class _Hashed:
    """A file whose bytes go into a hash as they are read, unpacked where it is packed by gzip.

    Parameters
    ----------
    raw
        The file.
    whole
        The hash of its bytes.
    """

    def __init__(self, raw: BinaryIO, whole: Any) -> None:  # noqa: ANN401
        self._raw, self._whole = raw, whole
        packed = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        self._most = MOST_UNPACKED if packed else None
        tee: Any = _Tee(raw, whole)
        self._inside: Any = GzipFile(fileobj=tee) if packed else tee
        self._taken = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes of the table."""
        found: bytes = self._inside.read(size)
        self._taken += len(found)
        if self._most is not None and self._taken > self._most:
            raise NotPlainError
        return found

    def drain(self) -> None:
        """Hash what is left of the file."""
        while rest := self._raw.read(_BLOCK):
            self._whole.update(rest)


class _Tee:
    """A file whose bytes go into a hash as they are read."""

    def __init__(self, raw: BinaryIO, whole: Any) -> None:  # noqa: ANN401
        self._raw, self._whole = raw, whole

    def read(self, size: int = -1) -> bytes:
        found = self._raw.read(size)
        self._whole.update(found)
        return found


def _blocks(file: _Hashed) -> Iterator[bytes]:
    """Yield blocks of whole lines."""
    left = b""
    while found := file.read(_BLOCK):
        lines, end, rest = found.rpartition(b"\n")
        if end:
            yield left + lines + end
            left = rest
        elif len(left) > _BLOCK:
            raise NotPlainError
        else:
            left += rest
    if left:
        yield left


def _add(gathered: Gathered, block: bytes, header: list[str]) -> None:
    quoted = _check(block)
    types = {
        **{name: pa.dictionary(pa.int32(), pa.string()) for name in gathered.codes},
        **{name: pa.float64() for name in gathered.numbers},
        **{name: pa.string() for name in gathered.texts},
    }
    found = arrow_csv.read_csv(
        pa.BufferReader(block),
        arrow_csv.ReadOptions(column_names=header, block_size=len(block) + 1),
        arrow_csv.ParseOptions(quote_char='"' if quoted else False, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(column_types=types, include_columns=[*types], null_values=[""]),
    )
    if any(pc.any(pc.is_nan(found.column(name))).as_py() for name in gathered.numbers):
        raise NotPlainError
    gathered.add(found)


def _check(block: bytes) -> bool:
    """Return whether there are quotes; raises where a block of lines is not plain."""
    if not block.isascii():
        block.decode()
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data == _LINE_END)
    lengths = np.diff(ends, prepend=-1, append=len(data))
    odd = b"\0" in block or lengths[:-1].min(initial=2) < 2 or lengths.max() > csv.field_size_limit()  # noqa: PLR2004
    if odd or (b"\r" in block and not _returns_are_plain(block)) or (b" " in block and not _spaces_are_plain(data)):
        raise NotPlainError
    if b'"' not in block:
        return False
    if not _quotes_are_plain(data, ends):
        raise NotPlainError
    return True


def _returns_are_plain(block: bytes) -> bool:
    """Return whether every return stands before the end of a line that is not blank."""
    return block.count(b"\r") == block.count(b"\r\n") and b"\n\r\n" not in block and block[:1] != b"\r"


def _spaces_are_plain(data: _Bytes) -> bool:
    """Return whether no space begins a cell or stands before a quote."""
    spaces = np.flatnonzero(data == _SPACE)
    before = np.where(spaces == 0, _LINE_END, data[spaces - 1])
    return not (np.isin(before, (_COMMA, _LINE_END)).any() or (data[spaces[:-1] + 1] == _QUOTE).any())


def _quotes_are_plain(data: _Bytes, ends: NDArray[np.int64]) -> bool:
    """Return whether every quote opens or closes a whole cell, and none goes on over the end of a line."""
    quotes = np.flatnonzero(data == _QUOTE)
    if len(quotes) % 2 or np.any(np.searchsorted(quotes, ends) % 2):
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = data[opening - 1]
    before[opening == 0] = _LINE_END
    after = data[np.minimum(closing + 1, len(data) - 1)]
    after[closing == len(data) - 1] = _LINE_END
    starts = (before == _COMMA) | (before == _LINE_END)
    stops = (after == _COMMA) | (after == _LINE_END) | (after == _RETURN)
    return bool(starts.all() and stops.all())
