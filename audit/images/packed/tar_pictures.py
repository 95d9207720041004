"""Pictures in a tar archive, as WebDataset writes its shards: each is called by its path in the archive.

The list of members is read once; a picture is then read where it lies, nothing is unpacked.
"""

from __future__ import annotations

import tarfile
import threading
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from weakref import finalize

from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError
from audit.files.tar_archives import TarMember, members
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from pathlib import Path


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
        When a name stands there twice, or a member is written with holes.
    ReadError
        When the archive is none, is packed or has lost its end.
    """

    def __init__(self, path: Path, most: int) -> None:
        self._most = most
        self._file = path.open("rb")
        finalize(self, self._file.close)
        self._lock = threading.Lock()
        self._places: dict[str, tuple[int, int]] = {}
        with tarfile.open(path, "r:", tarinfo=TarMember) as archive:
            for member in members(archive):
                if member.isreg():
                    self._add(path, member)

    def _add(self, path: Path, member: tarfile.TarInfo) -> None:
        name = _plain(member.name)
        if name in self._places:
            raise InputError(f"{path}: '{name}' stands there twice; make the archive anew")
        if member.issparse():
            raise InputError(f"{path}: '{name}' is written with holes; make the archive anew without --sparse")
        self._places[name] = (member.offset_data, member.size)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _plain(name) in self._places

    def read(self, name: str) -> bytes:
        """Return the bytes of one picture.

        Raises
        ------
        Rejected
            `MISSING_FILE` where the archive has no such picture, `TOO_LARGE` where it is larger than allowed.
        """
        if name not in self:
            raise Rejected(Outcome.MISSING_FILE, "no such picture in the archive")
        start, size = self._places[_plain(name)]
        if size > self._most:
            raise Rejected(Outcome.TOO_LARGE, f"the picture has more than {self._most // 2**20} MiB")
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)


def _plain(name: str) -> str:
    """Return a path without steps that lead nowhere: `tar cf 0.tar .` calls a picture ./a.png."""
    return str(PurePosixPath(name))
