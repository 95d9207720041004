"""A cohort folder, or a bare CSV, as a Cohort.

`manifest.csv` has a row for each image. `image` and `label` must be there; `subject`, `x,y,width,height`,
`votes_<emotion>` and `split` may; every other column is a sensitive feature. `cohort.toml` beside it declares what they
mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort import OUTSIDE, Cohort
from audit.domain.groups import spelling_key
from audit.domain.labels import LabelSet
from audit.errors import InputError, UsageError, one_of
from audit.load.csv_table import read_table
from audit.load.emotions import expected, match
from audit.load.features import DeclaredFeature, is_reserved, read_features
from audit.load.numbers import read_boxes, read_votes, read_votes_outside
from audit.load.paths import read_images
from audit.load.spellings import Names, control_character, encode, merge, rows
from audit.load.text import Faults, shown
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from audit.load.table import Table

MANIFEST = "manifest.csv"
DECLARATION = "cohort.toml"
_MOST_LABELS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A cohort.toml.

    Attributes
    ----------
    title, licence
        For the report.
    labels
        The label set: a ready-made name or a list of emotions.
    features
        Sensitive features in the order of the report.
    description, source, consent
        The datasheet, for readers of the file: what the pictures are, where they come from, what the people agreed to.
    """

    title: str = ""
    labels: LabelSet | None = None
    features: Mapping[str, DeclaredFeature] = field(default_factory=dict)
    licence: str = ""
    description: str = ""
    source: str = ""
    consent: str = ""

    def __post_init__(self) -> None:
        for name in self.features:
            if is_reserved(spelling_key(name)):
                raise UsageError(f"'{name}' is a reserved column and no sensitive feature; remove [features.{name}]")


def load_cohort(path: Path, *, labels: LabelSet | None = None, split: str | None = None) -> Cohort:
    """Return the cohort of a folder or of a bare CSV.

    Without a declared label set the labels that occur are the label set, sorted. Spelling variants of labels and groups
    merge, an empty group cell is the group `unknown`; `Cohort.notes` says so in sentences. Pictures are not opened.

    Parameters
    ----------
    path
        A folder with manifest.csv and, if wanted, cohort.toml; or a CSV. One called manifest.csv stands for its folder.
    labels
        Label set of a cohort that declares none.
    split
        Keep only the rows with this value in the column `split`. The whole manifest is checked all the same, and its
        groups stay the groups of the cohort: one that this split lacks is shown as having no image.

    Raises
    ------
    FaultyFile
        With every fault of the manifest, or of cohort.toml.
    InputError
        When there is no such file, or no such split.
    """
    manifest = path / MANIFEST if path.is_dir() else path
    if path.is_dir() and not manifest.exists():
        raise InputError(f"{path}: no {MANIFEST}; a cohort is a folder with a {MANIFEST}, or a CSV file")
    declaration = read_declaration(manifest)
    cohort = _cohort(manifest, declaration, declaration.labels or labels)
    return cohort if split is None else _only(cohort, split, manifest)


def read_declaration(manifest: Path) -> Declaration:
    """Return the cohort.toml beside a manifest.csv; an empty declaration where there is none.

    Raises
    ------
    FaultyFile
        With every fault of cohort.toml.
    """
    declaration = manifest.parent / DECLARATION
    if manifest.name != MANIFEST or not declaration.exists():
        return Declaration()
    return read_toml(declaration, Declaration, lambda value: value)


def _cohort(manifest: Path, declaration: Declaration, declared: LabelSet | None) -> Cohort:
    table = read_table(manifest, ("image", "label"))
    faults = Faults(manifest)
    faults.extend(table.faults)
    _check_reserved(table, faults)
    images = read_images(table, faults)
    features = read_features(table, declaration.features, faults)
    boxes = read_boxes(table, faults)
    subjects = _read_subjects(table)
    labels = _read_labels(table, declared, faults)
    votes = read_votes(table, labels.labels, faults)
    votes_outside = read_votes_outside(table, faults)
    faults.raise_any()
    name = manifest.resolve().parent.name if manifest.name == MANIFEST else manifest.stem
    return Cohort(
        id=name,
        title=declaration.title or name,
        labels=labels.labels,
        declared=declared is not None,
        y_true=labels.codes,
        features=features.features,
        codes=features.codes,
        images=images,
        root=manifest.parent,
        sha256=table.sha256,
        boxes=boxes,
        subjects=subjects.codes if subjects else None,
        votes=votes,
        votes_outside=votes_outside,
        split=_read_split(table),
        licence=declaration.licence,
        notes=(*table.notes, *labels.notes, *features.notes, *(subjects.notes if subjects else ())),
    )


