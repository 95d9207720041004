"""Pictures in a Parquet file, as Hugging Face's `datasets` writes them: a column of a struct of bytes and path.

A picture is called by its path where every row has one of its own, else by its row. Pictures are read in the order of
the file, some at a time; the last ones are kept, and threads share them.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import OrderedDict
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from audit.domain.cohort.predictions import Outcome
from audit.errors import guarded
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_COLUMN = "image"
_BYTES, _PATH = "bytes", "path"
_BATCH = 64
_MOST_KEPT, _MOST_BYTES = 1024, 256 * 1024 * 1024
"""Pictures, and bytes of pictures, that stay in memory."""


def names_of_pictures(file: Any, column: str) -> list[str]:  # noqa: ANN401 - pyarrow publishes no types
    """Return what the pictures of a column are called, one for each row: their paths, else `row 1` and so on.

    Parameters
    ----------
    file
        A `pyarrow.parquet.ParquetFile`.
    column
        The column of pictures.
    """
    kind = file.schema_arrow.field(column).type
    rows = [f"row {row}" for row in range(1, file.metadata.num_rows + 1)]
    if not any(kind.field(place).name == _PATH for place in range(kind.num_fields)):
        return rows
    paths = file.read(columns=[f"{column}.{_PATH}"]).column(column).to_pylist()
    names = [(each or {}).get(_PATH) or "" for each in paths]
    return names if len(set(names)) == len(names) and all(names) else rows


def column_of_pictures(schema: Any) -> str | None:  # noqa: ANN401
    """Return the column that holds pictures: `image`, else the only one of their type; None where that is not clear."""
    from pyarrow import types  # noqa: PLC0415 - an extra

    def holds(field: Any) -> bool:  # noqa: ANN401
        kind = field.type
        if types.is_struct(kind):
            return any(kind.field(place).name == _BYTES for place in range(kind.num_fields))
        return bool(types.is_binary(kind) or types.is_large_binary(kind))

    found = [field.name for field in schema if holds(field)]
    return _COLUMN if _COLUMN in found else found[0] if len(found) == 1 else None


class ParquetPictures:
    """The pictures of one Parquet file.

    Parameters
    ----------
    path
        The file.
    most
        Bytes of the largest picture that is read.
    """

    def __init__(self, path: Path, most: int) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

        self._most = most
        self._file = pq.ParquetFile(path, pre_buffer=False)  # else it keeps all that it has read of a row group
        self._column = column_of_pictures(self._file.schema_arrow) or ""
        names: Sequence[str] = names_of_pictures(self._file, self._column) if self._column else []
        self._rows = {name: row for row, name in enumerate(names)}
        groups = self._file.metadata.num_row_groups
        sizes = [self._file.metadata.row_group(group).num_rows for group in range(groups)]
        self._ends = list(accumulate(sizes))
        self._kept: OrderedDict[int, bytes | None] = OrderedDict()
        self._bytes = 0
        self._batches: Iterator[Any] = iter(())
        self._next, self._group = 0, -1
        self._lock = threading.Lock()

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def read(self, name: str) -> bytes:
        """Return the bytes of one picture.

        Raises
        ------
        Rejected
            `MISSING_FILE` where the file has no such picture, `TOO_LARGE` where it is larger than allowed, `UNREADABLE`
            where the file is damaged.
        """
        if name not in self._rows:
            raise Rejected(Outcome.MISSING_FILE, "no such picture in the file")
        with self._lock:
            data = self._at(self._rows[name])
        if data is None:
            raise Rejected(Outcome.MISSING_FILE, "the row has no picture")
        if len(data) > self._most:
            raise Rejected(Outcome.TOO_LARGE, f"the picture has more than {self._most // 2**20} MiB")
        return data

    def _at(self, row: int) -> bytes | None:
        """Return the picture of a row, reading on from where the last one was found."""
        if row in self._kept:
            return self._kept[row]
        group = bisect_right(self._ends, row)
        refused = partial(Rejected, Outcome.UNREADABLE)
        with guarded(lambda said: refused(f"the file of pictures is damaged ({said})"), Rejected, MemoryError):
            if group != self._group or row < self._next:
                self._begin(group)
            while row >= self._next:
                self._keep(next(self._batches))
        return self._kept[row]

    def _begin(self, group: int) -> None:
        self._group, self._next = group, self._ends[group - 1] if group else 0
        self._batches = self._file.iter_batches(_BATCH, row_groups=[group], columns=[self._column])

    def _keep(self, batch: Any) -> None:  # noqa: ANN401
        for cell in batch.column(0).to_pylist():
            data = cell.get(_BYTES) if isinstance(cell, dict) else cell
            self._kept[self._next] = data
            self._bytes += len(data or b"")
            self._next += 1
        while len(self._kept) > _BATCH and (len(self._kept) > _MOST_KEPT or self._bytes > _MOST_BYTES):
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest or b"")
