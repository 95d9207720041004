"""A saved audit with its images: their table beside `audit.json`, read as strictly as a machine wrote it.

The table proves that it belongs to its audit: counted again, it gives the counts and the ledger in `audit.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.cohort import named_rows
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.counts.cells import CellTable
from audit.domain.results.image_rows import IMAGES_TABLE, IMAGES_TABLES, ImageRows, SavedAudit
from audit.errors import InputError, one_of
from audit.load.saved.result import load_result
from audit.load.tables.any_table import read_table
from audit.load.tables.column_names import FACE, IMAGE, OUTCOME, PREDICTED
from audit.load.tables.paths import read_keys
from audit.load.tables.selection import Selection
from audit.load.text import Faults, shown

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.results.result import AuditResult
    from audit.load.tables.table import Table

_LABEL = "label"
_SUBJECT = "subject"


def load_saved_audit(path: Path) -> SavedAudit:
    """Return an earlier audit with its images.

    Parameters
    ----------
    path
        Its `audit.json`; the table lies beside it.

    Raises
    ------
    FaultyFile
        With every fault of the table: images listed twice, names that the audit does not have.
    InputError
        When a file is missing, or the table is not the one that was counted.
    """
    result = load_result(path)
    places = [path.parent / name for name in IMAGES_TABLES]
    table = next((place for place in places if place.exists()), path.parent / IMAGES_TABLE)
    if not table.exists():
        raise InputError(
            f"{table}: not there, and without it images cannot be paired; `emotion-audit run` writes it beside "
            "audit.json: run that audit again"
        )
    rows = _read(table, result)
    if not _belong_together(result, rows):
        raise InputError(f"{table}: its images do not add up to the counts of {path}; the two are not of one audit")
    return SavedAudit(result=result, rows=rows)


def _read(path: Path, result: AuditResult) -> ImageRows:
    features = result.features
    wanted = (IMAGE, _LABEL, *(feature.name for feature in features), OUTCOME, PREDICTED)
    table = read_table(path, Selection(required=wanted, own=lambda name: name in (*wanted, _SUBJECT, FACE)))
    faults = Faults(path)
    faults.extend(table.faults)
    keys = read_keys(table, faults)
    codes = [_codes(table, feature.name, feature.groups, faults) for feature in features]
    outcomes = _codes(table, OUTCOME, tuple(outcome.value for outcome in OUTCOMES), faults)
    scored = np.equal(outcomes, Outcome.SCORED.code)
    y_true = _codes(table, _LABEL, result.labels.emotions, faults, where=scored)
    predicted = _codes(table, PREDICTED, result.labels.emotions, faults, where=scored)
    faults.raise_any()
    return ImageRows(
        labels=result.labels,
        features=features,
        images=named_rows(keys.images, keys.faces),
        y_true=y_true,
        codes=np.stack(codes, axis=1) if codes else np.zeros((len(table), 0), np.int64),
        outcomes=outcomes,
        predicted=np.where(scored, predicted, -1),
        subjects=table.encoded(_SUBJECT).codes.astype(np.int64) if _SUBJECT in table else None,
    )


def _codes(
    table: Table, column: str, allowed: tuple[str, ...], faults: Faults, where: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Return the position of each cell, int64, shape (n,); −1 where there is none, a fault unless outside `where`."""
    cells = table.encoded(column)
    position = {name: code for code, name in enumerate(allowed)}
    codes = cells.mapped([position.get(cell, -1) for cell in cells.cells]).astype(np.int64)

    def message(row: int) -> str:
        cell = cells.cells[cells.codes[row]]
        return f"found {shown(cell)}; {one_of(cell, allowed)}"

    wrong = codes < 0 if where is None else where & (codes < 0)
    table.add_faults(faults, wrong, message, column)
    return codes


def _belong_together(result: AuditResult, rows: ImageRows) -> bool:
    scored = rows.scored
    counted = (*(codes[scored] for codes in rows.codes.T), rows.y_true[scored], rows.predicted[scored])
    ledger = (*rows.codes.T, rows.outcomes)
    return _equal(counted, result.counts.cells) and _equal(ledger, result.coverage.cells)


def _equal(columns: tuple[NDArray[np.int64], ...], cells: CellTable) -> bool:
    return CellTable.of_columns(columns, cells.shape).same_as(cells)
