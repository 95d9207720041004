"""Files that hold pictures."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from audit.errors import InputError, guarded
from audit.files.packed_paths import TAR

if TYPE_CHECKING:
    from pathlib import Path


class PackedPictures(Protocol):
    """The pictures of one file, each with a name."""

    def __contains__(self, name: object) -> bool:
        """Return whether there is a picture of this name."""

    def read(self, name: str) -> bytes:
        """Return the bytes of one picture; raises Rejected where there are none."""


def pictures_of_file(path: Path, most: int) -> PackedPictures:
    """Return the pictures of a tar archive or a Parquet file, opened once as long as it stays as it is.

    Parameters
    ----------
    path
        The file; what ends in `.tar` is an archive.
    most
        Bytes of the largest picture that is read.

    Raises
    ------
    InputError
        Where it is neither, or damaged.
    """
    with guarded(lambda said: InputError(f"{path}: the pictures in it cannot be read: {said}")):
        found = path.stat()
        opened = _tar if path.suffix.lower() == TAR else _parquet
        return opened(path, most, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=64)
def _tar(path: Path, most: int, _state: tuple[int, int]) -> PackedPictures:
    from audit.images.packed.tar_pictures import TarPictures  # noqa: PLC0415 - few cohorts are so

    return TarPictures(path, most)


@lru_cache(maxsize=4)  # which keep pictures in memory
def _parquet(path: Path, most: int, _state: tuple[int, int]) -> PackedPictures:
    from audit.images.packed.parquet_pictures import ParquetPictures  # noqa: PLC0415 - an extra

    return ParquetPictures(path, most)
