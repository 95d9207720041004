"""A name in the manifest to the bytes of a regular file inside the cohort folder, and of nothing else."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from audit.domain.predictions import Outcome
from audit.images.rejected import Rejected

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read, in bytes."""

_NOTHING_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_bytes(root: Path, name: str) -> bytes:
    """Return the bytes of one picture.

    Parameters
    ----------
    root
        The cohort folder.
    name
        Path below it, as written in the manifest.

    Raises
    ------
    Rejected
        `OUTSIDE_COHORT` where the path is absolute or leads out of the folder, by `..` or by a link (decided before
        the target is touched); `MISSING_FILE` where nothing is there; `UNREADABLE` where it is no regular file, may
        not be read or the disk fails; `TOO_LARGE` above `MAX_BYTES`.
    """
    path = _inside(root, name)
    try:
        _check_regular(path.stat())
        # Non-blocking, and looked at again once open: a pipe put there in between cannot hang the run.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            _check_regular(os.fstat(descriptor))
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(error) from error
    _check_size(len(data))
    return data


def _inside(root: Path, name: str) -> Path:
    if Path(name).is_absolute():
        raise Rejected(Outcome.OUTSIDE_COHORT, "an absolute path; paths start from the cohort folder")
    try:
        top = root.resolve()
        path = (top / name).resolve()
    except ValueError as error:  # a zero byte or half a Unicode character
        raise Rejected(Outcome.MISSING_FILE, f"no file can have this name ({error})") from error
    except (OSError, RuntimeError) as error:
        raise Rejected(Outcome.UNREADABLE, f"the path cannot be followed ({error})") from error
    if not path.is_relative_to(top):
        raise Rejected(Outcome.OUTSIDE_COHORT, "the path leads out of the cohort folder")
    return path


def _check_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((words for is_kind, words in _KINDS if is_kind(found.st_mode)), "something else")
        raise Rejected(Outcome.UNREADABLE, f"{kind}, not a file")
    _check_size(found.st_size)


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise Rejected(Outcome.TOO_LARGE, f"the file has more than {MAX_BYTES // 2**20} MiB")


def _refused(error: OSError) -> Rejected:
    if error.errno in _NOTHING_THERE:
        return Rejected(Outcome.MISSING_FILE, "no such file")
    return Rejected(Outcome.UNREADABLE, f"the file cannot be read ({error.strerror})")
