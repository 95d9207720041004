"""A cohort folder, or a bare CSV, as a Cohort.

`manifest.csv` has a row for each image. `image` and `label` must be there; `label_code`, `subject`, `x,y,width,height`,
`votes_<emotion>` and `split` may; every other column is a sensitive feature. `cohort.toml` beside it declares what they
mean. A bare table may be packed by gzip or Parquet, have names of its own, and hold predictions too (`Columns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.answers.shards import rows_of
from audit.domain.cohort.choices import ReadingChoices, checked_bins
from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.emotions import LabelMap, spelled
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment, remarks_of
from audit.domain.mislabelling.unknown_groups import group_shares
from audit.errors import InputError, UsageError, one_of
from audit.load.manifest.annotators import gathered
from audit.load.manifest.doubts import doubted_copies, doubted_people, splits_together
from audit.load.manifest.features import DeclaredFeature, FeatureColumns, read_features
from audit.load.manifest.labels import read_labels
from audit.load.manifest.numbers import read_boxes, read_votes, read_votes_outside
from audit.load.manifest.people import read_subjects
from audit.load.manifest.roots import from_root
from audit.load.tables.column_names import ANNOTATOR, IMAGE, is_reserved
from audit.load.tables.columns import Columns
from audit.load.tables.model_rows import read_rows
from audit.load.tables.paths import read_keys
from audit.load.tables.spellings import merge, rows
from audit.load.text import HEADER, Faults, one_line, table_id
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from audit.domain.cohort.choices import ModelRows
    from audit.files.addresses import Root
    from audit.load.tables.table import Table

MANIFEST = "manifest.csv"
METADATA = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
"""What Hugging Face's `datasets` calls the table of a folder of pictures; its column `file_name` is our `image`."""

FILE_NAME = "file_name"
DECLARATION = "cohort.toml"
_AS_NAMED = Columns()
_HERE = Path()
_AS_SHOWN = ReadingChoices()


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortDeclaration:
    """A cohort.toml.

    Attributes
    ----------
    title, licence, consent
        For the report: name, licence of the pictures, what the people in them agreed to.
    labels
        The label set: a ready-made name or a list of emotions.
    features
        Sensitive features in the order of the report.
    label_map, leave_out
        Words of the manifest → labels; labels whose rows are not counted.
    labelled_by
        Where the labels come from, to be held against what a model was made for.
    imported
        What an importer read otherwise than written, or left out.
    bins
        Column of numbers → the edges between its groups.
    group_shares
        For a feature that no column tells, the share of the pictures in each of its groups; see
        [Wrong labels](../how-to/wrong-labels.md#groups-that-nobody-knows).
    description, source
        The datasheet, for readers of the file: what the pictures are, where they come from.
    """

    title: str = ""
    labels: LabelSet | None = None
    features: Mapping[str, DeclaredFeature] = field(default_factory=dict)
    licence: str = ""
    description: str = ""
    source: str = ""
    consent: str = ""
    label_map: Mapping[str, str] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    labelled_by: str = ""
    imported: tuple[str, ...] = ()
    bins: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    group_shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, shares in self.group_shares.items():
            group_shares(name, shares)
        for name in self.features:
            if is_reserved(spelling_key(name)):
                raise UsageError(f"'{name}' is a reserved column and no sensitive feature; remove [features.{name}]")
        for name, edges in self.bins.items():
            checked_bins(name, edges)


_UNDECLARED = CohortDeclaration()


def load_cohort(
    path: Path,
    *,
    labels: LabelSet | None = None,
    split: str | None = None,
    columns: Columns = _AS_NAMED,
    choices: ReadingChoices = _AS_SHOWN,
    images_root: Root | None = None,
    rows: ModelRows | None = None,
) -> Cohort:
    """Return the cohort of a folder or of a bare table.

    Without a declared label set the labels that occur are the label set, sorted. Spelling variants of labels and groups
    merge, an empty group cell is the group `unknown`; `Cohort.reading` says so in sentences. Pictures are not opened.

    Parameters
    ----------
    path
        A folder with manifest.csv (or the metadata of Hugging Face's `datasets`) and, if wanted, cohort.toml; or a
        table of any kind, packed or not. One called manifest.csv stands for its folder.
    labels
        Label set of a cohort that declares none; labels that are numbers are read through its order.
    split
        Keep only the rows with this value in the column `split`. The whole manifest is checked all the same, and its
        groups stay the groups of the cohort: one that this split lacks is shown as having no image.
    columns
        Names of the columns, where they are not ours.
    choices
        How words and numbers are to be read; they come before what cohort.toml says.
    images_root
        The folder or address from which paths of pictures start; None = that of the table. Absolute paths below it are
        read as paths from there.
    rows
        Only these rows, of a table that holds the answers of several models too.

    Raises
    ------
    FaultyFile
        With every fault of the manifest, or of cohort.toml.
    InputError
        When there is no such file, or no such split.
    """
    manifest = manifest_of(path)
    if path.is_dir() and not manifest.exists():
        raise InputError(_no_manifest(path))
    declaration = read_declaration(manifest)
    cohort = _cohort(
        manifest, declaration, declaration.labels or labels, columns, choices=_joined(choices, declaration), rows=rows
    )
    if images_root is not None:
        cohort = from_root(cohort, images_root)
    if split is None:
        return replace(cohort, reading=cohort.reading + Reading.of(*splits_together(cohort.split)))
    return _only(cohort, split, manifest)


