"""Numbers of the emotions in a predictions table: in a column each, or as lists in one column.

Nothing in a number says for certain what it is: a column is never taken for logits by its name or its values, only
where a mapping or `--scores` says so.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np

from audit.load.predictions.decided import NOT_SCORED
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.load.tables.table import Table
    from audit.load.text import Faults


def numbers_in_columns(
    table: Table, columns: Sequence[str], scored: NDArray[np.bool_], faults: Faults
) -> NDArray[np.float64]:
    """Return k columns of finite numbers, float64, shape (m, k); another cell of a scored row is a fault."""
    matrix = table.matrix(columns)
    finite = np.isfinite(matrix)
    for position, name in enumerate(columns):
        table.add_faults(faults, scored & ~finite[:, position], _not_finite(table, name), name)
        table.add_faults(faults, ~scored & table.filled(name), lambda _: NOT_SCORED, name)
    return matrix


def numbers_in_lists(
    table: Table, column: str, labels: LabelSet, scored: NDArray[np.bool_], faults: Faults
) -> NDArray[np.float64]:
    """Return a column of JSON lists in the order of the labels, float64, shape (m, k).

    Rows that were not scored, and faulty ones, are NaN.
    """
    cells = table.column(column)
    lists = [_list(cell) for cell in cells]
    fits = np.array([_fault(found, len(labels)) == "" for found in lists])
    wrong = scored & ~fits
    rule = f"a cell is a JSON list of {len(labels)} finite numbers, one for each of {', '.join(labels.emotions)}"

    def message(row: int) -> str:
        return f"found {shown(cells[row])}, {_fault(lists[row], len(labels))}; {rule}"

    if wrong.sum() > 1 and not (scored & fits).any():
        row = int(wrong.argmax())
        everywhere = "no row fits: is it the right column, and does --labels name every emotion of the model?"
        faults.add(f"{message(row)}; {everywhere}", line=table.lines[row], column=column)
    else:
        table.add_faults(faults, wrong, message, column)
    table.add_faults(faults, ~scored & table.filled(column), lambda _: NOT_SCORED, column)
    matrix = np.full((len(table), len(labels)), np.nan)
    sound = scored & fits
    if sound.any():
        matrix[sound] = [lists[row] for row in np.flatnonzero(sound)]
    return matrix


def _not_finite(table: Table, name: str) -> Callable[[int], str]:
    return lambda row: f"found {shown(table.cell(name, row))}; logits are finite numbers"


def _list(cell: str) -> list[float] | None:
    """Return the numbers of a JSON list, NaN for whatever is no number; None when the cell is no JSON list."""
    try:
        found = json.loads(cell)
    except Exception:  # noqa: BLE001 - whatever reading it raises, it is no list
        return None
    return [_number(value) for value in found] if isinstance(found, list) else None


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _fault(found: list[float] | None, k: int) -> str:
    """Return what is wrong with a list, or an empty text."""
    if found is None:
        return "which is no JSON list"
    if len(found) != k:
        return f"which has {len(found)} values"
    if not all(map(math.isfinite, found)):
        return "in which a value is no finite number"
    return ""
