"""A folder of results: filled beside its place while nobody else may, and put into it in one step."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from audit.files.exchange import exchange, forget, recover
from audit.files.lock import if_left, is_of, locked, made_and_held
from audit.files.whole import PREFIX, failing_as_output, flush, followed, remove, umask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STAGING = f"{PREFIX}staging-"


_CLAIMED: dict[tuple[int, int], int] = {}
"""Folders that this process has claimed, by device and number, and the handles that lock them."""


@contextmanager
def claimed(place: Path) -> Iterator[None]:
    """Keep a place for what this process will publish there, and find out now whether it could.

    Raises
    ------
    OutputError
        When the place cannot be written, or another process is writing there.
    """
    place = followed(place)
    with failing_as_output(place):
        made, lock = _lock_of(place)
    key = _key(lock)
    _CLAIMED[key] = lock
    try:
        with _staging(place):
            pass
        yield
    finally:
        del _CLAIMED[key]
        _release(place, lock, made=made)


@contextmanager
def publication(place: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes `place` in one step when the block ends well.

    It begins with what `place` holds, so that what is not written again stays; files in it are links to those in
    `place` and must be replaced, not written into (`write_whole` does). Whatever happens, a reader of `place` finds the
    old content or the new one, whole. Until the block ends no other process can publish there. A place that is a link
    stays one: what it leads to is replaced.

    Raises
    ------
    OutputError
        When the place cannot be written (found out before the block runs), or another process is writing there.
    """
    place = followed(place)
    with failing_as_output(place):
        made, lock = _lock_of(place)
    try:
        with _staging(place) as staging:
            yield staging
            with failing_as_output(place):
                flush(staging)
                exchange(staging, place)
                flush(place.parent)
    finally:
        _release(place, lock, made=made)


def _lock_of(place: Path) -> tuple[bool, int]:
    """Return whether the folder had to be made, and the lock of the one that is there now.

    Another process may put a new one there, or remove an empty one, between two looks.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    recover(place)
    _sweep(place.parent)
    made = not place.exists()
    try:
        return made, _lock_of_folder(place)
    except Exception:  # somebody else's, or none at all
        raise
    except BaseException:  # asked to end before anybody could release it
        _remove_empty(place, made=made)
        raise


def _lock_of_folder(place: Path) -> int:
    while True:
        place.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):  # removed meanwhile, as it was empty
            handle = _CLAIMED.get(_key(place)) or locked(place)
            if is_of(handle, place):
                forget(place)
                return handle
            os.close(handle)


def _release(place: Path, lock: int, *, made: bool) -> None:
    """Close a lock that is not claimed for longer; a folder that was made for nothing goes."""
    if lock in _CLAIMED.values():
        return
    _remove_empty(place, made=made)
    os.close(lock)


def _remove_empty(place: Path, *, made: bool) -> None:
    """Remove a folder that was made for nothing."""
    if made and place.is_dir() and not any(place.iterdir()):
        place.rmdir()


def _key(place: Path | int) -> tuple[int, int]:
    status = os.fstat(place) if isinstance(place, int) else place.stat()
    return status.st_dev, status.st_ino


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """Give a locked folder beside a place, with links to its files; in the end it is removed."""
    staging = place.parent / f"{_STAGING}{secrets.token_hex(6)}"
    lock = None
    try:
        with failing_as_output(place):
            lock = made_and_held(staging)
            shutil.copytree(place, staging, symlinks=True, dirs_exist_ok=True, copy_function=_link)
            staging.chmod(0o777 & ~umask())
        yield staging
    finally:
        remove(staging)
        if lock is not None:
            os.close(lock)


def _link(source: str, target: str) -> None:
    """Link a file, or copy it where the file system has no links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _sweep(folder: Path) -> None:
    """Remove staging folders whose process is dead."""
    for stray in folder.glob(f"{_STAGING}*"):
        if stray.is_dir() and not stray.is_symlink():
            with if_left(stray) as left:
                if left:
                    shutil.rmtree(stray, ignore_errors=True)