def _no_manifest(folder: Path) -> str:
    """Return what is said of a folder without a table, with what else it seems to be."""
    found = f"{folder}: no {MANIFEST}; a cohort is a folder with a {MANIFEST}, or a table"
    inside = sorted(path for name in METADATA for path in folder.glob(f"*/{name}"))
    if inside:
        named = ", ".join(str(path.parent) for path in inside)
        return f"{found}; the folders in it have a {inside[0].name}: name one of {named}"
    if any(path.is_dir() for path in folder.iterdir()):
        return f"{found}; of a tree of folders `emotion-audit import folders {folder} NEW_FOLDER` makes one"
    return found


def manifest_of(path: Path) -> Path:
    """Return the table of a cohort: its manifest.csv or metadata, or the path itself where that is no folder."""
    if not path.is_dir():
        return path
    return next((path / name for name in (MANIFEST, *METADATA) if (path / name).is_file()), path / MANIFEST)


def read_declaration(manifest: Path) -> CohortDeclaration:
    """Return the cohort.toml beside a manifest.csv; an empty declaration where there is none.

    Raises
    ------
    FaultyFile
        With every fault of cohort.toml.
    """
    declaration = manifest.parent / DECLARATION
    if manifest.name != MANIFEST or not declaration.exists():
        return CohortDeclaration()
    return read_toml(declaration, CohortDeclaration, lambda value: value)


def _joined(choices: ReadingChoices, declaration: CohortDeclaration) -> ReadingChoices:
    """Return what flags say, then what cohort.toml says."""
    return replace(
        choices,
        label_map=choices.label_map.before(LabelMap(declaration.label_map)),
        leave_out=tuple(dict.fromkeys((*choices.leave_out, *declaration.leave_out))),
        bins={**declaration.bins, **choices.bins},
    )


def _cohort(
    manifest: Path,
    declaration: CohortDeclaration,
    declared: LabelSet | None,
    columns: Columns,
    *,
    choices: ReadingChoices,
    rows: ModelRows | None = None,
) -> Cohort:
    selection = columns.of_cohort()
    if manifest.name in METADATA and IMAGE not in selection.mapped:
        selection = replace(selection, mapped={IMAGE: FILE_NAME, **selection.mapped})
    table = read_rows(manifest, selection, rows)
    name = manifest.resolve().parent.name if manifest.name in (MANIFEST, *METADATA) else table_id(manifest)
    return cohort_of_table(
        table,
        name,
        declaration=declaration,
        labels=declared,
        named=selection.features,
        root=manifest if table.holds_pictures else manifest.parent,
        choices=choices,
    )


