"""What an importer decides, before anything is written: which pictures become which rows, and which are left out."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from audit.domain.cohort.labels import LabelSet
from audit.errors import InputError, UsageError
from audit.load.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from audit.load.importers.source import SourceFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsLeftOut:
    """Rows of a dataset that are not in the cohort, and why."""

    rows: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row of the manifest to be.

    Attributes
    ----------
    source
        Path of the picture in the dataset.
    image
        Path in the cohort folder, as in the manifest.
    cells
        The cells after `image`.
    """

    source: str
    image: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """A cohort folder to be.

    Attributes
    ----------
    columns
        Header of the manifest after `image`.
    pictures
        Its rows.
    declaration
        Text of its cohort.toml.
    left_out
        What is not imported.
    notes
        What was renamed or assumed, one sentence each.
    """

    columns: tuple[str, ...]
    pictures: tuple[PlannedRow, ...]
    declaration: str
    left_out: tuple[RowsLeftOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices:
    """What was chosen on the command line.

    Attributes
    ----------
    split, label
        A split of the dataset, and where its labels come from.
    levels, labels
        What each level of a tree of folders is; the emotions in the order in which its folders are numbered.
    codes_from
        The number of the first of these emotions; None = as the numbers show.
    """

    split: str | None = None
    label: str | None = None
    levels: str | None = None
    labels: LabelSet | None = None
    codes_from: int | None = None

    def refuse_others(self, kind: str, *known: str) -> None:
        """Raise UsageError when something was chosen that this importer has no use for."""
        names = [name for name in ("split", "label", "levels", "labels", "codes_from") if name not in known]
        idle = [f"--{name.replace('_', '-')}" for name in names if getattr(self, name) is not None]
        if idle:
            raise UsageError(f"the importer '{kind}' does nothing with {' and '.join(idle)}; remove it")


def left_out(reasons: Iterable[str]) -> tuple[RowsLeftOut, ...]:
    """Return how many rows were left out for each reason, the most frequent first."""
    return tuple(RowsLeftOut(rows=rows, reason=reason) for reason, rows in Counter(reasons).most_common())


def read_csv(files: SourceFiles, name: str) -> list[list[str]]:
    """Return the records of a CSV file of the dataset, without blank lines; raises InputError when it is broken."""
    return csv_records(files.path / name, files.read(name))


def csv_records(path: Path, data: bytes) -> list[list[str]]:
    """Return the records of a CSV file, without blank lines.

    Raises
    ------
    InputError
        When its quotes do not close, or a record is not as long as the first.
    """
    text = decode(path, data)
    try:
        records = [record for record in csv.reader(StringIO(text, newline=""), strict=True) if record]
    except csv.Error as error:
        raise InputError(f"{path}: not a sound CSV file: {error}") from error
    for number, record in enumerate(records, start=1):
        if len(record) != len(records[0]):
            raise InputError(f"{path}: record {number} has {len(record)} cells, the first one {len(records[0])}")
    return records


def needed(files: SourceFiles, *names: str) -> str:
    """Return the path of a file that the dataset must have, under one of these names; raises InputError otherwise."""
    found = files.find(*names)
    if found is None:
        raise InputError(
            f"{files.path}: there is no {' or '.join(names)}; is this the folder or archive of the dataset?"
        )
    return found


def folder_of(name: str) -> str:
    """Return the folder of a file with a slash at its end; empty at the top."""
    parent = PurePosixPath(name).parent.as_posix()
    return "" if parent == "." else f"{parent}/"
