"""Files and folders appear whole or not at all: written beside their place, flushed, then moved into it."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import OutputError
from audit.files.exchange import exchange, recover
from audit.files.lock import held, if_left

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        sweep(path.parent)
        temporary = unfinished(path.parent, path.suffix)
        lock = None
        try:
            temporary.touch(0o600, exist_ok=False)
            lock = held(temporary)
            yield temporary
            temporary.chmod(0o666 & ~umask())
            flush(temporary)
            temporary.replace(path)
            flush(path.parent)
        finally:
            _let_go(lock)
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
    path = followed(path)
    with failing_as_output(path):
        recover(path)
        if not replace and path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise OutputError(f"{path}: already holds something; name a new folder, or remove this one first")
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        temporary = unfinished(path.parent)
        lock = None
        try:
            temporary.mkdir(0o700)
            lock = held(temporary)
            yield temporary
            temporary.chmod(0o777 & ~umask())
            _put_in_place(temporary, path)
        finally:
            remove(temporary)
            _let_go(lock)


def move_files(ready: Path, place: Path, *, last: str) -> None:
    """Move the files of a folder into another on the same disk, over those of their names; all are whole already.

    Parameters
    ----------
    ready
        The folder; empty afterwards.
    place
        Where they go.
    last
        The file that names the others, moved when they are there.

    Raises
    ------
    OutputError
        When one cannot be moved.
    """
    with failing_as_output(place):
        for path in sorted(ready.iterdir(), key=lambda path: path.name == last):
            path.replace(place / path.name)
        flush(place)


def followed(place: Path) -> Path:
    """Return what a link leads to, which is what has to be replaced; any other place as it is."""
    return Path(os.path.realpath(place)) if place.is_symlink() else place


def remove(folder: Path) -> None:
    """Remove a folder of our own, whole also where the process is asked to end meanwhile."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unfinished(folder: Path, ending: str = "") -> Path:
    """Return a new name in a folder for what is not finished; whoever makes it removes it, however that ends."""
    return folder / f"{PREFIX}{secrets.token_hex(6)}{ending}"


def sweep(folder: Path) -> None:
    """Remove what killed processes left unfinished in a folder; looked for once a process, as it may hold a million."""
    place = folder.resolve()
    if place in _SWEPT:
        return
    _SWEPT.add(place)
    for stray in place.glob(f"{PREFIX}*"):
        if stray.is_symlink():
            continue
        with if_left(stray, _LEFT_AFTER) as left, suppress(OSError):
            if left and stray.is_dir():
                shutil.rmtree(stray, ignore_errors=True)
            elif left:
                stray.unlink()


_SWEPT: set[Path] = set()
_LEFT_AFTER = 10.0
"""Seconds after which what nobody holds is nobody's: a library may write a file anew, and then nothing holds it."""


def _let_go(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _put_in_place(temporary: Path, path: Path) -> None:
    """Move a finished folder to its place in one step; what was there is then where the new one was."""
    if path.exists():
        exchange(temporary, path)
    else:
        temporary.replace(path)
    flush(path.parent)


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
