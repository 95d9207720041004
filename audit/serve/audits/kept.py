"""Audits that are kept on this machine: those named at the start, and all that lie in `reports/`."""

from __future__ import annotations

import tempfile
import threading
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING

from audit.domain.results.image_rows import IMAGES_TABLE, IMAGES_TABLES, MANY_IMAGES_TABLE
from audit.errors import AuditError
from audit.load import audit_files, load_result
from audit.report import reading_lines
from audit.serve.http.guard import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

AUDIT = "audit.json"
FILES = {
    "index.html": "text/html; charset=utf-8",
    AUDIT: "application/json",
    "summary.md": "text/plain; charset=utf-8",
    "junit.xml": "application/xml",
    "model-card.md": "text/plain; charset=utf-8",
    IMAGES_TABLE: "application/gzip",
    MANY_IMAGES_TABLE: "application/vnd.apache.parquet",
}
"""What an audit writes, and what each file is; nothing else of a folder can be asked for."""

MOST = 500
"""Audits that are listed, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAudit:
    """One saved audit.

    Attributes
    ----------
    key
        Its name in addresses.
    file
        Its `audit.json`.
    model, cohort
        Ids of what was audited, over which cohort.
    created
        When, as it is written in the file.
    verdict, sentence
        Its end.
    reading
        What was not counted, or read otherwise than written, a sentence each.
    """

    key: str
    file: Path
    model: str
    cohort: str
    created: str
    verdict: str
    sentence: str
    reading: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The folder it lies in."""
        return self.file.parent

    @property
    def files(self) -> tuple[str, ...]:
        """Which of its files are there."""
        return tuple(name for name in FILES if (self.folder / name).is_file())

    @property
    def comparable(self) -> bool:
        """Whether its table of images is there, by which two audits are compared picture by picture."""
        return any((self.folder / name).is_file() for name in IMAGES_TABLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfList:
    """What lies on a shelf: its audits, the newest first, and a sentence for each file that is none."""

    audits: tuple[KeptAudit, ...]
    unread: tuple[str, ...]


class Shelf:
    """The saved audits of some files and folders, read again when they change.

    Parameters
    ----------
    places
        Files `audit.json`, and folders in which they lie at any depth; one that is not there holds nothing.
    """

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = tuple(places)
        self._lock = threading.Lock()
        self._read: dict[Path, tuple[tuple[int, int], KeptAudit | str]] = {}

    def all(self) -> ShelfList:
        """Return what is there now."""
        with self._lock:
            found = [self._one(path, problem) for path, problem in self._files().items()]
        audits = sorted((each for each in found if isinstance(each, KeptAudit)), key=lambda each: each.created)
        return ShelfList(
            audits=tuple(audits[::-1][:MOST]), unread=tuple(each for each in found if isinstance(each, str))
        )

    def find(self, key: str) -> KeptAudit:
        """Return an audit; refuses where there is none of this key."""
        for each in self.all().audits:
            if each.key == key:
                return each
        raise Refused(404, "There is no such audit here any more.")

    def _files(self) -> dict[Path, str]:
        """Return every file once, with a reason where it is not to be read."""
        found: dict[Path, tuple[Path, str]] = {}
        for place in self._places:
            files = audit_files(place) if place.is_dir() else ((place, ""),) if place.is_file() else ()
            for path, problem in files:
                found.setdefault(path.resolve(), (path, problem))
        return dict(found.values())

    def _one(self, path: Path, problem: str) -> KeptAudit | str:
        if problem:
            return f"{path}: {problem}"
        try:
            state = path.stat()
        except OSError:
            return f"{path}: is gone"
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            known = self._read[path] = (stamp, _kept(path))
        return known[1]


def _kept(path: Path) -> KeptAudit | str:
    try:
        result = load_result(path)
    except AuditError as error:
        return str(error)
    provenance, decision = result.provenance, result.decision
    return KeptAudit(
        key=key_of(path.parent),
        file=path,
        model=provenance.model.id,
        cohort=provenance.cohort.id,
        created=str(provenance.created),
        verdict=decision.verdict.value,
        sentence=decision.sentence,
        reading=reading_lines(result),
    )


def key_of(folder: Path) -> str:
    """Return the name of an audit's folder in addresses: nothing of its path can be read off it."""
    return sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def packed(audits: Sequence[KeptAudit]) -> IO[bytes]:
    """Return all files of audits as a ZIP that is read from its start, on the disk and gone when it is closed."""
    file = tempfile.TemporaryFile(prefix="emotion-audit-")  # noqa: SIM115 - whoever takes it closes it
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for audit, name in zip(audits, _folder_names(audits), strict=True):
                for each in audit.files:
                    archive.write(audit.folder / each, f"{name}/{each}")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _folder_names(audits: Sequence[KeptAudit]) -> list[str]:
    names = [audit.folder.resolve().name for audit in audits]
    return [
        name if names.count(name) == 1 else f"{name}-{audit.key[:6]}" for name, audit in zip(names, audits, strict=True)
    ]
