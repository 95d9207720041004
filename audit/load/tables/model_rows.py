"""Tables that hold the answers of several models, a row for each answer: the rows of one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import Fault, FaultyFile, InputError, one_of
from audit.load.tables.any_table import read_table
from audit.load.tables.selection import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.cohort.choices import ModelRows
    from audit.load.tables.table import Table


def models_in(path: Path, column: str) -> tuple[str, ...]:
    """Return the models that a column of a table names, in the order in which they first occur.

    Raises
    ------
    FaultyFile
        When there is no such column, or a row names none.
    """
    table = read_table(path, Selection(required=(column,), own=lambda name: name == column))
    cells = [cell.strip() for cell in table.column(column)]
    empty = [line for cell, line in zip(cells, table.lines, strict=True) if not cell]
    if empty:
        raise FaultyFile(path, [Fault(message="the cell names no model; fill it", line=empty[0], column=column)])
    return tuple(dict.fromkeys(cells))


def read_rows(path: Path, selection: Selection, rows: ModelRows | None, *, exact: bool = False) -> Table:
    """Return the selected columns of a table, of the rows of one model where one is named.

    Raises
    ------
    InputError
        When no row is of this model; as `read_table`.
    """
    if rows is None:
        return read_table(path, selection, exact=exact)
    own, column = selection.own, rows.column
    table = read_table(path, replace(selection, own=lambda name: name == column or own(name)), exact=True)
    if column not in table:
        raise InputError(f"{path}: there is no column '{column}'; {one_of(column, table.header)}")
    cells = [cell.strip() for cell in table.column(column)]
    kept = table.where(np.array([cell == rows.model for cell in cells], np.bool_))
    if not len(kept):
        raise InputError(f"{path}: no row is of model '{rows.model}'; {one_of(rows.model, sorted(set(cells)))}")
    place = kept.header.index(column)
    return replace(
        kept,
        header=(*kept.header[:place], *kept.header[place + 1 :]),
        columns=(*kept.columns[:place], *kept.columns[place + 1 :]),
    )
