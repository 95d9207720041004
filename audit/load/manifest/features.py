"""Columns that make groups: which columns are sensitive features, and what their cells mean.

A feature is every column that is not reserved. A column that was not declared and looks like an identifier (no value
twice in twenty or more rows, or more than 1,000 different values), is called like people, or holds many different
numbers makes no groups anyone could compare: it is set aside, and a remark says so. Declaring it in `cohort.toml`
brings it back; bins make groups of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, given_away, occurrences, packed
from audit.domain.cohort.groups import UNKNOWN, LabelProvenance, SensitiveFeature, spelling_key
from audit.domain.cohort.reading import Remark, Treatment, remarks_of
from audit.domain.mislabelling.declared import VOTES, assigned_group, check_label_error
from audit.errors import UsageError, one_of
from audit.load.emotions import tidy
from audit.load.manifest.dates import spreadsheet_dates
from audit.load.manifest.doubts import doubted_groups
from audit.load.manifest.mislabelled import with_errors
from audit.load.manifest.numeric import binned, one_spelling
from audit.load.manifest.unmeant import unmeant
from audit.load.tables.column_names import is_reserved
from audit.load.tables.spellings import Encoded, Names, control_character, merge, rows
from audit.load.text import HEADER, shown

if TYPE_CHECKING:
    from audit.load.tables.table import Table
    from audit.load.text import Faults

MOST_GROUPS = 1000
MOST_FEATURES = 500
"""Columns that make groups: each is compared and charted, and no audit asks for a tenth of these."""

FEWEST_ROWS_OF_AN_ID = 20

_LOOKS_MISSING = frozenset({"na", "n/a", "nan", "none", "null", "?", "-", "missing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFeature:
    """One `[features.NAME]` of a cohort.toml.

    Attributes
    ----------
    groups
        Its groups in the order of the report; empty = those that occur, in natural order.
    provenance
        Who said that a person belongs to a group.
    description
        What the groups mean, for readers of the file.
    label_error
        The largest share of wrong emotion labels in each group, 0 to below .5, `"*"` for all others, or `"votes"`: as
        large as the votes behind the labels allow; see [Wrong labels](../how-to/wrong-labels.md).
    confusion
        Where another model guessed the groups: for each group as guessed, a table of how many of its pictures truly
        belong to each group, as counts or shares; `"*"` for groups that nobody was assigned to.
    """

    groups: tuple[str, ...] = ()
    provenance: LabelProvenance = LabelProvenance.UNDECLARED
    description: str = ""
    label_error: Mapping[str, float] | str = field(default_factory=dict)
    confusion: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.label_error, str) and self.label_error != VOTES:
            raise UsageError(
                f"label_error is a table of shares by group, or '{VOTES}' to have them estimated; found "
                f"'{self.label_error}'"
            )
        for group, rate in self.rates.items():
            check_label_error(rate, f"'{group}'")
        for group, row in self.confusion.items():
            assigned_group(group, row)
        if self.confusion and self.provenance is not LabelProvenance.PREDICTED:
            raise UsageError("confusion says how another model guessed the groups; declare provenance = 'predicted'")
        keys = [spelling_key(group) for group in self.groups]
        if "" in keys:
            raise UsageError("groups holds an empty name; an empty cell of the manifest is the group 'unknown'")
        if len(set(keys)) < len(keys):
            raise UsageError(f"groups names one group twice: {', '.join(self.groups)}")

    @property
    def rates(self) -> Mapping[str, float]:
        """The declared label error rates; none where they are estimated from votes."""
        return {} if isinstance(self.label_error, str) else self.label_error


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureColumns:
    """The sensitive features of a manifest.

    Attributes
    ----------
    features
        Declared ones first, in declared order, then the others in the order of their columns.
    codes
        Whole numbers, shape (n, number of features): group of each row.
    remarks
        What was merged, set aside or is unknown.
    """

    features: tuple[SensitiveFeature, ...]
    codes: Codes
    remarks: tuple[Remark, ...]


def read_features(
    table: Table,
    declared: Mapping[str, DeclaredFeature],
    faults: Faults,
    bins: Mapping[str, tuple[float, ...]] | None = None,
) -> FeatureColumns:
    """Return the sensitive features of a manifest; faults are collected.

    Parameters
    ----------
    table
        The manifest.
    declared
        The features of its cohort.toml by name.
    faults
        Takes declared features without a column, groups that a declared feature does not have, dates in place of
        ranges, and cells of bins that are no numbers.
    bins
        The edges between the groups of columns of numbers.
    """
    edges = {spelling_key(name): each for name, each in (bins or {}).items()}
    columns = {spelling_key(name): name for name in table.header if not is_reserved(name)}
    by_key = {spelling_key(name): declaration for name, declaration in declared.items()}
    for name in declared:
        if spelling_key(name) not in columns:
            listed = one_of(name, columns.values()) if columns else "the manifest has no column for a feature"
            faults.add(f"cohort.toml declares the feature '{name}', but there is no such column; {listed}", line=HEADER)
    for name in bins or {}:
        if spelling_key(name) not in columns:
            faults.add(f"bins are given for '{name}', but there is no such column; {one_of(name, columns.values())}")
    keys = [*(key for key in by_key if key in columns), *(key for key in columns if key not in by_key)]
    read = [_read_feature(table, columns[key], by_key.get(key), edges.get(key), faults) for key in keys]
    kept = [one for one in read if one.feature is not None]
    if len(kept) > MOST_FEATURES:
        found = f"{len(kept):,} columns make groups, more than {MOST_FEATURES}"
        faults.add(f"{found}; name those to compare with --features, or take the others out", line=HEADER)
        faults.raise_any()
    codes = [one.codes for one in kept]
    return FeatureColumns(
        features=tuple(_declared_wrong(one.feature, by_key, faults) for one in kept if one.feature is not None),
        codes=given_away(np.stack(codes, axis=1)) if codes else np.zeros((len(table), 0), np.int64),
        remarks=tuple(remark for one in read for remark in one.remarks),
    )


def _declared_wrong(
    feature: SensitiveFeature, declared: Mapping[str, DeclaredFeature], faults: Faults
) -> SensitiveFeature:
    own = declared.get(spelling_key(feature.name))
    if own is None:
        return feature
    voted = replace(feature, label_error_from_votes=own.label_error == VOTES)
    return with_errors(voted, own.rates, own.confusion, faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column: the feature it makes, or None and why not; codes int64, shape (n,)."""

    feature: SensitiveFeature | None
    codes: NDArray[np.integer]
    remarks: tuple[Remark, ...]


