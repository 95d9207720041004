"""FER+: the faces of FER2013 with the votes of ten annotators.

Pictures and first labels: Goodfellow et al. 2013 (FER2013). Votes: Barsoum et al. 2016, doi 10.1145/2993148.2993165.
Accepted: a folder with `ferplus.tar.gz` (or any archive of the tree), that archive, or the tree itself:
`FER2013Train/`, `FER2013Valid/`, `FER2013Test/`, each with its pictures and a `label.csv` (file, face box, ten votes;
no header).

* label: `original`, the FER2013 label from `fer2013_labels.csv` (image, split, label), or `majority`, the emotion with
  more votes than any other answer; images without one are left out and counted.
* votes of `unknown` and `not a face` are kept apart: columns `votes_unknown` and `votes_not_a_face`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, UsageError, one_of
from audit.load.importers.plans import ImportChoices, ImportPlan, PlannedRow, csv_records, folder_of, left_out, read_csv
from audit.load.manifest.numbers import whole_number
from audit.load.tables.column_names import BOX, VOTES, VOTES_OUTSIDE
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audit.load.importers.source import SourceFiles

EMOTIONS = LABEL_SETS["ferplus8"].emotions
"""In the order of the votes in `label.csv`, which calls them neutral, happiness, surprise, sadness, anger, …"""

SPLITS = ("Train", "Valid", "Test")
ORIGINAL, MAJORITY = "original", "majority"
LABELS = "fer2013_labels.csv"
COLUMNS = ("label", "split", *BOX, *(VOTES + name for name in (*EMOTIONS, *VOTES_OUTSIDE)))
_BOX = re.compile(r"\((\d+), *(\d+), *(\d+), *(\d+)\)")
_CELLS = 2 + len(EMOTIONS) + len(VOTES_OUTSIDE)

_DECLARATION = """\
# FER+: faces found by web search (FER2013), 48 × 48 pixels, grey, with the answers of ten annotators for each.
# The people in them were not asked; the emotion is what strangers read in a face, and they often disagree (votes_*).
# Age, gender and ethnicity are not known: this cohort has no sensitive feature of its own.
title = "FER+ ({splits})"
labels = "ferplus8"
licence = "FER2013: none stated (data of a Kaggle competition); votes of FER+: MIT"
labelled_by = "{labelled_by}"
source = "Goodfellow et al. 2013 (FER2013); Barsoum et al. 2016 (FER+), doi 10.1145/2993148.2993165"
consent = "none; the pictures come from web search"
description = "{label}"
"""
_DESCRIPTIONS = {
    ORIGINAL: "label: that of FER2013, which has no contempt; votes_*: the ten annotators of FER+",
    MAJORITY: "label: the emotion with more votes of FER+ than any other answer; votes_*: the ten annotators",
}
_LABELLED_BY = {ORIGINAL: "FER2013", MAJORITY: "FER+, the majority of its annotators"}
_NO_EMOTION = {
    ORIGINAL: {"": f"no label in {LABELS}"},
    MAJORITY: {
        "": "two answers share the most votes",
        "unknown": "more annotators answered unknown than anything else",
        "not_a_face": "more annotators answered not a face than anything else",
    },
}
"""Why an answer is no label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _LabelRow:
    """A line of a label.csv: the picture's path, its box as x, y, width, height, and ten votes."""

    picture: str
    split: str
    box: tuple[int, ...]
    votes: tuple[int, ...]


def plan_ferplus(files: SourceFiles, choices: ImportChoices) -> ImportPlan:
    """Return the cohort that FER+ makes.

    Raises
    ------
    InputError
        When the tree, the asked split or the original labels are not there, or a label.csv is not as expected.
    UsageError
        When the split or the source of labels is unknown.
    """
    choices.refuse_others("ferplus", "split", "label")
    label = choices.label or ORIGINAL
    if label not in _DESCRIPTIONS:
        raise UsageError(f"unknown source of labels '{label}'; {one_of(label, _DESCRIPTIONS)}")
    tables = _tables(files, choices.split)
    original = _original_labels(files) if label == ORIGINAL else None
    rows = [row for split, table in tables.items() for row in _rows(files, table, split)]
    planned = [_planned(row, files, original) for row in rows]
    unlisted = _pictures(files, tables) - {row.picture for row in rows}
    reasons = [item for item in planned if isinstance(item, str)]
    return ImportPlan(
        columns=COLUMNS,
        pictures=tuple(item for item in planned if isinstance(item, PlannedRow)),
        declaration=_DECLARATION.format(
            splits=", ".join(tables), label=_DESCRIPTIONS[label], labelled_by=_LABELLED_BY[label]
        ),
        left_out=left_out([*reasons, *(["a picture without a line in label.csv"] * len(unlisted))]),
    )


