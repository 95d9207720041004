"""Where the journal lies: a folder of the person's own, in which nobody else may write."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from audit.predict.journal.trouble import JournalError

CACHE = "EMOTION_AUDIT_CACHE"
"""Names another folder for what is kept from one run to the next."""

FILE = "journal.sqlite"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path:
    """Return where a person's kept answers lie; need not exist."""
    named = os.environ.get(CACHE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "emotion-audit" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "emotion-audit"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "emotion-audit"


def private_file(folder: Path) -> Path:
    """Return the journal's file in a folder, made for this person alone where it is not there.

    Raises
    ------
    JournalError
        When it cannot be made, is no plain file, or others may write into it: what they wrote would be taken for
        answers.
    """
    path = folder / FILE
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        _check_folder(folder)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        _check_private(path)
    except OSError as error:
        raise JournalError(f"{path}: the journal could not be opened: {error.strerror or error}") from error
    return path


def _check_folder(folder: Path) -> None:
    """Raise JournalError where others may put files beside the journal: SQLite takes what lies there for its log."""
    found = folder.stat()
    if not hasattr(os, "geteuid"):
        return  # Windows keeps a person's folders by other means
    if found.st_uid not in (os.geteuid(), 0):
        raise JournalError(f"{folder}: belongs to somebody else, who could write answers into it")
    if found.st_mode & _OTHERS_WRITE:
        raise JournalError(f"{folder}: others may write into it; if nobody did: chmod go-w {folder}")


def _check_private(path: Path) -> None:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise JournalError(f"{path}: is no file; a journal is one")
    if not hasattr(os, "geteuid"):
        return
    if found.st_uid != os.geteuid():
        raise JournalError(f"{path}: belongs to somebody else, who could write answers into it")
    if found.st_mode & _OTHERS_WRITE:
        raise JournalError(f"{path}: others may write into it; if nobody did: chmod 600 {path}")
    if stat.S_IMODE(found.st_mode) != 0o600:  # noqa: PLR2004 - for its owner alone
        path.chmod(0o600)
