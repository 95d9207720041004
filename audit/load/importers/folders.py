"""A folder tree with one folder per emotion: `happy/a.jpg`, `sad/b.png`.

Folder names that are words for an emotion of FER2013 or FER+ become our word for it (`Happiness` → `happy`); others
stay as they are. Every change of a name is noted.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import spelling_key
from audit.errors import InputError, UsageError
from audit.load.emotions import common_name, tidy
from audit.load.importers.plans import ImportChoices, ImportPlan, PlannedRow, left_out
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.load.importers.source import SourceFiles

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")

_DECLARATION = """\
# One folder per emotion. Add a column to manifest.csv for each sensitive feature (age_group, gender, …) and declare
# here who said it: [features.age_group], provenance = "self-reported" | "annotated" | "predicted".
title = {title}
labels = {labels}
"""


def plan_folders(files: SourceFiles, choices: ImportChoices) -> ImportPlan:
    """Return the cohort that a tree with one folder per emotion makes.

    Raises
    ------
    InputError
        When fewer than two emotions have a picture.
    UsageError
        When a split or a source of labels is asked for: a folder tree has neither.
    """
    if choices.split is not None or choices.label is not None:
        raise UsageError("a tree of folders has neither splits nor two kinds of labels; remove --split and --label")
    emotions = _emotions(files)
    reasons = [reason for name in files.names if (reason := _reason(name))]
    pictures = tuple(
        PlannedRow(source=name, image=name, cells=(emotions[_folder(name)],))
        for name in sorted(files.names)
        if not _reason(name)
    )
    labels = sorted({picture.cells[0] for picture in pictures})
    if len(labels) < 2:  # noqa: PLR2004 - the definition of a classification
        found = f"found {', '.join(labels)}" if labels else "found none"
        raise InputError(f"{files.path}: a cohort needs pictures in the folders of two emotions or more; {found}")
    return ImportPlan(
        columns=("label",),
        pictures=pictures,
        declaration=_DECLARATION.format(title=_quoted(files.path.stem), labels=f"[{', '.join(map(_quoted, labels))}]"),
        left_out=left_out(reasons),
        notes=tuple(f"folder '{name}' is the emotion '{word}'" for name, word in emotions.items() if name != word),
    )


def _folder(name: str) -> str:
    return PurePosixPath(name).parts[0]


def _reason(name: str) -> str:
    """Return why a file is no row, or an empty text."""
    if "/" not in name:
        return "not in the folder of an emotion"
    if not name.lower().endswith(SUFFIXES):
        return f"not a picture by its name ({', '.join(SUFFIXES)})"
    if name != name.strip() or any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return "its name holds a control character, begins with a space, or is no text"
    return ""


def _emotions(files: SourceFiles) -> Mapping[str, str]:
    """Return the emotion of each folder with pictures; spellings of one name are one emotion."""
    folders = dict.fromkeys(_folder(name) for name in sorted(files.names) if not _reason(name))
    for folder in folders:
        if not tidy(folder):
            raise InputError(f"{files.path}: the folder {shown(folder)} is no name of an emotion; rename it")
    first = {spelling_key(folder): tidy(folder) for folder in reversed(folders)}
    return {folder: common_name(folder) or first[spelling_key(folder)] for folder in folders}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