def _read_feature(
    table: Table, name: str, declaration: DeclaredFeature | None, edges: tuple[float, ...] | None, faults: Faults
) -> _Column:
    if edges is not None:
        return _in_bins(table, name, declaration or DeclaredFeature(), edges, faults)
    written = one_spelling(name, table.encoded(name))
    cells = written.cells
    _check_dates(table, name, cells, faults)
    left_out = (unmeant(name, cells) or _looks_like_an_id(name, cells)) if declaration is None else ""
    if left_out:
        return _Column(feature=None, codes=cells.codes, remarks=remarks_of(Treatment.SET_ASIDE, (left_out,)))
    found = merge(name, cells, (*map(tidy, declaration.groups if declaration else ()), UNKNOWN))
    _check_groups(found, declaration, table, name, faults)
    feature = _feature(name, found, declaration or DeclaredFeature())
    position = {group: code for code, group in enumerate(feature.groups)}
    codes = packed([*(position.get(group, -1) for group in found.names), position.get(UNKNOWN, -1)])
    return _Column(
        feature=feature,
        codes=given_away(codes[found.codes]),
        remarks=(*written.remarks, *found.remarks, *_remarks(feature, found, cells)),
    )


def _in_bins(
    table: Table, name: str, declaration: DeclaredFeature, edges: tuple[float, ...], faults: Faults
) -> _Column:
    """Return the feature that edges make of a column of numbers."""
    column = table.encoded(name)
    made = binned(name, column, edges)
    if declaration.groups:
        faults.add(f"[features.{name}] names groups and bins make them; keep one of the two", column=name)
    wrong = np.array([cell in made.wrong for cell in column.cells])[column.codes]
    table.add_faults(faults, wrong, lambda row: f"found {shown(table.cell(name, row))}; bins are of numbers", name)
    empty = "" in made.cells.cells
    groups = (*made.groups, UNKNOWN) if empty else made.groups
    feature = SensitiveFeature(name=name, groups=groups, provenance=declaration.provenance)
    codes = made.cells.mapped([groups.index(cell or UNKNOWN) for cell in made.cells.cells])
    return _Column(feature=feature, codes=codes, remarks=(made.remark,))


