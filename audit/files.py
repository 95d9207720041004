"""Files appear whole or not at all: written beside their place, flushed, then moved into it; and their hashes."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PREFIX = ".emotion-audit-"


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
    with _failing_as_output(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=path.suffix)
        os.close(handle)
        temporary = path.parent / name
        try:
            yield temporary
            temporary.chmod(0o666 & ~_umask())
            _flush(temporary)
            temporary.replace(path)
            _flush(path.parent)
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
    with _failing_as_output(path):
        if not replace and path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise OutputError(f"{path}: already holds something; name a new folder, or remove this one first")
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = type(path)(tempfile.mkdtemp(dir=path.parent, prefix=_PREFIX))
        try:
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            _put_in_place(temporary, path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def content_sha256(path: Path) -> str:
    r"""Return the SHA-256 of a file, or of a folder, 64 hexadecimal digits.

    That of a folder is of the list of its files' hashes, sorted by path, as this command writes it:
    ``find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum``.

    Raises
    ------
    InputError
        When something cannot be read; when a folder holds a link, which leads to what is not hashed, or anything but
        files and folders, or a name with a line break.
    """
    try:
        return _folder_sha256(path) if path.is_dir() else _file_sha256(path)
    except OSError as error:
        raise InputError(f"{error.filename or path}: could not be read: {error.strerror or error}") from error


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder_sha256(folder: Path) -> str:
    lines = {}
    for found in folder.rglob("*"):
        name = f"./{found.relative_to(folder).as_posix()}"
        if found.is_symlink() or not (found.is_file() or found.is_dir()) or "\n" in name or "\\" in name:
            raise InputError(f"{found!s}: a model's folder holds plain files and folders alone; remove this")
        if found.is_file():
            lines[os.fsencode(name)] = os.fsencode(f"{_file_sha256(found)}  {name}\n")
    return hashlib.sha256(b"".join(lines[name] for name in sorted(lines))).hexdigest()


def _put_in_place(temporary: Path, path: Path) -> None:
    """Move a finished folder to its place; what was there is moved aside first and removed last."""
    old = temporary.with_name(f"{temporary.name}-old")
    if path.exists():
        path.replace(old)
    temporary.replace(path)
    _flush(path.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _failing_as_output(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        raise OutputError(f"{path}: could not be written: {reason}; nothing was published") from error


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
