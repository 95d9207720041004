"""Whole numbers in a manifest: face boxes and annotator votes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.emotions import LabelMap, match
from audit.load.emotions import expected
from audit.load.tables.column_names import BOX, VOTES, VOTES_OUTSIDE
from audit.load.text import HEADER, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.load.tables.table import Table
    from audit.load.text import Faults

EMPTY = -1
_MOST = 1_000_000
_WRONG = -2
_WHOLE = re.compile(r"\+?(\d{1,7})(\.0*)?", re.ASCII)


def read_boxes(table: Table, faults: Faults) -> NDArray[np.int64] | None:
    """Return the face boxes as x, y, width, height in pixels, int64, shape (n, 4); None without columns.

    A row gives all four numbers, or none: then they are −1.
    """
    present = [name for name in BOX if name in table]
    if not present:
        return None
    missing = [name for name in BOX if name not in table]
    if missing:
        faults.add(f"a face box needs the columns {', '.join(BOX)}; there is no {', '.join(missing)}", line=HEADER)
        return None
    columns = [_whole_numbers(table, name, _least(name), "pixels", faults) for name in BOX]
    boxes = np.stack(columns, axis=1)
    _check_partly_empty(boxes, table, "a face box gives x, y, width and height, or all four cells are empty", faults)
    return boxes


def _least(name: str) -> int:
    return 1 if name in ("width", "height") else 0


def read_votes(
    table: Table, labels: LabelSet, faults: Faults, mapped: LabelMap | None = None
) -> NDArray[np.int64] | None:
    """Return the votes for each emotion, int64, shape (n, k); 0 in a row without votes; None without columns.

    Every emotion of the label set needs its column: an absent one is not taken for 0.
    """
    named = [name for name in table.header if name.startswith(VOTES)]
    columns: dict[str, str] = {}
    for name in named:
        emotion = name.removeprefix(VOTES)
        if emotion not in VOTES_OUTSIDE:
            found = match(emotion, labels.emotions, mapped)
            if found in columns:
                faults.add(f"this and '{columns[found]}' are votes for one emotion; keep one", line=1, column=name)
            columns[found or name] = name
            if found is None:
                faults.add(_foreign_votes(emotion, labels), line=HEADER, column=name)
    if not named:
        return None
    missing = [emotion for emotion in labels.emotions if emotion not in columns]
    for emotion in missing:
        faults.add(f"there is no column '{VOTES}{emotion}'; add it, with 0 where nobody chose '{emotion}'", line=HEADER)
    counted = {emotion: _whole_numbers(table, name, 0, "votes", faults) for emotion, name in columns.items()}
    if missing:
        return None
    votes = np.stack([counted[emotion] for emotion in labels.emotions], axis=1)
    _check_partly_empty(votes, table, "a row gives votes for every emotion, or all its vote cells are empty", faults)
    return np.maximum(votes, 0)


def _foreign_votes(emotion: str, labels: LabelSet) -> str:
    advice = f"declare '{emotion}' in the cohort's labels, or remove the column"
    return f"'{emotion}' is not a label of this cohort; {expected(emotion, labels.emotions)}; {advice}"


def read_votes_outside(table: Table, faults: Faults) -> NDArray[np.int64] | None:
    """Return the votes for no emotion, int64, shape (n,): `unknown` and `not a face` together; None without columns."""
    names = [VOTES + name for name in VOTES_OUTSIDE if VOTES + name in table]
    if not names:
        return None
    total: NDArray[np.int64] = np.sum(
        [np.maximum(_whole_numbers(table, name, 0, "votes", faults), 0) for name in names], axis=0
    )
    return total


def _whole_numbers(table: Table, name: str, least: int, unit: str, faults: Faults) -> NDArray[np.int64]:
    """Return the numbers of a column, int64, shape (n,), −1 for an empty cell; other cells are faults."""
    cells = table.encoded(name)
    read = [whole_number(cell, least) for cell in cells.cells]
    numbers = cells.mapped(read).astype(np.int64)
    rule = f"{unit} are a whole number from {least} to {_MOST:,}"
    table.add_faults(faults, numbers == _WRONG, lambda row: f"found {shown(table.cell(name, row))}; {rule}", name)
    return numbers


def whole_number(cell: str, least: int) -> int:
    """Return a cell as a whole number from `least` to a million; −1 when it is empty, −2 when it is anything else.

    >>> [whole_number(cell, 0) for cell in ("12", "12.0", "", "1.5", "-3")]
    [12, 12, -1, -2, -2]
    """
    text = cell.strip()
    if not text:
        return EMPTY
    found = _WHOLE.fullmatch(text)
    value = int(found[1]) if found else _WRONG
    return value if least <= value <= _MOST else _WRONG


def _check_partly_empty(numbers: NDArray[np.int64], table: Table, rule: str, faults: Faults) -> None:
    empty = (numbers == EMPTY).sum(axis=1)
    table.add_faults(faults, (empty > 0) & (empty < numbers.shape[1]), lambda _: f"{rule}; here only some are empty")
