"""Pictures in a tar archive, as WebDataset writes its shards: each is called by its path in the archive.

The list of members is read once; a picture is then read where it lies, nothing is unpacked.
"""

from __future__ import annotations

import tarfile
import threading
from typing import TYPE_CHECKING
from weakref import finalize

from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 512
"""Bytes of a header, and what the content of a member is filled up to."""

_END = 2 * _BLOCK
"""Zeros with which every archive ends: one without has lost some of its members."""


class TarPictures:
    """The pictures of one tar archive that is not packed.

    Parameters
    ----------
    path
        The file.
    most
        Bytes of the largest picture that is read.

    Raises
    ------
    InputError
        When a name stands there twice, or the archive is cut short.
    """

    def __init__(self, path: Path, most: int) -> None:
        self._most = most
        self._file = path.open("rb")
        finalize(self, self._file.close)
        self._lock = threading.Lock()
        self._places: dict[str, tuple[int, int]] = {}
        end = 0
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                end = member.offset_data + -(-member.size // _BLOCK) * _BLOCK
                if not member.isreg():
                    continue
                if member.name in self._places:
                    raise InputError(f"{path}: '{member.name}' stands there twice; make the archive anew")
                self._places[member.name] = (member.offset_data, member.size)
        self._file.seek(end)
        if self._file.read(_END) != bytes(_END):
            raise InputError(f"{path}: the archive is cut short or damaged; get it again")

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def read(self, name: str) -> bytes:
        """Return the bytes of one picture.

        Raises
        ------
        Rejected
            `MISSING_FILE` where the archive has no such picture, `TOO_LARGE` where it is larger than allowed.
        """
        if name not in self._places:
            raise Rejected(Outcome.MISSING_FILE, "no such picture in the archive")
        start, size = self._places[name]
        if size > self._most:
            raise Rejected(Outcome.TOO_LARGE, f"the picture has more than {self._most // 2**20} MiB")
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)
