"""Hashes of files and folders."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from audit.errors import InputError
from audit.files.reading import files_of, opened

if TYPE_CHECKING:
    from pathlib import Path


def content_sha256(path: Path) -> str:
    r"""Return the SHA-256 of a file, or of a folder, 64 hexadecimal digits.

    That of a folder is of the list of its files' hashes, sorted by path, as this command writes it:
    ``find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum``.

    Raises
    ------
    InputError
        When something cannot be read, is neither a file nor a folder (a pipe or a device would be read for ever), or
        is too large; when a folder holds a link, which leads to what is not hashed, or anything but files and folders,
        or a name with a line break.
    """
    try:
        return _folder_sha256(path) if path.is_dir() else _file_sha256(path)
    except OSError as error:
        raise InputError(f"{error.filename or path}: could not be read: {error.strerror or error}") from error


def _file_sha256(path: Path) -> str:
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder_sha256(folder: Path) -> str:
    lines = {os.fsencode(name): os.fsencode(f"{_file_sha256(found)}  {name}\n") for name, found in files_of(folder)}
    return hashlib.sha256(b"".join(lines[name] for name in sorted(lines))).hexdigest()
