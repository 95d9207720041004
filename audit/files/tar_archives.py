"""Tar archives of strangers: what they hold, read member by member and never unpacked."""

from __future__ import annotations

import tarfile
from tarfile import HeaderError, ReadError, TarFile
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OF_HEADER = 1024 * 1024
"""Bytes that the name of a member and what else is said of it may take; the longest path has 4,096."""

_SAID = {tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK}
"""Kinds of blocks that only say something of the members behind them, and are read into memory whole."""

_WHOLE = "EOFHeaderError"
"""What Python raises, within, at the mark that ends every tar archive."""


class TarMember(tarfile.TarInfo):
    """A member of a tar archive, for the argument `tarinfo` of `tarfile.open`.

    Python takes an archive that lost its end for a shorter one, and says nothing; and it reads what is said of a member
    into memory, however long that is.
    """

    @classmethod
    def fromtarfile(cls, tarfile: TarFile) -> Self:
        """Return the next member; raises ReadError where the archive ends without its mark."""
        try:
            return super().fromtarfile(tarfile)
        except HeaderError as error:
            if type(error).__name__ == _WHOLE:
                raise
            raise ReadError(f"it is cut short or damaged ({error})") from error

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Return what a block says; raises ReadError where more is said of a member than `MOST_OF_HEADER`."""
        found = super().frombuf(buf, encoding, errors)
        if found.type in _SAID and found.size > MOST_OF_HEADER:
            raise ReadError(f"{found.size:,} bytes are said of one member; at most {MOST_OF_HEADER:,} are read")
        return found


def members(archive: TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the members of an archive that was opened with `tarinfo=TarMember`, and keep none of them in memory.

    One by one: what is packed behind a member is not unpacked before that one was looked at.
    """
    while (member := archive.next()) is not None:
        yield member
        archive.members.clear()  # type: ignore[attr-defined]  # Python keeps a kilobyte of each
