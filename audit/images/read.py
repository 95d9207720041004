"""A name in the manifest to the bytes of a regular file inside the cohort folder, and of nothing else."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from audit.domain.predictions import Outcome
from audit.images.rejected import Rejected

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read, in bytes."""

_LEAST = 4096
"""Bytes asked of a file that says it is empty."""

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
        _check_regular(os.stat(path))  # noqa: PTH116 - three times as fast as Path, for every picture
        # Non-blocking, and looked at again once open: a pipe put there in between cannot hang the run.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            size = _check_regular(os.fstat(descriptor))
            data = _read(descriptor, size)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _refused(error) from error
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


def _inside(root: Path, name: str) -> str:
    if os.path.isabs(name):  # noqa: PTH117 - as above
        raise Rejected(Outcome.OUTSIDE_COHORT, "an absolute path; paths start from the cohort folder")
    try:
        top = os.path.realpath(root)
        path = os.path.realpath(os.path.join(top, name))  # noqa: PTH118 - as above
    except ValueError as error:  # a zero byte or half a Unicode character
        raise Rejected(Outcome.MISSING_FILE, f"no file can have this name ({error})") from error
    except (OSError, RuntimeError) as error:
        raise Rejected(Outcome.UNREADABLE, f"the path cannot be followed ({error})") from error
    if path != top and not path.startswith(os.path.join(top, "")):  # noqa: PTH118 - as above
        raise Rejected(Outcome.OUTSIDE_COHORT, "the path leads out of the cohort folder")
    return path


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