def _tables(files: SourceFiles, split: str | None) -> Mapping[str, str]:
    """Return the label.csv of each wanted split that is there."""
    if split is not None and split not in SPLITS:
        raise UsageError(f"unknown split '{split}'; {one_of(split, SPLITS)}")
    found = {name: files.find(f"FER2013{name}/label.csv") for name in SPLITS if split in (None, name)}
    tables = {name: table for name, table in found.items() if table is not None}
    if not tables:
        wanted = " or ".join(f"FER2013{name}/label.csv" for name in found)
        raise InputError(f"{files.path}: there is no {wanted}; is this the folder or archive of FER+?")
    return tables


def _original_labels(files: SourceFiles) -> Mapping[str, str]:
    """Return the FER2013 label of each picture by its file name."""
    name = files.find(LABELS)
    beside = files.path.parent / LABELS
    if name is None and not beside.is_file():
        raise InputError(
            f"{files.path}: there is no {LABELS} with the original labels; put it there, or type --label majority"
        )
    table = read_csv(files, name) if name is not None else csv_records(beside, beside.read_bytes())
    header, *records = table or [[]]
    if not {"image", "label"} <= set(header):
        raise InputError(f"{files.path}: '{LABELS}' needs the columns image and label, found {', '.join(header)}")
    image, label = header.index("image"), header.index("label")
    for record in records:
        if record[label] not in EMOTIONS:
            raise InputError(f"{files.path}: '{LABELS}': {shown(record[label])}; {one_of(record[label], EMOTIONS)}")
    return {record[image]: record[label] for record in records}


def _rows(files: SourceFiles, table: str, split: str) -> Iterator[_LabelRow]:
    for number, record in enumerate(read_csv(files, table), start=1):
        box = _BOX.fullmatch(record[1].strip()) if len(record) == _CELLS else None
        votes = tuple(whole_number(cell, 0) for cell in record[2:])
        if box is None or min(votes) < 0:
            expected = f"a file name, a box (left, top, right, bottom) and {_CELLS - 2} votes"
            raise InputError(f"{files.path}: '{table}' line {number}: expected {expected}, found {shown(record)}")
        left, top, right, bottom = (int(edge) for edge in box.groups())
        rectangle = (left, top, right - left, bottom - top)
        yield _LabelRow(picture=folder_of(table) + record[0].strip(), split=split, box=rectangle, votes=votes)


def _pictures(files: SourceFiles, tables: Mapping[str, str]) -> set[str]:
    folders = tuple(folder_of(table) for table in tables.values())
    return {name for name in files.names if name.startswith(folders)} - set(tables.values())


def _planned(row: _LabelRow, files: SourceFiles, original: Mapping[str, str] | None) -> PlannedRow | str:
    """Return the row of the manifest, or why there is none."""
    file = PurePosixPath(row.picture).name
    label = majority(row.votes) if original is None else original.get(file, "")
    if row.picture not in files:
        return "a line in label.csv without its picture"
    if label not in EMOTIONS:
        return _NO_EMOTION[MAJORITY if original is None else ORIGINAL][label]
    cells = (label, row.split, *map(str, (*row.box, *row.votes)))
    return PlannedRow(source=row.picture, image=f"FER2013{row.split}/{file}", cells=cells)


def majority(votes: Sequence[int]) -> str:
    """Return the answer with more votes than every other: an emotion, `unknown` or `not_a_face`; empty on a tie.

    >>> majority((6, 4, 0, 0, 0, 0, 0, 0, 0, 0)), majority((5, 5, 0, 0, 0, 0, 0, 0, 0, 0))
    ('neutral', '')
    """
    most = max(votes)
    return (*EMOTIONS, *VOTES_OUTSIDE)[votes.index(most)] if votes.count(most) == 1 else ""
