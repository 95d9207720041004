"""What is too large for the memory, set aside in a temporary file and looked at from there."""

from __future__ import annotations

import errno
import mmap
from contextlib import contextmanager
from tempfile import TemporaryFile, gettempdir
from typing import IO, TYPE_CHECKING

from audit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = 32 << 20
"""Bytes that stay in memory."""


class Aside:
    """Bytes that come one after the other: in memory, and once they are many in a temporary file without a name.

    The system reads pages of the file as they are looked at, and forgets them when it needs the room. The file is gone
    with whoever looks at it, however that ends.
    """

    def __init__(self) -> None:
        self._memory = bytearray()
        self._file: IO[bytes] | None = None

    def add(self, data: bytes | bytearray | memoryview) -> None:
        """Append bytes.

        Raises
        ------
        OutputError
            When there is no room for temporary files.
        """
        with _room():
            if self._file is None:
                self._memory += data
                if len(self._memory) <= IN_MEMORY:
                    return
                self._file, data = TemporaryFile(), self._memory  # noqa: SIM115 - closed when it is finished
                self._memory = bytearray()
            self._file.write(data)

    def finished(self) -> memoryview | mmap.mmap:
        """Return all bytes, which nobody can write to; nothing is added afterwards."""
        if self._file is None:
            return memoryview(self._memory).toreadonly()
        with _room(), self._file as file:
            file.flush()
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@contextmanager
def _room() -> Iterator[None]:
    """Say where there is none."""
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        raise OutputError(
            f"{gettempdir()}: parts of a large table are kept here while it is audited, and could not be written: "
            f"{reason}; name a folder with room in the environment variable TMPDIR"
        ) from error
