"""Files and folders appear whole or not at all: written beside their place, flushed, then moved into it."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX = ".emotion-audit-"
"""How names of unfinished files and folders begin."""


def write_whole(path: Path, data: bytes | str) -> None:
    """Write a file so that a reader, or a machine that loses power, sees the old one or the new one, never half.

    Parameters
    ----------
    path
        Where; its folder is created.
    data
        Bytes, or text for UTF-8.

    Raises
    ------
    OutputError
        When it cannot be written; nothing was published.
    """
    with whole_file(path) as temporary:
        temporary.write_bytes(data.encode() if isinstance(data, str) else data)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; on success it becomes `path`, on any failure it is removed.

    Raises
    ------
    OutputError
        When it cannot be written; nothing was published.
    """
    with failing_as_output(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=PREFIX, suffix=path.suffix)
        os.close(handle)
        temporary = path.parent / name
        try:
            yield temporary
            temporary.chmod(0o666 & ~umask())
            flush(temporary)
            temporary.replace(path)
            flush(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a temporary folder to fill; on success it becomes `path`.

    Parameters
    ----------
    path
        Where; unless `replace` is true it must not exist or be empty.
    replace
        Whether what is there is ours to replace.

    Raises
    ------
    OutputError
        When `path` holds something already, or cannot be written; nothing was published.
    """
    with failing_as_output(path):
        if not replace and path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise OutputError(f"{path}: already holds something; name a new folder, or remove this one first")
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = type(path)(tempfile.mkdtemp(dir=path.parent, prefix=PREFIX))
        try:
            yield temporary
            temporary.chmod(0o777 & ~umask())
            _put_in_place(temporary, path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _put_in_place(temporary: Path, path: Path) -> None:
    """Move a finished folder to its place; what was there is moved aside first and removed last."""
    old = temporary.with_name(f"{temporary.name}-old")
    if path.exists():
        path.replace(old)
    temporary.replace(path)
    flush(path.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def failing_as_output(path: Path) -> Iterator[None]:
    """Turn what the system says against writing into an OutputError that names `path`."""
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        raise OutputError(f"{path}: could not be written: {reason}; nothing was published") from error


def flush(path: Path) -> None:
    """Wait until a file, or the list of a folder's names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def umask() -> int:
    """Return the permissions that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
