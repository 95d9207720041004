"""Two folders change places in one step, where the system can; else in two, of which the next run mends the first."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_HERE = -100
"""AT_FDCWD of Linux: paths are relative to the working folder."""

_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux's renameat2 (since 3.15), RENAME_SWAP of macOS's renamex_np."""

_UNABLE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})
"""What a system or a file system says that cannot do it."""


def exchange(new: Path, place: Path) -> None:
    """Let two folders of one file system change places; a reader of `place` sees the one or the other, whole.

    Where the system has no such step, `place` is moved aside, `new` moved in, and the old one moved to where `new`
    was; after a kill between the first two, `recover` puts the old one back.
    """
    if _exchanged(new, place):
        return
    aside = _aside(place)
    place.replace(aside)
    new.replace(place)
    aside.replace(new)


def recover(place: Path) -> None:
    """Put back a folder that a killed process had moved aside; nothing where there is none."""
    aside = _aside(place)
    if aside.is_dir() and not place.exists():
        aside.replace(place)


def forget(place: Path) -> None:
    """Remove the old folder that a killed process had moved aside and not removed; the new one stands in its place."""
    shutil.rmtree(_aside(place), ignore_errors=True)


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}.emotion-audit-aside")


def _exchanged(new: Path, place: Path) -> bool:
    """Return whether the system exchanged them; False where it cannot."""
    call = _system_call()
    if call is None:
        return False
    if call(os.fsencode(new), os.fsencode(place)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(place))


def _system_call() -> Callable[[bytes, bytes], int] | None:
    """Return what exchanges two paths, or None on a system without."""
    if sys.platform == "win32":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        return lambda new, place: int(library.renameat2(_HERE, new, _HERE, place, _EXCHANGE))
    if hasattr(library, "renamex_np"):
        return lambda new, place: int(library.renamex_np(new, place, _EXCHANGE))
    return None
