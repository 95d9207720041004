"""The book of votes beside a manifest: one line a vote, kept the moment it is given."""

from __future__ import annotations

import csv
import io
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.errors import InputError, OutputError, guarded
from audit.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from audit.domain.cohort.labels import LabelSet

MANIFEST, BOOK, BEFORE = "manifest.csv", "votes.csv", "manifest-before-votes.csv"
CANNOT_TELL, NOT_A_FACE = "unknown", "not_a_face"
"""Votes for no emotion, as the columns `votes_unknown` and `votes_not_a_face` name them."""

LONGEST_NAME = 40
_HEADER = ("image", "annotator", "vote")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A manifest as text: its header and its rows, `image` among the columns."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> tuple[str, ...]:
        """Return a column's cells; empty ones where there is no such column."""
        if name not in self.header:
            return ("",) * len(self.rows)
        place = self.header.index(name)
        return tuple(row[place] for row in self.rows)

    @property
    def images(self) -> tuple[str, ...]:
        """The pictures."""
        return self.column("image")


class VoteBook:
    """The votes on the pictures of one folder.

    Parameters
    ----------
    folder
        With a manifest.csv, whose labels may be empty, or with pictures alone.
    labels
        Emotions that can be voted for.

    Raises
    ------
    InputError
        When there is no picture, or the manifest cannot be read.
    """

    def __init__(self, folder: Path, labels: LabelSet) -> None:
        self.folder, self.labels = folder, labels
        self._lock = threading.Lock()
        self.sheet = read_sheet(folder)
        self._places = {image: place for place, image in enumerate(self.sheet.images)}
        self._votes = self._read()

    @property
    def answers(self) -> tuple[str, ...]:
        """What can be voted: the emotions, cannot tell, not a face."""
        return (*self.labels.emotions, CANNOT_TELL, NOT_A_FACE)

    def vote(self, place: int, annotator: str, answer: str) -> None:
        """Keep a vote; an earlier one of this annotator on this picture no longer counts.

        Raises
        ------
        InputError
            When there is no such picture, answer, or name.
        OutputError
            When it cannot be written; then it does not count.
        """
        name = annotator_name(annotator)
        if not 0 <= place < len(self.sheet.rows):
            raise InputError(f"There is no picture number {place}.")
        if answer not in self.answers:
            raise InputError(f"'{answer[:40]}' is no answer; one of {', '.join(self.answers)} is.")
        with self._lock:
            self._append((self.sheet.images[place], name, answer))
            self._votes[place, name] = answer

    def voted(self, annotator: str) -> set[int]:
        """Return the pictures an annotator voted on."""
        name = annotator_name(annotator)
        with self._lock:
            return {place for place, who in self._votes if who == name}

    def counts(self) -> list[list[int]]:
        """Return the votes of every picture, one number for each of `answers`."""
        table = [[0] * len(self.answers) for _ in self.sheet.rows]
        with self._lock:
            for (place, _), answer in self._votes.items():
                table[place][self.answers.index(answer)] += 1
        return table

    def annotators(self) -> int:
        """Return how many people voted."""
        with self._lock:
            return len({who for _, who in self._votes})

    def write(self) -> int:
        """Write the votes into the manifest as columns, and a label where it had none and one emotion leads.

        The manifest as it was is kept once as `manifest-before-votes.csv`.

        Returns
        -------
        Rows that are still without a label.
        """
        votes, before = self.counts(), self.folder / BEFORE
        if not before.exists() and (self.folder / MANIFEST).exists():
            write_whole(before, (self.folder / MANIFEST).read_bytes())
        labels = [label or self._leading(row) for label, row in zip(self.sheet.column("label"), votes, strict=True)]
        columns = [f"votes_{answer}" for answer in self.answers]
        kept = [name for name in self.sheet.header if name not in ("image", "label") and name not in columns]
        others = [self.sheet.column(name) for name in kept]
        rows = [
            (image, label, *(cells[place] for cells in others), *map(str, votes[place]))
            for place, (image, label) in enumerate(zip(self.sheet.images, labels, strict=True))
        ]
        write_whole(self.folder / MANIFEST, _csv([("image", "label", *kept, *columns), *rows]))
        return labels.count("")

    def _leading(self, votes: Sequence[int]) -> str:
        """Return the emotion with most votes; empty where there is none, or two alike."""
        emotions = votes[: len(self.labels)]
        most = max(emotions)
        return self.labels.emotions[emotions.index(most)] if most and list(emotions).count(most) == 1 else ""

    def _append(self, line: tuple[str, ...]) -> None:
        path = self.folder / BOOK
        try:
            new = not path.exists()
            with path.open("a", encoding="utf-8", newline="") as file:
                file.write(_csv([_HEADER, line] if new else [line]))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(f"The vote could not be kept: {error.strerror or error}; it does not count.") from error

    def _read(self) -> dict[tuple[int, str], str]:
        """Return the votes of the book; a last line that a kill cut off is taken off."""
        path = self.folder / BOOK
        if not path.exists():
            return {}
        text = path.read_text(encoding="utf-8")
        whole = text[: text.rfind("\n") + 1]
        if whole != text:
            write_whole(path, whole)
        rows = [row for row in csv.reader(io.StringIO(whole)) if tuple(row) != _HEADER]
        good = [row for row in rows if len(row) == len(_HEADER) and row[0] in self._places and row[2] in self.answers]
        if len(good) < len(rows):
            raise InputError(f"{path}: {len(rows) - len(good)} lines are no votes on these pictures; remove them")
        return {(self._places[image], who): answer for image, who, answer in good}


def annotator_name(text: str) -> str:
    """Return a name as it is kept; raises InputError where it is empty, too long, or would be a formula."""
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name.startswith(("=", "+", "-", "@")):
        raise InputError(f"Write a name of 1 to {LONGEST_NAME} characters; any name will do that you use every time.")
    return name


def read_sheet(folder: Path) -> Sheet:
    """Return the manifest of a folder as text, or one of its pictures where it has none."""
    path = folder / MANIFEST
    if not path.exists():
        images = sorted(
            found.relative_to(folder).as_posix() for found in folder.rglob("*") if found.suffix.lower() in _PICTURES
        )
        if not images:
            raise InputError(f"{folder}: holds neither a {MANIFEST} nor pictures to label")
        return Sheet(header=("image",), rows=tuple((image,) for image in images))
    cannot = f"{path}: cannot be read as a table"
    with guarded(lambda said: InputError(f"{cannot}: {said}")), path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = (tuple(row) for row in csv.reader(file, strict=True))
    even = all(len(row) == len(header) for row in rows)
    images = [row[header.index("image")] for row in rows] if even and "image" in header else []
    if not images or len(set(images)) < len(images):
        raise InputError(f"{path}: a table to label has a column 'image', each picture once, and full rows")
    return Sheet(header=header, rows=tuple(rows))


def _csv(rows: Sequence[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