def cohort_of_table(
    table: Table,
    name: str,
    *,
    declaration: CohortDeclaration = _UNDECLARED,
    labels: LabelSet | None = None,
    named: tuple[str, ...] = (),
    root: Root = _HERE,
    choices: ReadingChoices = _AS_SHOWN,
) -> Cohort:
    """Return the cohort that a table holds, whether a file or arrays made it.

    Parameters
    ----------
    table
        The manifest.
    name
        What the cohort is called.
    declaration
        Its cohort.toml.
    labels
        The declared label set, or None: then the labels that occur.
    named
        Features that somebody named, which have to make groups.
    root
        Folder the paths of pictures start from.
    choices
        How words and numbers are to be read.

    Raises
    ------
    FaultyInput
        With every fault of the table.
    """
    faults = Faults(table.path, table.names)
    faults.extend(table.faults)
    _check_reserved(table, faults)
    keys = read_keys(table, faults)
    features = read_features(table, _meant(declaration.features, named), faults, choices.bins)
    _check_named(named, features, faults)
    _check_unknown(declaration.group_shares, table, faults)
    boxes = read_boxes(table, faults)
    subjects = read_subjects(table)
    found = read_labels(table, labels, faults, choices)
    votes = read_votes(table, found.labels, faults, choices.label_map)
    votes_outside = read_votes_outside(table, faults)
    if votes is None and ANNOTATOR not in table:
        _check_voted(features, faults)
    faults.raise_any()
    cohort = Cohort(
        id=name,
        title=one_line(declaration.title) or name,
        labels=found.labels,
        declared=labels is not None,
        y_true=found.codes,
        features=features.features,
        codes=features.codes,
        images=keys.images,
        faces=keys.faces,
        root=root,
        sha256=table.sha256,
        boxes=boxes,
        subjects=subjects.codes if subjects else None,
        people_named=subjects.names if subjects else (),
        votes=votes,
        votes_outside=votes_outside,
        split=_read_split(table),
        licence=declaration.licence,
        consent=declaration.consent,
        labelled_by=declaration.labelled_by,
        left_out=found.left_out if found.left_out.any() else None,
        label_map=choices.label_map,
        codes_from=found.codes_from,
        group_shares=tuple(group_shares(name, shares) for name, shares in declaration.group_shares.items()),
        reading=Reading.of(
            *remarks_of(Treatment.MAPPED, declaration.imported),
            *table.remarks,
            *found.remarks,
            *features.remarks,
            *(subjects.remarks if subjects else ()),
            *doubted_copies(keys.images),
            *doubted_people(subjects.codes if subjects else None, features.features, features.codes),
        ),
    )
    if ANNOTATOR in table:
        cohort = gathered(cohort, table, faults)
        faults.raise_any()
    return cohort


def _check_reserved(table: Table, faults: Faults) -> None:
    """Collect names that differ from a reserved one by case alone: `Subject` would silently become a feature."""
    for name in table.header:
        if is_reserved(spelling_key(name)) and not is_reserved(name):
            faults.add(f"write '{spelling_key(name)}', or rename the column", line=HEADER, column=name)


def _check_voted(features: FeatureColumns, faults: Faults) -> None:
    """Collect features whose label error rates are to be estimated from votes that are not there."""
    for feature in features.features:
        if feature.label_error_from_votes:
            faults.add(
                "cohort.toml has label_error = 'votes', but there are no votes; add columns votes_<emotion> or a row "
                "for each annotator, or declare the share of each group",
                line=HEADER,
                column=feature.name,
            )


def _check_unknown(shares: Mapping[str, Mapping[str, float]], table: Table, faults: Faults) -> None:
    """Collect sizes of groups that a column tells."""
    known = set(map(spelling_key, table.header))
    for told in shares:
        if spelling_key(told) in known:
            faults.add(
                f"group_shares are for groups that no column tells, and '{told}' is one", line=HEADER, column=told
            )


def _meant(declared: Mapping[str, DeclaredFeature], named: tuple[str, ...]) -> Mapping[str, DeclaredFeature]:
    """Return the declared features that are read: all, or those among the named ones."""
    return {name: feature for name, feature in declared.items() if name in named} if named else declared


def _check_named(named: tuple[str, ...], features: FeatureColumns, faults: Faults) -> None:
    """Collect columns that were named as features and make no groups."""
    made = {feature.name for feature in features.features}
    for name in named:
        if name not in made:
            found = "too many different values to make groups, or it is called like people; name another feature"
            more = f"or make groups of numbers with --bins {name}=0,13,20,60"
            faults.add(f"{found}, {more}", line=HEADER, column=name)


def _read_split(table: Table) -> tuple[str, ...] | None:
    if "split" not in table:
        return None
    found = merge("split", table.encoded("split"))
    names = (*found.names, "")
    return tuple(names[code] for code in found.codes)


def _only(cohort: Cohort, split: str, manifest: Path) -> Cohort:
    """Return the rows of one split."""
    if cohort.split is None:
        raise InputError(f"{manifest}: there is no column 'split', so no rows of split '{split}'")
    splits = sorted(set(cohort.split) - {""})
    name = spelled(split, splits)
    if name is None:
        raise InputError(f"{manifest}: no row of split '{split}'; {one_of(split, splits)}")
    where = np.flatnonzero([value == name for value in cohort.split])
    return replace(
        rows_of(cohort, where),
        split=(name,) * len(where),
        reading=cohort.reading + Reading.of(_of_one_split(name, len(where), len(cohort))),
    )


def _of_one_split(name: str, kept: int, total: int) -> Remark:
    sentence = f"split '{name}': {kept} of {rows(total)}"
    return Remark(treatment=Treatment.LEFT_OUT, sentence=sentence, by=Reader.MANIFEST, rows=total - kept)
