"""Files of others, read: regular ones of bounded size, and folders of such; a pipe or a device has no end."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

MOST_BYTES = 16 << 30
"""Of one file of a model: ten times the largest network that tells emotions."""

_MOST_FILES = 10_000

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opens without waiting for whoever might write into a pipe, and without changing line ends on Windows."""


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Give a regular file of bounded size, to read bytes from.

    Raises
    ------
    InputError
        When it is something else, or larger than `MOST_BYTES`; OSError where it cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | _AT_ONCE)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: is no regular file; a pipe or a device is never read, name a file")
        if status.st_size > MOST_BYTES:
            raise InputError(
                f"{path}: has {status.st_size:,} bytes, no model has more than {MOST_BYTES:,}; name another"
            )
        yield file


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder and those below, each by its path from there, which begins with `./`.

    Raises
    ------
    InputError
        When it holds a link, which leads to what is not in it, or anything but files and folders, or a name with a
        line break; when there are too many.
    """
    for number, found in enumerate(folder.rglob("*")):
        name = f"./{found.relative_to(folder).as_posix()}"
        if number >= _MOST_FILES:
            raise InputError(f"{folder}: holds more than {_MOST_FILES:,} files; a model's folder has a handful")
        if found.is_symlink() or not (found.is_file() or found.is_dir()) or "\n" in name or "\\" in name:
            raise InputError(f"{found!s}: a model's folder holds plain files and folders alone; remove this")
        if found.is_file():
            yield name, found


def read_whole(path: Path) -> bytes:
    """Return what a file holds, so that what is looked at and what is loaded are one.

    Raises
    ------
    InputError
        When it cannot be read, or as `opened`.
    """
    try:
        with opened(path) as file:
            return file.read()
    except OSError as error:
        raise InputError(f"{path}: could not be read: {error.strerror or error}") from error


def copy_content(source: Path, target: Path) -> None:
    """Copy a file, or a folder's files, to where nothing is; OSError where there is no room, InputError as `opened`."""
    if source.is_dir():
        for name, file in files_of(source):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            copy_content(file, target / name)
        return
    with opened(source) as read, target.open("xb") as written:
        shutil.copyfileobj(read, written, 1 << 20)
