"""Several saved audits: files as they are named, and every `audit.json` in a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.results.audits import Audits, Unread, in_order_of_time
from audit.errors import AuditError, InputError, UsageError
from audit.load.saved.result import load_result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.results.result import AuditResult

AUDIT = "audit.json"
"""What a saved audit is called in its folder."""

_LINK = "a symbolic link, which is not followed"


def load_audits(paths: Sequence[Path]) -> Audits:
    """Return the audits of files and folders.

    A file is an audit or an error. A folder is searched for `audit.json`, in itself and in its folders at any depth,
    without following a symbolic link; what is found there is ordered by date, and what is no audit is listed.

    Raises
    ------
    InputError
        When a named file is no audit, or a folder holds none.
    UsageError
        When one file is named, or found, twice.
    """
    results: list[AuditResult] = []
    unread: list[Unread] = []
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found = _in_folder(path, seen)
            results.extend(in_order_of_time(found.results))
            unread.extend(found.unread)
        else:
            _once(path, seen)
            results.append(load_result(path))
    return Audits(results=tuple(results), unread=tuple(unread))


def _in_folder(folder: Path, seen: set[Path]) -> Audits:
    results, unread = [], []
    for path, problem in audit_files(folder):
        if problem:
            unread.append(Unread(path=str(path), reason=problem))
            continue
        _once(path, seen)
        try:
            results.append(load_result(path))
        except AuditError as error:
            unread.append(Unread(path=str(path), reason=_reason(path, error)))
    if not results:
        why = f"; {unread[0].path}: {unread[0].reason}" if unread else ""
        raise InputError(f"{folder}: holds no audit: no {AUDIT} in it or in its folders can be read{why}")
    return Audits(results=tuple(results), unread=tuple(unread))


def audit_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every `audit.json` of a folder at any depth, and every place that was not searched.

    Beside a path stands why it is not to be read, or nothing.
    """
    problems: list[tuple[Path, str]] = []

    def remember(error: OSError) -> None:
        problems.append((Path(error.filename), f"could not be searched: {error.strerror or error}"))

    for name, folders, files in os.walk(folder, onerror=remember):
        here = Path(name)
        folders.sort()
        yield from ((here / each, _LINK) for each in folders if (here / each).is_symlink())
        if AUDIT in files:
            yield here / AUDIT, _LINK if (here / AUDIT).is_symlink() else ""
    yield from problems


def _once(path: Path, seen: set[Path]) -> None:
    whole = path.resolve()
    if whole in seen:
        raise UsageError(f"{path}: named twice, by itself or by a folder that holds it; name each audit once")
    seen.add(whole)


def _reason(path: Path, error: AuditError) -> str:
    """Return what is wrong with a file, without the name that stands beside it."""
    return str(error).removeprefix(f"{path}: ")
