"""The cohort folder that contributions grow: every change whole or not at all, one process at a time.

Pictures are written before the manifest names them, and removed after it no longer does. What a killed process left
without a line in the manifest is removed when the folder is opened again.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import shutil
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import cv2

from audit.errors import InputError, OutputError, guarded
from audit.files import write_whole
from audit.files.lock import locked
from audit.load import load_cohort, read_declaration
from audit.serve.contribute.contribution import FEATURES, subject_of
from audit.serve.contribute.terms import LICENCE, Terms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.serve.contribute.contribution import Contribution

MANIFEST, DATASHEET, GIVEN, IMAGES = "manifest.csv", "cohort.toml", "contributions.csv", "images"
COLUMNS = ("image", "label", "subject", *FEATURES)
GIVEN_COLUMNS = ("image", "subject", "meant", "terms", "day")
LEAST_FREE = 256 * 1024 * 1024
"""Bytes that stay free on the disk."""

LONGEST = 1280
"""Pixels of the longer side of a stored picture; larger ones are made smaller."""

Row = tuple[str, ...]


class ContributedCohort:
    """A cohort folder made of contributions.

    Parameters
    ----------
    folder
        Where; made with its datasheet when it is not there. It is locked until `close`.
    labels
        Emotions that can be meant, where the folder is new.
    terms
        What people agree to.

    Raises
    ------
    InputError
        When the folder holds something else than contributions.
    OutputError
        When it cannot be written, or another app grows it.
    """

    def __init__(self, folder: Path, labels: LabelSet, terms: Terms) -> None:
        self.folder, self.terms = folder, terms
        self._lock = threading.Lock()
        if not (folder / DATASHEET).exists():
            _found(folder, labels, terms)
        self._handle = locked(folder)
        try:
            self.labels = self._checked()
            self._sweep()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the folder."""
        with suppress(OSError):
            os.close(self._handle)

    def add(self, contribution: Contribution, receipt: str) -> int:
        """Store a contribution and return its number of pictures.

        Raises
        ------
        OutputError
            When the disk is full or cannot be written; nothing was stored.
        """
        subject = subject_of(receipt)
        with self._lock:
            self._check_room()
            names = [f"{IMAGES}/{secrets.token_hex(10)}.png" for _ in contribution.pictures]
            try:
                for name, picture in zip(names, contribution.pictures, strict=True):
                    write_whole(self.folder / name, _png(picture))
                self._write(*self._with(contribution, subject, names))
            except BaseException:
                self._unlink(names)
                with suppress(OutputError):  # else when the folder is opened again
                    self._sweep()
                raise
        return len(names)

    def remove(self, receipt: str) -> int:
        """Delete everything under a receipt and return how many pictures that were.

        Raises
        ------
        InputError
            When nothing stands under this receipt.
        OutputError
            When the disk cannot be written; then nothing was deleted.
        """
        subject = subject_of(receipt)
        with self._lock:
            rows, given = self._rows(MANIFEST, COLUMNS), self._rows(GIVEN, GIVEN_COLUMNS)
            gone = [row[0] for row in rows if row[COLUMNS.index("subject")] == subject]
            if not gone:
                raise InputError(
                    "Nothing is kept under this code: it was never given, or everything is deleted already."
                )
            self._write(
                [row for row in rows if row[COLUMNS.index("subject")] != subject],
                [row for row in given if row[GIVEN_COLUMNS.index("subject")] != subject],
            )
            self._unlink(gone)
        return len(gone)

    def words(self) -> dict[str, list[str]]:
        """Return the words people described themselves with so far, by feature."""
        with self._lock:
            rows = self._rows(MANIFEST, COLUMNS)
        return {
            feature: sorted({row[COLUMNS.index(feature)] for row in rows} - {""}, key=str.casefold)
            for feature in FEATURES
        }

    def _with(self, contribution: Contribution, subject: str, names: Sequence[str]) -> tuple[list[Row], list[Row]]:
        day = datetime.now(UTC).date().isoformat()
        meant = contribution.meant
        return (
            [
                *self._rows(MANIFEST, COLUMNS),
                *((name, meant.first, subject, *contribution.groups) for name in names),
            ],
            [
                *self._rows(GIVEN, GIVEN_COLUMNS),
                *((name, subject, meant.text, self.terms.version, day) for name in names),
            ],
        )

    def _write(self, rows: Sequence[Row], given: Sequence[Row]) -> None:
        write_whole(self.folder / GIVEN, _csv(GIVEN_COLUMNS, given))
        write_whole(self.folder / MANIFEST, _csv(COLUMNS, rows))

    def _rows(self, name: str, columns: tuple[str, ...]) -> list[Row]:
        path = self.folder / name
        if not path.exists():
            return []
        cannot = f"{path}: cannot be read as a table"
        with guarded(lambda said: InputError(f"{cannot}: {said}")), path.open(encoding="utf-8", newline="") as file:
            header, *rows = (tuple(row) for row in csv.reader(file, strict=True))
        if header != columns or any(len(row) != len(columns) for row in rows):
            raise InputError(
                f"{path}: its columns are not those of contributions ({', '.join(columns)}); name another folder"
            )
        return rows

    def _checked(self) -> LabelSet:
        """Return the emotions of the folder's datasheet, its manifest read once as an audit reads it."""
        self._rows(GIVEN, GIVEN_COLUMNS)
        if self._rows(MANIFEST, COLUMNS):
            return load_cohort(self.folder).labels
        labels = read_declaration(self.folder / MANIFEST).labels
        if labels is None:
            raise InputError(f"{self.folder / DATASHEET}: declares no labels; add labels = [...], or name a new folder")
        return labels

    def _sweep(self) -> None:
        """Remove what a killed process left: pictures and lines that the manifest does not name."""
        named = {row[0] for row in self._rows(MANIFEST, COLUMNS)}
        given = self._rows(GIVEN, GIVEN_COLUMNS)
        kept = [row for row in given if row[0] in named]
        if kept != given:
            write_whole(self.folder / GIVEN, _csv(GIVEN_COLUMNS, kept))
        images = self.folder / IMAGES
        if images.is_dir():
            self._unlink([f"{IMAGES}/{path.name}" for path in images.iterdir() if f"{IMAGES}/{path.name}" not in named])

    def _unlink(self, names: Sequence[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def _check_room(self) -> None:
        if shutil.disk_usage(self.folder).free < LEAST_FREE:
            raise OutputError("The disk is full; nothing was stored.")


def _found(folder: Path, labels: LabelSet, terms: Terms) -> None:
    """Make the folder with its datasheet, and nothing in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: holds something that is no cohort of contributions; name a new folder")
    write_whole(folder / DATASHEET, _datasheet(labels, terms))


def _datasheet(labels: LabelSet, terms: Terms) -> str:
    lines = [
        'title = "Contributed faces"',
        f"labels = {json.dumps(list(labels.emotions), ensure_ascii=False)}",
        f"licence = {json.dumps(LICENCE)}",
        f"consent = {json.dumps(terms.consent, ensure_ascii=False)}",
        'description = "Pictures people gave on the page of emotion-audit serve; the label is the emotion they meant."',
    ]
    for feature in FEATURES:
        lines += ["", f"[features.{feature}]", 'provenance = "self-reported"']
    return "\n".join(lines) + "\n"


def _csv(header: tuple[str, ...], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def _png(picture: NDArray[np.uint8]) -> bytes:
    """Return pixels alone, without what a camera noted, the longer side at most `LONGEST`."""
    scale = LONGEST / max(picture.shape[:2])
    if scale < 1:
        size = (max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale)))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(picture.dtype, copy=False)
    _, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return data.tobytes()