def _check_dates(table: Table, name: str, cells: Encoded, faults: Faults) -> None:
    """Collect dates that a spreadsheet made of ranges, each once with the repair."""
    for cell, meant in spreadsheet_dates(name, cells).items():
        first = int(np.argmax(cells.codes == cells.cells.index(cell)))
        n = rows(int(cells.counts[cells.cells.index(cell)]))
        found = f"{shown(cell)} ({n}) is a date that a spreadsheet made of the range {meant}"
        advice = f"write '{meant}', and give the column the format text before the file is opened again"
        faults.add(f"{found}; {advice}", line=table.lines[first], column=name)


def _looks_like_an_id(name: str, cells: Encoded) -> str:
    """Return the note that leaves a column out, or an empty text."""
    distinct = sum(bool(cell.strip()) for cell in cells.cells)
    filled = int(sum(count for cell, count in zip(cells.cells, cells.counts, strict=True) if cell.strip()))
    if distinct > MOST_GROUPS:
        why = f"has {distinct} different values"
    elif distinct == filled >= FEWEST_ROWS_OF_AN_ID:
        why = "has no value twice"
    else:
        return ""
    return (
        f"column '{name}' {why} and is not a sensitive feature; to audit it, declare [features.{name}] in cohort.toml"
    )


def _feature(name: str, names: Names, declaration: DeclaredFeature) -> SensitiveFeature:
    groups = [tidy(group) for group in declaration.groups] or list(names.names)
    unknown = UNKNOWN in map(spelling_key, groups) or UNKNOWN in names.names or bool(np.any(names.codes < 0))
    known = [group for group in groups if spelling_key(group) != UNKNOWN]
    return SensitiveFeature(
        name=name, groups=(*known, UNKNOWN) if unknown else tuple(known), provenance=declaration.provenance
    )


def _check_groups(names: Names, declaration: DeclaredFeature | None, table: Table, name: str, faults: Faults) -> None:
    declared = {spelling_key(group): tidy(group) for group in declaration.groups} if declaration else {}

    def message(row: int) -> str:
        group = names.names[names.codes[row]]
        if control := control_character(group):
            return f"the group {shown(group)} holds the control character {control}; remove it"
        return (
            f"{shown(group)} is not a declared group; {one_of(group, declared.values())}; or declare it in cohort.toml"
        )

    def is_wrong(group: str) -> bool:
        foreign = bool(declared) and spelling_key(group) not in (*declared, UNKNOWN)
        return foreign or control_character(group) is not None

    wrong = np.array([*map(is_wrong, names.names), False])
    table.add_faults(faults, wrong[names.codes], message, name)


def _remarks(feature: SensitiveFeature, names: Names, cells: Encoded) -> tuple[Remark, ...]:
    notes = []
    empty = int(np.sum(names.codes < 0))
    if empty:
        notes.append(f"column '{feature.name}': {rows(empty)} with an empty cell make the group '{UNKNOWN}'")
    absent = [group for group in feature.groups if group not in names.names and group != UNKNOWN]
    if absent:
        notes.append(f"column '{feature.name}': no row of the declared {', '.join(absent)}")
    for cell in cells.cells:
        if spelling_key(cell) in _LOOKS_MISSING:
            notes.append(f"column '{feature.name}': '{cell}' is a group of its own; leave the cell empty for unknown")
    rows_of = occurrences(names.codes, len(names.names)).tolist()
    doubts = doubted_groups(feature.name, dict(zip(names.names, rows_of, strict=True)))
    return (*remarks_of(Treatment.ASSUMED, notes), *doubts)
