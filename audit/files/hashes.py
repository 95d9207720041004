"""Hashes of files and folders."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from audit.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


MOST_BYTES = 16 << 30
"""Of one file of a model: ten times the largest network that tells emotions."""

_MOST_FILES = 10_000

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opens without waiting for whoever might write into a pipe, and without changing line ends on Windows."""


def content_sha256(path: Path) -> str:
    r"""Return the SHA-256 of a file, or of a folder, 64 hexadecimal digits.

    That of a folder is of the list of its files' hashes, sorted by path, as this command writes it:
    ``find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum``.

    Raises
    ------
    InputError
        When something cannot be read, is neither a file nor a folder (a pipe or a device would be read for ever), or
        has more than `MOST_BYTES`; when a folder holds a link, which leads to what is not hashed, or anything but
        files and folders, or a name with a line break.
    """
    try:
        return _folder_sha256(path) if path.is_dir() else _file_sha256(path)
    except OSError as error:
        raise InputError(f"{error.filename or path}: could not be read: {error.strerror or error}") from error


def _file_sha256(path: Path) -> str:
    handle = os.open(path, os.O_RDONLY | _AT_ONCE)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: is no regular file; a pipe or a device is never read, name a file")
        if status.st_size > MOST_BYTES:
            raise InputError(
                f"{path}: has {status.st_size:,} bytes, no model has more than {MOST_BYTES:,}; name another"
            )
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder_sha256(folder: Path) -> str:
    lines: dict[bytes, bytes] = {}
    for found in folder.rglob("*"):
        name = f"./{found.relative_to(folder).as_posix()}"
        if len(lines) >= _MOST_FILES:
            raise InputError(f"{folder}: holds more than {_MOST_FILES:,} files; a model's folder has a handful")
        if found.is_symlink() or not (found.is_file() or found.is_dir()) or "\n" in name or "\\" in name:
            raise InputError(f"{found!s}: a model's folder holds plain files and folders alone; remove this")
        if found.is_file():
            lines[os.fsencode(name)] = os.fsencode(f"{_file_sha256(found)}  {name}\n")
    return hashlib.sha256(b"".join(lines[name] for name in sorted(lines))).hexdigest()
