"""Public datasets, and folder trees, as cohort folders.

Words: an importer reads a *source* (folder or archive) and makes a *plan*: which picture becomes which row, and what is
left out, with reasons. Then one function writes every plan the same way: whole, or not at all.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import InputError, OutputError, UsageError, one_of
from audit.files import whole_folder
from audit.images import is_picture
from audit.load.importers.declared import known_datasets, plan_declared, read_dataset
from audit.load.importers.fer2013 import plan_fer2013
from audit.load.importers.ferplus import plan_ferplus
from audit.load.importers.folders import plan_folders
from audit.load.importers.london import plan_london
from audit.load.importers.plans import ImportChoices, ImportPlan, RowsLeftOut, left_out
from audit.load.importers.source import SourceFiles, open_source
from audit.load.manifest.manifest import DECLARATION, MANIFEST

if TYPE_CHECKING:
    from audit.domain.cohort.labels import LabelSet

Progress = Callable[[int, int], None]
"""Called with the pictures written and the pictures in all."""

IMPORTERS: dict[str, Callable[[SourceFiles, ImportChoices], ImportPlan]] = {
    "london": plan_london,
    "ferplus": plan_ferplus,
    "folders": plan_folders,
    "fer2013": plan_fer2013,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What an import did.

    Attributes
    ----------
    kind, target
        The importer; the cohort folder.
    rows
        Pictures in the cohort.
    left_out
        What is not, with reasons.
    notes
        What was renamed or assumed, one sentence each.
    """

    kind: str
    target: Path
    rows: int
    left_out: tuple[RowsLeftOut, ...]
    notes: tuple[str, ...]


def import_cohort(
    kind: str,
    source: Path,
    target: Path,
    *,
    split: str | None = None,
    label: str | None = None,
    levels: str | None = None,
    labels: LabelSet | None = None,
    codes_from: int | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Make a cohort folder of a dataset: its pictures, manifest.csv and cohort.toml; whole or not at all.

    Parameters
    ----------
    kind
        `london`, `ferplus`, `fer2013`, `folders`, one of the datasets that are declared (`rafdb`, …), or a TOML file of
        your own that declares one.
    source
        The dataset: a folder or an archive.
    target
        The cohort folder; it must not exist, or be empty.
    split, label
        Only this split; of `ferplus` and `fer2013`: `original` or `majority` labels.
    levels, labels, codes_from
        For `folders`: what each level is, from the top, with commas between; the emotions in the order of numbered
        folders, and the number of the first.
    progress
        Called after every picture.

    Raises
    ------
    UsageError
        When the kind is unknown, or a choice does not apply to it.
    InputError
        When the source is not the dataset, is damaged, or holds a member that would land outside its folder.
    OutputError
        When the target holds something, or cannot be written.
    """
    planner = _planner(kind)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target}: already holds something; name a new folder, or remove this one first")
    choices = ImportChoices(split=split, label=label, levels=levels, labels=labels, codes_from=codes_from)
    with open_source(source) as files:
        plan = planner(files, choices)
        if not plan.pictures:
            reasons = "; ".join(f"{left.rows} × {left.reason}" for left in plan.left_out)
            raise InputError(f"{source}: no picture to import ({reasons or 'the dataset is empty'})")
        with whole_folder(target) as folder:
            plan = _write_pictures(plan, files, folder, progress or _silent)
            (folder / MANIFEST).write_text(_manifest(plan), encoding="utf-8")
            (folder / DECLARATION).write_text(_declaration(plan), encoding="utf-8")
    return ImportSummary(kind=kind, target=target, rows=len(plan.pictures), left_out=plan.left_out, notes=plan.notes)


def importers() -> tuple[str, ...]:
    """Return the names of all importers."""
    return (*IMPORTERS, *known_datasets())


def _planner(kind: str) -> Callable[[SourceFiles, ImportChoices], ImportPlan]:
    if kind in IMPORTERS:
        return IMPORTERS[kind]
    if not kind.endswith(".toml") and kind not in known_datasets():
        own = "or the path of a .toml that declares a dataset"
        raise UsageError(f"unknown importer '{kind}'; {one_of(kind, importers())}, {own}")
    declared = read_dataset(Path(kind)) if kind.endswith(".toml") else known_datasets()[kind]
    return lambda files, choices: plan_declared(Path(kind).stem, declared, files, choices)


def _declaration(plan: ImportPlan) -> str:
    """Return the text of cohort.toml, with what was read otherwise than written or left out in its own key."""
    said = [*plan.notes, *(f"{left.rows} left out at import: {left.reason}" for left in plan.left_out)]
    if not said:
        return plan.declaration
    lines = [f"    {json.dumps(text, ensure_ascii=False)}," for text in said]
    top, table, tables = plan.declaration.partition("\n[")
    return "\n".join([top.rstrip(), "imported = [", *lines, "]", ""]) + table + tables


_NO_PICTURE = "no picture by its first bytes, whatever its name says"


def _silent(done: int, total: int) -> None:
    """Report nothing."""


def _write_pictures(plan: ImportPlan, files: SourceFiles, folder: Path, progress: Progress) -> ImportPlan:
    """Write the pictures in the order in which the source reads them fastest, and return the plan as it was met.

    A file that is no picture by its first bytes, whatever its name, is not written: its row is left out.
    """
    position = {name: order for order, name in enumerate(files.names)}
    made: set[Path] = set()
    others: set[str] = set()
    for done, picture in enumerate(sorted(plan.pictures, key=lambda picture: position[picture.source]), start=1):
        path = folder / picture.image
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        data = files.read(picture.source)
        if is_picture(data):
            path.write_bytes(data)
        else:
            others.add(picture.image)
        progress(done, len(plan.pictures))
    return _without(plan, others, files.path)


def _without(plan: ImportPlan, others: set[str], source: Path) -> ImportPlan:
    """Return a plan without some rows, which it names as left out."""
    if not others:
        return plan
    kept = tuple(picture for picture in plan.pictures if picture.image not in others)
    if not kept:
        raise InputError(f"{source}: none of its {len(others):,} files is a picture by its first bytes")
    lost = left_out([_NO_PICTURE] * (len(plan.pictures) - len(kept)))
    return replace(plan, pictures=kept, left_out=(*plan.left_out, *lost))


def _manifest(plan: ImportPlan) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("image", *plan.columns))
    writer.writerows((picture.image, *picture.cells) for picture in plan.pictures)
    return text.getvalue()
