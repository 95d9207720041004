"""The column `predicted`: the emotion that was decided on, by name or by its number in a given order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.load.emotions import expected, match, tidy
from audit.load.tables.codes import NEEDS_ORDER, are_codes, code_of, in_order
from audit.load.tables.column_names import PREDICTED
from audit.load.tables.spellings import encode
from audit.load.text import shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.load.tables.table import Table
    from audit.load.text import Faults

NOT_SCORED = "a row whose outcome is not 'scored' has no prediction; empty its other cells, or its outcome"


def read_decided(
    table: Table, labels: LabelSet, given: LabelSet | None, scored: NDArray[np.bool_], faults: Faults
) -> NDArray[np.int64]:
    """Return the code of the emotion in the column `predicted`, int64, shape (m,); −1 where it is not known.

    Parameters
    ----------
    table
        The predictions table, with that column.
    labels
        Emotions of the model.
    given
        The same when they were given in an order; numbers are read through that order alone.
    scored
        bool, shape (m,): rows that have a prediction.
    faults
        Takes unknown emotions, numbers outside the order, numbers without an order, predictions of other rows.
    """
    cells = encode(table.column(PREDICTED))
    coded = are_codes(cells.cells, labels)
    if coded and given is None:
        faults.add(NEEDS_ORDER, column=PREDICTED)
        return np.full(len(table), -1, np.int64)
    code = code_of if coded else _code_of_name
    codes = cells.mapped([code(cell, labels) for cell in cells.cells])
    empty = np.array([not cell.strip() for cell in cells.cells])[cells.codes]
    unknown = _no_code if coded else _no_name

    def message(row: int) -> str:
        cell = tidy(cells.cells[cells.codes[row]])
        return unknown(cell, labels) if cell else "the cell is empty; write the predicted emotion, or leave the row out"

    table.add_faults(faults, scored & (codes < 0), message, PREDICTED)
    table.add_faults(faults, ~scored & ~empty, lambda _: NOT_SCORED, PREDICTED)
    return codes


def _code_of_name(cell: str, labels: LabelSet) -> int:
    name = match(cell, labels.emotions)
    return -1 if name is None else labels.code(name)


def _no_code(cell: str, labels: LabelSet) -> str:
    return f"{cell} is no code of the declared order: {in_order(labels)}"


def _no_name(cell: str, labels: LabelSet) -> str:
    advice = "a model with further emotions needs --labels"
    return f"emotion {shown(cell)} is not a label of the model; {expected(cell, labels.emotions)}; {advice}"
