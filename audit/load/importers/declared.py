r"""Datasets that a declaration describes: where a label stands, in the names of files or in a table, and what it means.

`mydataset.toml`::

    title = "My faces"
    source = "https://example.org/faces"          # where the format is described
    licence = "for research only"
    labelled_by = "the actors"
    labels = ["happy", "sad"]
    pattern = '(?P<subject>(?P<gender>[FM])\d\d)(?P<label>HA|SA)\.png$'   # groups become columns

    [words.label]                                 # theirs = ours
    HA = "happy"
    SA = "sad"

    [words.gender]
    F = "female"
    M = "male"

    [features.gender]
    provenance = "annotated"

In place of names of files, or beside them, a table: `table = ["labels.txt"]`, `[columns]` with its places or names, and
`picture = "{stem}_aligned.jpg"` where its cells are not the paths.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from audit.errors import InputError, UsageError
from audit.load.importers.plans import ImportChoices, ImportPlan, PlannedRow, left_out, needed
from audit.load.manifest.features import DeclaredFeature
from audit.load.tables.column_names import BOX, FACE, IMAGE, LABEL, SPLIT, SUBJECT
from audit.load.tables.formats.csv_table import read_csv
from audit.load.tables.hints import PICTURE
from audit.load.tables.selection import Selection
from audit.load.tables.table_file import TableFile
from audit.load.text import shown
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.load.importers.source import SourceFiles

_FOLDER = Path(__file__).with_name("datasets")
_FIRST = (LABEL, SUBJECT, SPLIT, FACE, *BOX)
_PICTURE = re.compile(r"(?:[^{}]|\{(?:image|stem|folder)\})*")
_BARE = re.compile("[A-Za-z0-9_-]+")
"""A key of TOML that needs no quotes."""

_CORNERS = ("left", "top", "right", "bottom")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetDeclaration:
    """How one dataset names its pictures and labels.

    Attributes
    ----------
    title, source, licence, labelled_by, consent, description
        For the cohort.toml; `source` is also where the format is described.
    labels
        The emotions of the cohort.
    pattern
        A regular expression that is searched in the path of a picture, or of a table in its cell `image`; its named
        groups become columns.
    table
        Names of files of rows; each that is there is read.
    columns
        Our name → the name, or the place from 0, in the table.
    picture
        The path of the picture of a row, with `{image}`, `{stem}` and `{folder}` of its cell.
    words
        Column → their word → ours.
    left_out
        Their label → why its rows are left out.
    split_by_table
        Whether the name of the table is the split.
    features
        As in cohort.toml.
    """

    title: str
    source: str
    licence: str
    labels: tuple[str, ...]
    labelled_by: str = ""
    consent: str = ""
    description: str = ""
    pattern: str = ""
    table: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    picture: str = "{image}"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    split_by_table: bool = False
    features: Mapping[str, DeclaredFeature] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.pattern or self.table):
            raise UsageError("a dataset needs a 'pattern' of its file names or a 'table'")
        if self.table and IMAGE not in self.columns:
            raise UsageError(f"[columns] needs '{IMAGE}'")
        try:
            groups = set(re.compile(self.pattern).groupindex)
        except re.error as error:
            raise UsageError(f"'pattern' is no regular expression: {error}") from None
        if LABEL not in groups | set(self.columns):
            raise UsageError(
                f"nothing says the emotion: a group (?P<{LABEL}>…) of 'pattern', or '{LABEL}' in [columns]"
            )
        if not _PICTURE.fullmatch(self.picture):
            raise UsageError("'picture' may hold {image}, {stem} and {folder}")


def read_dataset(path: Path) -> DatasetDeclaration:
    """Return the dataset that a file declares; raises FaultyFile with every fault of it."""
    return read_toml(path, DatasetDeclaration, lambda declared: declared)


@lru_cache(maxsize=1)
def known_datasets() -> Mapping[str, DatasetDeclaration]:
    """Return the datasets that come along, by name."""
    return {path.stem: read_dataset(path) for path in sorted(_FOLDER.glob("*.toml"))}


def plan_declared(kind: str, declared: DatasetDeclaration, files: SourceFiles, choices: ImportChoices) -> ImportPlan:
    """Return the cohort that a declared dataset makes.

    Raises
    ------
    InputError
        When a table is missing or faulty, or a label has no word.
    UsageError
        When something is asked for that such a dataset does not have.
    """
    choices.refuse_others(kind, "split")
    rows: list[dict[str, str]] = []
    reasons: list[str] = []
    for found in _rows(declared, files):
        planned = found if isinstance(found, str) else _planned(declared, files, found, choices)
        if isinstance(planned, str):
            reasons.append(planned)
        else:
            rows.append(planned)
    columns = _columns(rows)
    return ImportPlan(
        columns=columns,
        pictures=tuple(_row(cells, columns) for cells in rows),
        declaration=_cohort_toml(declared),
        left_out=left_out(reasons),
    )


def _rows(declared: DatasetDeclaration, files: SourceFiles) -> Iterator[dict[str, str] | str]:
    """Yield the cells of each row as the dataset has them, or why something is no row."""
    if not declared.table:
        for name in files.names:
            if PICTURE.search(name):
                found = re.search(declared.pattern, name)
                yield "its name does not follow the pattern" if found is None else {IMAGE: name, **_groups(found)}
        return
    tables = [path for each in declared.table if (path := files.find(each)) is not None]
    for table in tables or [needed(files, *declared.table)]:
        yield from _of_table(declared, files, table)


def _of_table(declared: DatasetDeclaration, files: SourceFiles, name: str) -> Iterator[dict[str, str] | str]:
    file = TableFile(path=files.path / name, data=files.read(name), sha256="")
    wanted = Selection(required=tuple(declared.columns), mapped=declared.columns, own=lambda _: False)
    table = read_csv(file, wanted)
    if table.faults:
        raise InputError(f"{files.path}: '{name}' line {table.faults[0].line}: {table.faults[0].message}")
    cells = [table.column(column) for column in declared.columns]
    for row in zip(*cells, strict=True):
        told = dict(zip(declared.columns, (cell.strip() for cell in row), strict=True))
        followed = re.search(declared.pattern, told[IMAGE])  # an empty pattern is found in every name
        split = {SPLIT: PurePosixPath(name).stem} if declared.split_by_table else {}
        yield "its name does not follow the pattern" if followed is None else {**told, **split, **_groups(followed)}


def _groups(found: re.Match[str]) -> dict[str, str]:
    return {name: text or "" for name, text in found.groupdict().items()}


def _planned(
    declared: DatasetDeclaration, files: SourceFiles, told: dict[str, str], choices: ImportChoices
) -> dict[str, str] | str:
    """Return a row in our words with the path of its picture, or why there is none."""
    if told[LABEL] in declared.left_out:
        return declared.left_out[told[LABEL]]
    cells = {column: _word(declared, files, column, cell) for column, cell in told.items()}
    if choices.split is not None and cells.get(SPLIT) != choices.split:
        return f"of another split than {choices.split}"
    path = PurePosixPath(told[IMAGE])
    wanted = declared.picture.format(image=path.as_posix(), stem=path.stem, folder=path.parent.as_posix())
    source = wanted if wanted in files else files.find(wanted)
    return "a row without its picture" if source is None else {**_box(files, cells), IMAGE: source}


def _word(declared: DatasetDeclaration, files: SourceFiles, column: str, cell: str) -> str:
    words = declared.words.get(column)
    if words is None or cell == "":
        return cell
    if cell not in words:
        raise InputError(f"{files.path}: {column} {shown(cell)} is none of {', '.join(words)}")
    return words[cell]


def _box(files: SourceFiles, cells: dict[str, str]) -> dict[str, str]:
    """Return a row whose corners, if it has them, are a box."""
    if not all(corner in cells for corner in _CORNERS):
        return cells
    try:
        left, top, right, bottom = (int(float(cells[corner])) for corner in _CORNERS)
    except (ValueError, OverflowError):
        found = ", ".join(cells[corner] for corner in _CORNERS)
        raise InputError(f"{files.path}: the corners of a face are numbers of pixels, found {shown(found)}") from None
    rest = {name: cell for name, cell in cells.items() if name not in _CORNERS}
    return {**rest, **dict(zip(BOX, map(str, (left, top, right - left, bottom - top)), strict=True))}


def _columns(rows: list[dict[str, str]]) -> tuple[str, ...]:
    names = dict.fromkeys(name for row in rows[:1] for name in row if name != IMAGE)
    return tuple([name for name in _FIRST if name in names] + [name for name in names if name not in _FIRST])


def _row(cells: dict[str, str], columns: tuple[str, ...]) -> PlannedRow:
    return PlannedRow(source=cells[IMAGE], image=cells[IMAGE], cells=tuple(cells.get(name, "") for name in columns))


def _cohort_toml(declared: DatasetDeclaration) -> str:
    keys = ("title", "labels", "licence", "source", "labelled_by", "consent", "description")
    said = {key: value for key in keys if (value := getattr(declared, key))}
    lines = [f"{key} = {_toml(value)}" for key, value in said.items()]
    for name, feature in declared.features.items():
        key = name if _BARE.fullmatch(name) else _toml(name)
        lines += ["", f"[features.{key}]", f"provenance = {_toml(feature.provenance.value)}"]
        lines += [f"groups = {_toml(feature.groups)}"] if feature.groups else []
        lines += [f"description = {_toml(feature.description)}"] if feature.description else []
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
