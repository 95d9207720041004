"""What zip archives and HDF5 files of models would unpack to, and arrays whose headers claim more than is there."""

from __future__ import annotations

import math
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.lib import format as npy

if TYPE_CHECKING:
    import zipfile

MOST_MEMBERS = 10_000
_LONGEST_HEADER = 10_000


class FalseClaim(ValueError):
    """A member of an archive that says something of itself which is not so."""


def unpacked_bytes(archive: zipfile.ZipFile) -> int:
    """Return how many bytes the members of an archive unpack to, as its directory says.

    Raises
    ------
    FalseClaim
        When it has more members than any model.
    """
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise FalseClaim(f"it has {len(members):,} members")
    return sum(member.file_size for member in members)


def check_arrays(archive: zipfile.ZipFile) -> None:
    """Raise FalseClaim where an array in an archive (`.npy`) is not as long as its header says; nothing is unpacked."""
    for member in archive.infolist():
        if not member.filename.endswith(".npy"):
            continue
        with archive.open(member) as stream:
            header, claimed = _claimed(stream)
        if header + claimed != member.file_size:
            raise FalseClaim(
                f"'{member.filename}' claims {claimed:,} bytes of numbers and has {member.file_size - header:,}"
            )


def _claimed(stream: IO[bytes]) -> tuple[int, int]:
    """Return how long the header of an array is, and how many bytes it says follow."""
    version = npy.read_magic(stream)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, kind = read(stream, max_header_size=_LONGEST_HEADER)
    if kind.hasobject:
        raise FalseClaim("an array holds Python objects")
    return stream.tell(), math.prod(shape) * np.dtype(kind).itemsize


def dataset_bytes(dataset: Any) -> int:  # noqa: ANN401 - h5py publishes no types
    """Return how many bytes an array of an HDF5 file unpacks to."""
    return int(dataset.size or 0) * int(dataset.dtype.itemsize)
