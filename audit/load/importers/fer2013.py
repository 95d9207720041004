"""FER2013 as it is mostly found: `fer2013.csv`, a picture in each row as 2,304 grey values; FER+'s votes beside it.

Goodfellow et al. 2013: columns `emotion` (0 to 6), `pixels`, `Usage` (Training, PublicTest, PrivateTest). FER+ (Barsoum
et al. 2016, doi 10.1145/2993148.2993165): `fer2013new.csv`, the same rows in the same order, with ten votes each.

* label: `original`, that of fer2013.csv, or `majority`, the emotion with more votes of FER+ than any other answer.
* pictures become PNG files of 48 × 48 pixels, grey, under the names that FER+ has for them (`fer0000000.png`).
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, UsageError, one_of
from audit.load.importers.ferplus import EMOTIONS, MAJORITY, ORIGINAL, majority
from audit.load.importers.plans import ImportChoices, ImportPlan, PlannedRow, left_out, needed, read_csv
from audit.load.manifest.numbers import whole_number
from audit.load.tables.column_names import VOTES, VOTES_OUTSIDE
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.load.importers.source import SourceFiles

PICTURES, VOTES_TABLE = "fer2013.csv", "fer2013new.csv"
_ORDER = LABEL_SETS["fer2013"].emotions
_HEADER = ["emotion", "pixels", "Usage"]
_SIDE = 48
_FIRST_VOTE = 2
_ANSWERS = (*EMOTIONS, *VOTES_OUTSIDE)
_LABELS = {ORIGINAL: "fer2013", MAJORITY: "ferplus8"}
_LABELLED_BY = {ORIGINAL: "FER2013", MAJORITY: "FER+, the majority of its annotators"}
_DECLARATION = """\
# FER2013: faces found by web search, 48 × 48 pixels, grey. The people in them were not asked; the emotion is what
# strangers read in a face. Age, gender and ethnicity are not known: this cohort has no sensitive feature of its own.
title = "FER2013"
labels = "{labels}"
licence = "none stated (data of a Kaggle competition); votes of FER+: MIT"
labelled_by = "{labelled_by}"
source = "Goodfellow et al. 2013 (FER2013); votes: Barsoum et al. 2016 (FER+), doi 10.1145/2993148.2993165"
consent = "none; the pictures come from web search"
"""


def plan_fer2013(files: SourceFiles, choices: ImportChoices) -> ImportPlan:
    """Return the cohort that fer2013.csv makes, with votes where fer2013new.csv lies beside it.

    Raises
    ------
    InputError
        When a table is missing or not as expected, or the two do not belong together.
    UsageError
        When the source of labels is unknown.
    """
    choices.refuse_others("fer2013", "split", "label")
    label = choices.label or ORIGINAL
    if label not in _LABELS:
        raise UsageError(f"unknown source of labels '{label}'; {one_of(label, _LABELS)}")
    header, *records = read_csv(files, needed(files, PICTURES)) or [[]]
    if header != _HEADER:
        raise InputError(f"{files.path}: '{PICTURES}' needs the columns {', '.join(_HEADER)}, found {shown(header)}")
    votes = _votes(files, [record[2] for record in records], wanted=label == MAJORITY)
    rows, reasons = [], []
    for number, (code, pixels, usage) in enumerate(records):
        own = None if votes is None else votes[number]
        word = _original(files, number, code) if label == ORIGINAL else majority(own or ())
        if choices.split is not None and usage != choices.split:
            reasons.append(f"of another split than {choices.split}")
        elif word not in (*_ORDER, *EMOTIONS):
            reasons.append("no emotion has more votes of FER+ than any other answer")
        else:
            name = f"{usage}/fer{number:07}.png"
            files.add(name, _SIDE * _SIDE, partial(_png, files, number, pixels))
            cells = (word, usage, *(map(str, own) if own is not None else ()))
            rows.append(PlannedRow(source=name, image=name, cells=cells))
    return ImportPlan(
        columns=("label", "split", *(() if votes is None else (VOTES + answer for answer in _columns(label)))),
        pictures=tuple(rows if votes is None or label == MAJORITY else map(_of_seven, rows)),
        declaration=_DECLARATION.format(labels=_LABELS[label], labelled_by=_LABELLED_BY[label]),
        left_out=left_out(reasons),
    )


def _columns(label: str) -> Sequence[str]:
    """Return the answers that have a column: all, or with the seven labels of FER2013 all but contempt."""
    return _ANSWERS if label == MAJORITY else (*_ORDER, *VOTES_OUTSIDE)


def _of_seven(row: PlannedRow) -> PlannedRow:
    """Return a row with the votes in the order of FER2013; votes for contempt, which it lacks, are for none of them."""
    word, usage, *votes = row.cells
    by_answer = dict(zip(_ANSWERS, map(int, votes), strict=True))
    unknown, no_face = VOTES_OUTSIDE
    by_answer[unknown] += by_answer["contempt"]
    told = (*(by_answer[emotion] for emotion in _ORDER), by_answer[unknown], by_answer[no_face])
    return PlannedRow(source=row.source, image=row.image, cells=(word, usage, *map(str, told)))


def _votes(files: SourceFiles, usages: Sequence[str], *, wanted: bool) -> list[tuple[int, ...]] | None:
    """Return the ten votes of each row; None without the table, which is an error where they are wanted."""
    name = needed(files, VOTES_TABLE) if wanted else files.find(VOTES_TABLE)
    if name is None:
        return None
    _, *records = read_csv(files, name) or [[]]
    if [record[0] for record in records] != list(usages):
        found = f"{len(records):,} rows against {len(usages):,}, or in another order"
        raise InputError(f"{files.path}: '{VOTES_TABLE}' is not of these pictures: {found}")
    votes = [tuple(whole_number(cell, 0) for cell in record[_FIRST_VOTE:]) for record in records]
    wrong = next((row for row, each in enumerate(votes) if len(each) != len(_ANSWERS) or min(each) < 0), None)
    if wrong is not None:
        expected = f"{len(_ANSWERS)} votes"
        raise InputError(f"{files.path}: '{VOTES_TABLE}' line {wrong + 2}: expected {expected}, found {records[wrong]}")
    return votes


def _original(files: SourceFiles, number: int, code: str) -> str:
    if code not in map(str, range(len(_ORDER))):
        raise InputError(f"{files.path}: '{PICTURES}' line {number + 2}: the emotion {shown(code)} is none of 0 to 6")
    return _ORDER[int(code)]


def _png(files: SourceFiles, number: int, pixels: str) -> bytes:
    """Return the picture of a row as a PNG file."""
    from PIL import Image  # noqa: PLC0415 - for this importer alone

    try:
        values = np.array(pixels.split(), np.uint8)
    except (ValueError, OverflowError):
        values = np.zeros(0, np.uint8)
    if len(values) != _SIDE * _SIDE:
        expected = f"{_SIDE * _SIDE:,} grey values from 0 to 255"
        raise InputError(f"{files.path}: '{PICTURES}' line {number + 2}: expected {expected}")
    file = BytesIO()
    Image.fromarray(values.reshape(_SIDE, _SIDE)).save(file, "PNG")
    return file.getvalue()