def _check_reserved(table: Table, faults: Faults) -> None:
    """Collect names that differ from a reserved one by case alone: `Subject` would silently become a feature."""
    for name in table.header:
        if is_reserved(spelling_key(name)) and not is_reserved(name):
            faults.add(f"write '{spelling_key(name)}', or rename the column", line=1, column=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Labels:
    """The column `label`: the label set, the code of each row, what was merged."""

    labels: LabelSet
    codes: NDArray[np.int64]
    notes: tuple[str, ...]


def _read_labels(table: Table, declared: LabelSet | None, faults: Faults) -> _Labels:
    """Return the labels; raises what was collected so far when there is no label set to go on with."""
    found = merge("label", encode(table.column("label")), declared.emotions if declared else ())
    table.add_faults(faults, found.codes < 0, lambda _: "the cell is empty; write the emotion", "label")
    controls = np.array([*(control_character(name) is not None for name in found.names), False])[found.codes]
    message = "the cell holds a control character, which no name of an emotion has; remove it"
    table.add_faults(faults, controls, lambda _: message, "label")
    labels = declared or _occurring(found, faults)
    position = {emotion: code for code, emotion in enumerate(labels.emotions)}
    position_of = np.array([*(position.get(name, OUTSIDE) for name in found.names), OUTSIDE], np.int64)
    codes = position_of[found.codes]
    wrong = (codes == OUTSIDE) & (found.codes >= 0) & ~controls
    table.add_faults(faults, wrong, lambda row: _foreign(found.names[found.codes[row]], labels), "label")
    return _Labels(labels=labels, codes=codes, notes=found.notes)


def _foreign(emotion: str, labels: LabelSet) -> str:
    return f"emotion {shown(emotion)} is not a label of this cohort; {expected(emotion, labels.emotions)}"


def _occurring(found: Names, faults: Faults) -> LabelSet:
    """Return the label set of a cohort that declares none: the labels that occur, sorted."""
    names = found.names
    advice = f"declare the label set with --labels, or as labels = [...] in a {DECLARATION}"
    if len(names) > _MOST_LABELS:
        faults.add(f"{len(names)} different values, more than {_MOST_LABELS}; {advice}", column="label")
    if len(names) == 1:
        faults.add(f"'{names[0]}' is the only emotion that occurs, at least two are needed; {advice}", column="label")
    if len(faults):
        faults.raise_any()
    return LabelSet(emotions=tuple(sorted(names)))


def _read_subjects(table: Table) -> Names | None:
    """Return the person in each row, or None without the column; a row with an empty cell is a person of its own."""
    if "subject" not in table:
        return None
    cells = [cell.strip() for cell in table.column("subject")]
    people = encode(cells)
    if "" not in people.cells:
        return Names(names=people.cells, codes=people.codes, notes=())
    empty = people.codes == people.cells.index("")
    codes = np.where(empty, len(people.cells) + np.cumsum(empty), people.codes)
    note = f"column 'subject': {rows(int(empty.sum()))} with an empty cell, each taken for a person of its own"
    return Names(names=people.cells, codes=codes, notes=(note,))


def _read_split(table: Table) -> tuple[str, ...] | None:
    if "split" not in table:
        return None
    found = merge("split", encode(table.column("split")))
    names = (*found.names, "")
    return tuple(names[code] for code in found.codes)


def _only(cohort: Cohort, split: str, manifest: Path) -> Cohort:
    """Return the rows of one split."""
    if cohort.split is None:
        raise InputError(f"{manifest}: there is no column 'split', so no rows of split '{split}'")
    splits = sorted(set(cohort.split) - {""})
    name = match(split, splits)
    if name is None:
        raise InputError(f"{manifest}: no row of split '{split}'; {one_of(split, splits)}")
    kept = np.array([value == name for value in cohort.split])
    where = np.flatnonzero(kept)
    arrays = ("y_true", "codes", "boxes", "subjects", "votes", "votes_outside")
    return replace(
        cohort,
        images=tuple(cohort.images[row] for row in where),
        split=(name,) * len(where),
        notes=(*cohort.notes, f"split '{name}': {len(where)} of {rows(len(cohort))}"),
        **{key: value[kept] for key in arrays if (value := getattr(cohort, key)) is not None},
    )
