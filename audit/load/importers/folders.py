"""A tree of folders whose names say the emotion: `happy/a.jpg`, `train/sad/b.png`, `test/female/3/c.png`.

Every level is read (`levels`). Folder names that are words for an emotion become our word for it (`Happiness` →
`happy`), numbers the emotion of that number; others stay as they are. Every change of a name is noted.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from audit.domain.cohort.emotions import common_name, match
from audit.domain.cohort.groups import spelling_key
from audit.errors import InputError, UsageError
from audit.load.emotions import tidy
from audit.load.importers.levels import SKIPPED, FolderLevel, read_levels
from audit.load.importers.plans import ImportChoices, ImportPlan, PlannedRow, left_out
from audit.load.tables.codes import code_of, first_code, in_order, open_first
from audit.load.tables.column_names import LABEL
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from audit.domain.cohort.labels import LabelSet
    from audit.load.importers.source import SourceFiles

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")

_DECLARATION = """\
# Read from the names of folders. Add a column to manifest.csv for each sensitive feature (age_group, …), and
# declare here who said it: [features.age_group], provenance = "self-reported" | "annotated" | "predicted".
title = {title}
labels = {labels}
"""


def plan_folders(files: SourceFiles, choices: ImportChoices) -> ImportPlan:
    """Return the cohort that a tree of folders makes.

    Raises
    ------
    InputError
        When fewer than two emotions have a picture, or it stays open which level of the folders says what.
    UsageError
        When something is asked for that a folder tree does not have.
    """
    choices.refuse_others("folders", "levels", "labels", "codes_from")
    names = sorted(name for name in files.names if not _reason(name))
    depth = min((len(PurePosixPath(name).parts) - 1 for name in names), default=1)
    folders = [PurePosixPath(name).parts[:depth] for name in names]
    levels = _levels(files, names, folders, choices)
    emotions = _emotions(files, levels, choices)
    labels = sorted(set(emotions.values()))
    if len(labels) < 2:  # noqa: PLR2004 - the definition of a classification
        found = f"found {', '.join(labels)}" if labels else "found none"
        raise InputError(f"{files.path}: a cohort needs pictures in the folders of two emotions or more; {found}")
    columns = [LABEL, *(level.name for level in levels if level.name not in (LABEL, SKIPPED))]
    return ImportPlan(
        columns=tuple(columns),
        pictures=tuple(
            PlannedRow(source=name, image=name, cells=_cells(levels, folder, emotions))
            for name, folder in zip(names, folders, strict=True)
        ),
        declaration=_DECLARATION.format(title=_quoted(files.path.stem), labels=_label_list(labels, choices)),
        left_out=left_out([reason for name in files.names if (reason := _reason(name))]),
        notes=tuple(_notes(names, levels, emotions, choices)),
    )


def _levels(
    files: SourceFiles, names: Sequence[str], folders: Sequence[tuple[str, ...]], choices: ImportChoices
) -> list[FolderLevel]:
    if not names:
        return []
    for name, folder in zip(names, folders, strict=True):
        if not all(map(tidy, folder)):
            raise InputError(f"{files.path}: {shown(name)} lies in a folder whose name says nothing; rename it")
    return read_levels(files.path, folders, choices.levels, numbered=choices.labels is not None)


def _cells(levels: Sequence[FolderLevel], folder: tuple[str, ...], emotions: Mapping[str, str]) -> tuple[str, ...]:
    """Return the label of a picture, then what its other folders say."""
    said = dict(zip((level.name for level in levels), folder, strict=True))
    others = (tidy(said[level.name]) for level in levels if level.name not in (LABEL, SKIPPED))
    return (emotions[said[LABEL]], *others)


def _emotions(files: SourceFiles, levels: Sequence[FolderLevel], choices: ImportChoices) -> Mapping[str, str]:
    """Return the emotion of each folder of the level that names them; spellings of one name are one emotion."""
    folders = tuple(next((level.values for level in levels if level.name == LABEL), ()))
    numbered = choices.labels is not None and all(folder.isdecimal() for folder in folders)
    if choices.codes_from is not None and not numbered:
        raise UsageError("--codes-from says where numbers begin, and the folders of the emotions are none; remove it")
    if choices.labels is not None:
        return _given(files, folders, choices.labels, choices.codes_from)
    first_spelling = {spelling_key(folder): tidy(folder) for folder in reversed(folders)}
    return {folder: common_name(folder) or first_spelling[spelling_key(folder)] for folder in folders}


def _given(files: SourceFiles, folders: tuple[str, ...], labels: LabelSet, first: int | None) -> Mapping[str, str]:
    """Return the emotion of each folder among given ones: by its number where the folders are numbers."""
    if not all(folder.isdecimal() for folder in folders):
        matched = {folder: match(folder, labels.emotions) for folder in folders}
        rule = f"no emotion of --labels {','.join(labels.emotions)}"
    else:
        first = first_code(folders, labels) if first is None else first
        if first is None:
            raise InputError(f"{files.path}: {open_first(folders, labels)}")
        codes = {folder: code_of(folder, labels, first) for folder in folders}
        matched = {folder: None if code < 0 else labels.emotions[code] for folder, code in codes.items()}
        rule = f"no code of the declared order: {in_order(labels, first)}"
    for folder, emotion in matched.items():
        if emotion is None:
            raise InputError(f"{files.path}: the folder {shown(folder)} is {rule}")
    return {folder: emotion for folder, emotion in matched.items() if emotion is not None}


def _label_list(labels: Sequence[str], choices: ImportChoices) -> str:
    names = labels if choices.labels is None else choices.labels.emotions
    return f"[{', '.join(map(_quoted, names))}]"


def _notes(
    names: Sequence[str], levels: Sequence[FolderLevel], emotions: Mapping[str, str], choices: ImportChoices
) -> list[str]:
    read = "; ".join(f"level {place} {level.said}" for place, level in enumerate(levels, start=1))
    said = "number" if choices.labels is not None else "folder"
    renamed = [f"{said} '{name}' is the emotion '{word}'" for name, word in emotions.items() if name != word]
    deeper = sum(len(PurePosixPath(name).parts) - 1 > len(levels) for name in names)
    more = f"folders below level {len(levels)}, of {deeper} pictures, are not read: not every picture has them"
    return [f"folders read as: {read}", *renamed, *([more] if deeper else [])]


def _reason(name: str) -> str:
    """Return why a file is no row, or an empty text."""
    if name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._"):
        return "left behind by a Mac's archiver, no picture"
    if "/" not in name:
        return "not in the folder of an emotion"
    if not name.lower().endswith(SUFFIXES):
        return f"not a picture by its name ({', '.join(SUFFIXES)})"
    if name != name.strip() or any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return "its name holds a control character, begins with a space, or is no text"
    return ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
