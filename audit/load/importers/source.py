"""A dataset as its owner hands it out: a folder, an archive, or a folder with archives in it, read as one tree.

Nothing is unpacked: members are read one by one and written only under names that were checked. An archive with a
member that would land outside its folder (absolute, `..`), or that is a link or a device, is refused whole.
"""

from __future__ import annotations

import os
import tarfile
import zipfile
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from audit.errors import InputError, guarded
from audit.files.tar_archives import TarMember, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_ZIP = (".zip",)
_LARGEST = 512 * 1024 * 1024
"""Bytes of one file: fer2013.csv has 301 million."""

_MOST_FILES = 5_000_000
_MOST_BYTES = 512 * 1024**3
"""Of one source: the largest public dataset of faces has a tenth of these files and a quarter of these bytes."""

_MOST_UNPACKED = 100
_UNPACKED_AT_LEAST = 64 * 1024**2
"""Times its own size that an archive may unpack to, and what any may; pictures are packed already, text by ten."""

_OF_THE_SYSTEM = {"__MACOSX", ".DS_Store", "Thumbs.db"}
"""What operating systems add to folders and archives; no part of any dataset."""


class SourceFiles:
    """The files of a dataset by name; those of folders come before those of archives.

    Parameters
    ----------
    path
        The folder or archive, for messages.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[str, Callable[[], bytes]] = {}
        self._files = self._bytes = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Paths from the top of the dataset, with `/`, in the order in which they are read fastest."""
        return tuple(self._read)

    def __contains__(self, name: object) -> bool:
        return name in self._read

    def find(self, *names: str) -> str | None:
        """Return the path of the first of these files that is there, in the least deep folder that has it, or None."""
        for name in names:
            found = [path for path in self._read if path == name or path.endswith(f"/{name}")]
            if found:
                return min(found, key=lambda path: path.count("/"))
        return None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; raises InputError when it cannot be read."""
        with guarded(lambda said: InputError(f"{self.path}: '{name}' could not be read: {said}")):
            return self._read[name]()

    def add(self, name: str, size: int, read: Callable[[], bytes]) -> None:
        """Add a file, unless it is there already; raises InputError when it would leave the tree or is too large."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\\" in name:
            raise InputError(f"{self.path}: '{name}' would be written outside its folder; the whole source is refused")
        if size > _LARGEST:
            raise InputError(f"{self.path}: '{name}' has {size:,} bytes, above the limit of {_LARGEST:,} for one file")
        self._files, self._bytes = self._files + 1, self._bytes + size
        if self._files > _MOST_FILES or self._bytes > _MOST_BYTES:
            raise InputError(
                f"{self.path}: holds more than {_MOST_FILES:,} files or {_MOST_BYTES:,} bytes in all; import it in "
                "parts"
            )
        if not _OF_THE_SYSTEM.intersection(parts):
            self._read.setdefault("/".join(parts), read)


@contextmanager
def open_source(path: Path) -> Iterator[SourceFiles]:
    """Give the files of a folder with its archives, or of one archive.

    Raises
    ------
    InputError
        When there is nothing, it is neither, or an archive is broken or holds a member that it should not.
    """
    with ExitStack() as stack:
        files = SourceFiles(path)
        if path.is_dir():
            _add_folder(files, path)
            archives = sorted(found for found in path.iterdir() if _is_archive(found))
        elif path.is_file() and _is_archive(path):
            archives = [path]
        else:
            found = (
                "neither a folder nor an archive (.tar, .tar.gz, .zip)" if path.exists() else "no such file or folder"
            )
            raise InputError(f"{path}: {found}")
        for archive in archives:
            _add_archive(files, archive, stack)
        yield files


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith((*_TAR, *_ZIP)) and path.is_file()


def _add_folder(files: SourceFiles, folder: Path) -> None:
    inside = folder.resolve()
    for place, folders, names in os.walk(folder):
        for name in folders:
            if Path(place, name).is_symlink():
                raise InputError(
                    f"{Path(place, name)}: is a link to a folder, which is not followed; put the folder itself there, "
                    "or name it as the source"
                )
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            _check_inside(path, inside)
            if not (Path(place) == folder and _is_archive(path)):
                files.add(path.relative_to(folder).as_posix(), path.stat().st_size, path.read_bytes)


def _check_inside(path: Path, folder: Path) -> None:
    """Refuse what is no file of the source: a link that leads out of it or nowhere, a pipe, a device."""
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(folder):
        raise InputError(f"{path}: is a link that leads out of the source; put the file itself there, or remove it")
    if not path.is_file():
        raise InputError(f"{path}: is no regular file; a dataset holds files and folders alone, remove it")


def _add_archive(files: SourceFiles, path: Path, stack: ExitStack) -> None:
    with guarded(lambda said: InputError(f"{path}: the archive is broken, and refused whole: {said}")):
        if path.name.lower().endswith(_ZIP):
            _add_zip(files, path, stack.enter_context(zipfile.ZipFile(path)))
        else:
            _add_tar(files, path, stack.enter_context(tarfile.open(path, tarinfo=TarMember)))  # noqa: SIM115 - it closes


def _add_zip(files: SourceFiles, path: Path, archive: zipfile.ZipFile) -> None:
    check = _checking(path)
    for member in archive.infolist():
        if not member.is_dir():
            check(member.filename, member.file_size)
            files.add(member.filename, member.file_size, partial(archive.read, member))


def _add_tar(files: SourceFiles, path: Path, archive: tarfile.TarFile) -> None:
    check = _checking(path)
    for member in members(archive):
        tarfile.data_filter(member, str(files.path.parent))
        if not (member.isreg() or member.isdir()):
            raise InputError(f"{files.path}: '{member.name}' is a link or a device; the whole archive is refused")
        if member.isreg():
            check(member.name, member.size)
            files.add(member.name, member.size, partial(_content, archive, member))


def _checking(path: Path) -> Callable[[str, int], None]:
    """Return what is told each file, and raises InputError once one stands there twice or all unpack to too much."""
    most = max(_MOST_UNPACKED * path.stat().st_size, _UNPACKED_AT_LEAST)
    names: set[tuple[str, ...]] = set()
    found = 0

    def check(name: str, size: int) -> None:
        nonlocal found
        parts = PurePosixPath(name).parts
        if parts in names:
            raise InputError(
                f"{path}: '{name}' stands in it twice, and nothing says which is meant; unpack it and name the folder"
            )
        names.add(parts)
        found += size
        if found > most:
            raise InputError(
                f"{path}: unpacks to more than {_MOST_UNPACKED} times its size; if you trust it, unpack it and name "
                "the folder"
            )

    return check


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return b"" if file is None else file.read()
