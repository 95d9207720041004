"""Who writes into a folder: one process at a time, and its number for whoever comes second."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from audit.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows has no such locks: there the second run is not told
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE, _PAUSE = 30.0, 0.05
"""Seconds in all that a short piece of work waits for another one, and between two looks."""


def locked(folder: Path) -> int:
    """Return a handle that locks a folder until it is closed, or its process ends, however it ends.

    Raises
    ------
    OutputError
        When another process holds the lock; with its number, where the system tells it.
    """
    handle = os.open(folder, os.O_RDONLY)
    if fcntl is None or _taken(handle):
        return handle
    holder = _holder(handle)
    os.close(handle)
    raise OutputError(f"{folder}: another run is writing there{holder}; wait until it ends, or name another folder")


def held(path: Path) -> int | None:
    """Return a handle that locks a file or folder of our own until it is closed; waits for whoever looks whether it is.

    None on a system without locks, where `if_left` finds nothing left.
    """
    handle = None if fcntl is None else os.open(path, os.O_RDONLY)
    if handle is not None:
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def made_and_held(folder: Path) -> int | None:
    """Make a folder of our own and return the handle that locks it, as `held`.

    Whoever sweeps up may have taken it for left in the moment between the two: then it is made again.
    """
    while True:
        folder.mkdir(0o700, exist_ok=True)
        with suppress(FileNotFoundError):
            handle = held(folder)
            if handle is None or is_of(handle, folder):
                return handle
            os.close(handle)


def is_of(handle: int, path: Path) -> bool:
    """Return whether a handle is of what stands at a path now."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def if_left(path: Path, seconds: float = 0.0) -> Iterator[bool]:
    """Give whether unfinished work is nobody's, which stays so while the block runs.

    It is nobody's where no process holds it and nothing was written for so many seconds. On a system without locks
    nobody can tell, and nothing is.
    """
    handle = None
    try:
        if fcntl is not None and path.lstat().st_mtime <= time.time() - seconds:
            handle = os.open(path, os.O_RDONLY)
    except OSError:  # gone meanwhile, or not ours
        handle = None
    try:
        yield handle is not None and _taken(handle)
    finally:
        if handle is not None:
            os.close(handle)


@contextmanager
def alone_in(folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Keep a folder, made where it is not there, for what this process reads and writes in it while the block runs.

    Raises
    ------
    OutputError
        When the folder cannot be made, or another process has it for longer than `patience` seconds.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: could not be made: {error.strerror or error}") from error
    handle = _awaited(folder, time.monotonic() + patience)
    try:
        yield
    finally:
        os.close(handle)


def _awaited(folder: Path, end: float) -> int:
    while True:
        try:
            return locked(folder)
        except OutputError:
            if time.monotonic() >= end:
                raise
        time.sleep(_PAUSE)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(handle: int) -> str:
    """Return which process holds the lock, in brackets, by Linux's list of locks; nothing where there is none."""
    status = os.fstat(handle)
    place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    try:
        with open("/proc/locks", encoding="ascii") as lines:  # noqa: PTH123 - a file of the system, not of a user
            fields = [line.split() for line in lines]
    except OSError:
        return ""
    pid = next((line[4] for line in fields if len(line) > 5 and line[1] == "FLOCK" and line[5] == place), None)  # noqa: PLR2004
    return f" (process {pid})" if pid else ""
