"""A name in the manifest to the bytes of a regular file inside the cohort folder, and of nothing else."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Protocol

from audit.domain.cohort.predictions import Outcome
from audit.files.addresses import Address, Root
from audit.files.packed_paths import split
from audit.images.packed.files import pictures_of_file
from audit.images.rejected import Rejected

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read, in bytes."""

_READ_ONLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

_NO_NAMES = frozenset({"", ".", ".."})

_LEAST = 4096
"""Bytes asked of a file that says it is empty."""

_NOTHING_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})

_IN_AN_ARCHIVE = "; pictures within archives are read from a disk alone"

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Pictures(Protocol):
    """Where the pictures of a cohort lie."""

    def __contains__(self, name: str) -> bool:
        """Return whether a picture is there, without opening it."""

    def read(self, name: str) -> bytes:
        """Return the bytes of one picture; raises Rejected where there are none."""


def pictures_in(root: Root) -> Pictures:
    """Return the pictures below a folder or an address, or those in one file."""
    if isinstance(root, Address):
        return AtAddress(root)
    return pictures_of_file(root, MAX_BYTES) if root.is_file() else Folder(root)


def holds(root: Root, name: str) -> bool:
    """Return whether a picture is there, without opening it."""
    return name in pictures_in(root)


def read_bytes(root: Root, name: str) -> bytes:
    """Return the bytes of one picture; see `Folder.read`."""
    return pictures_in(root).read(name)


class Folder:
    """A cohort folder while a few pictures are read: each folder in it is followed to where it lies only once.

    Parameters
    ----------
    root
        The cohort folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._followed: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        root, packed = Path(self._root), split(name)
        if packed is not None and (root / packed[0]).is_file():
            return packed[1] in pictures_of_file(root / packed[0], MAX_BYTES)
        return (root / name).is_file()

    def read(self, name: str) -> bytes:
        """Return the bytes of one picture.

        Parameters
        ----------
        name
            Path below the cohort folder, as written in the manifest; it may go on within a tar archive or a Parquet
            file.

        Raises
        ------
        Rejected
            `OUTSIDE_COHORT` where the path is absolute or leads out of the folder, by `..` or by a link (decided before
            the target is touched); `MISSING_FILE` where nothing is there; `UNREADABLE` where it is no regular file, may
            not be read or the disk fails; `TOO_LARGE` above `MAX_BYTES`.
        InputError
            When an archive or a Parquet file on the way is damaged.
        """
        packed = split(name)
        if packed is not None and (file := self._file_of_pictures(packed[0])) is not None:
            return pictures_of_file(file, MAX_BYTES).read(packed[1])
        try:
            path = self._inside(name)
            _check_regular(os.lstat(path))
            # Non-blocking, and looked at again once open: a pipe put there in between cannot hang the run.
            descriptor = os.open(path, _READ_ONLY)
            try:
                data = _read(descriptor, _check_regular(os.fstat(descriptor)))
            finally:
                os.close(descriptor)
        except ValueError as error:  # a zero byte or half a Unicode character
            raise Rejected(Outcome.MISSING_FILE, f"no file can have this name ({error})") from error
        except OSError as error:
            raise _refused(error) from error
        _check_size(len(data))
        return data

    def _file_of_pictures(self, name: str) -> Path | None:
        """Return the file that a path leads into; None where there is none, as a folder may be called so too."""
        try:
            path = Path(self._inside(name))
        except ValueError:  # as `read` says
            return None
        return path if path.is_file() else None

    def _inside(self, name: str) -> str:
        """Return where a name leads, no link left on the way; raises Rejected where that is not in the folder."""
        if name.startswith(os.sep) or os.path.isabs(name):  # noqa: PTH117 - as below
            raise Rejected(Outcome.OUTSIDE_COHORT, "an absolute path; paths start from the cohort folder")
        try:
            top, path = self._real(""), self._target(name)
        except (OSError, RuntimeError) as error:
            raise Rejected(Outcome.UNREADABLE, f"the path cannot be followed ({error})") from error
        if path != top and not path.startswith(top if top.endswith(os.sep) else top + os.sep):
            raise Rejected(Outcome.OUTSIDE_COHORT, "the path leads out of the cohort folder")
        return path

    def _target(self, name: str) -> str:
        folder, file = os.path.split(name)
        path = os.path.join(self._real(folder), file)  # noqa: PTH118 - for every picture: Path takes three times as long
        return os.path.realpath(path) if file in _NO_NAMES or os.path.islink(path) else path  # noqa: PTH114

    def _real(self, folder: str) -> str:
        """Return a folder below the cohort folder, or that itself, with every link followed."""
        if folder not in self._followed:
            self._followed[folder] = os.path.realpath(os.path.join(self._root, folder))  # noqa: PTH118
        return self._followed[folder]


class AtAddress:
    """The pictures below an address; those in archives there are not looked for.

    Parameters
    ----------
    root
        The address that somebody named.
    """

    def __init__(self, root: Address) -> None:
        self._root = root

    def __contains__(self, name: str) -> bool:
        return (self._root / name).is_file()

    def read(self, name: str) -> bytes:
        """Return the bytes of one picture.

        Raises
        ------
        Rejected
            `OUTSIDE_COHORT` where the path is absolute or has a step upwards (nobody is asked for it); `MISSING_FILE`
            where nothing is there; `UNREADABLE` where it may not be read; `TOO_LARGE` above `MAX_BYTES`.
        InputError
            When the store does not answer: then nothing is known of the picture.
        """
        place = self._root / name
        if not place.inside:
            raise Rejected(Outcome.OUTSIDE_COHORT, "the path leads out of the address of the pictures")
        try:
            data = place.read_bytes(MAX_BYTES)
        except FileNotFoundError as error:
            raise Rejected(Outcome.MISSING_FILE, f"no such file{_IN_AN_ARCHIVE if split(name) else ''}") from error
        except PermissionError as error:
            raise Rejected(Outcome.UNREADABLE, "no permission to read the file") from error
        _check_size(len(data))
        return data


def _read(descriptor: int, size: int) -> bytes:
    """Return what is left of an open file of so many bytes, and at most one byte more than is allowed.

    The file is at its end when nothing comes any more, whatever it said of its size.
    """
    parts = []
    left = MAX_BYTES + 1
    while left > 0 and (part := os.read(descriptor, min(left, max(size + 1, _LEAST)))):
        parts.append(part)
        left -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _check_regular(found: os.stat_result) -> int:
    """Return the size of a regular file; raises Rejected for anything else, and above `MAX_BYTES`."""
    if not stat.S_ISREG(found.st_mode):
        kind = next((words for is_kind, words in _KINDS if is_kind(found.st_mode)), "something else")
        raise Rejected(Outcome.UNREADABLE, f"{kind}, not a file")
    _check_size(found.st_size)
    return found.st_size


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise Rejected(Outcome.TOO_LARGE, f"the file has more than {MAX_BYTES // 2**20} MiB")


def _refused(error: OSError) -> Rejected:
    if error.errno in _NOTHING_THERE:
        return Rejected(Outcome.MISSING_FILE, "no such file")
    return Rejected(Outcome.UNREADABLE, f"the file cannot be read ({error.strerror})")
