"""Columns by name, out of a data frame of any library, a dictionary, a series, a matrix or a plain list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.errors import InputError, guarded
from audit.load.in_memory.cells import values_of
from audit.load.tables.table import name_faults

DEFAULT_NAME = "sensitive_feature_{}"
"""What fairlearn calls a column without a name, counted from 0."""

_TABLE = 2
"""Dimensions of a matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedColumns:
    """Columns as they were given.

    Attributes
    ----------
    names
        One for each column, unique however they are spelled.
    columns
        One-dimensional, of whatever library.
    named
        Whether the names were given with the columns, or made here.
    """

    names: tuple[str, ...]
    columns: tuple[Any, ...]
    named: bool = True


def columns_of(given: object, name: str) -> NamedColumns:
    """Return the columns of whatever a caller gives for a table.

    Parameters
    ----------
    given
        A DataFrame of pandas; anything that speaks Arrow's stream (`__arrow_c_stream__`, as polars and pyarrow do) or
        the dataframe interchange protocol (`__dataframe__`); a dictionary of columns; a Series; a matrix; a list.
    name
        What the caller calls it.

    Raises
    ------
    InputError
        When it is none of these, has two columns of one name or one without a name, or rows of different length.
    """
    found = _columns(given, name)
    if faults := list(name_faults(found.names)):
        raise InputError(f"{name}: {faults[0]}")
    return found


def _columns(given: object, name: str) -> NamedColumns:
    if isinstance(given, Mapping):
        return NamedColumns(names=tuple(map(str, given)), columns=tuple(given.values()))
    if hasattr(given, "columns") and hasattr(given, "iloc"):
        frame: Any = given
        columns = tuple(frame.iloc[:, at] for at in range(len(frame.columns)))
        return NamedColumns(names=tuple(map(_name, frame.columns)), columns=columns)
    if getattr(given, "ndim", None) != 1 and _is_arrow(given):
        table = _arrow_table(given, name)
        return NamedColumns(names=tuple(table.column_names), columns=tuple(table.columns))
    if getattr(given, "ndim", 1) == 1 and getattr(given, "name", None) is not None:
        return NamedColumns(names=(_name(getattr(given, "name", "")),), columns=(given,))
    columns = _split(given, name)
    return NamedColumns(
        names=tuple(DEFAULT_NAME.format(at) for at in range(len(columns))), columns=columns, named=False
    )


def _name(name: object) -> str:
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name).strip()


def _is_arrow(given: object) -> bool:
    """Return whether something is a table for Arrow; a single column has the same stream, but no names."""
    is_table = hasattr(given, "column_names") or hasattr(given, "columns")
    return hasattr(given, "__dataframe__") or (hasattr(given, "__arrow_c_stream__") and is_table)


def _arrow_table(given: object, name: str) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    try:
        import pyarrow as pa  # noqa: PLC0415 - only for frames that are not of pandas
        from pyarrow.interchange import from_dataframe  # noqa: PLC0415
    except ModuleNotFoundError as error:
        found = f"{name} is a {type(given).__name__}, which is read through Arrow"
        raise InputError(f"{found}: type pip install pyarrow, or give {name}.to_pandas()") from error
    what = f"{name}: this {type(given).__name__}"
    with guarded(lambda said: InputError(f"{what} could not be read through Arrow: {said}")):
        return pa.table(given) if hasattr(given, "__arrow_c_stream__") else from_dataframe(given)


def _split(given: object, name: str) -> tuple[Any, ...]:
    """Return the columns of a matrix or of a list of rows; one column where it has one dimension."""
    shape = getattr(given, "shape", None)
    if isinstance(shape, tuple) and len(shape) == _TABLE:
        matrix: Any = given
        return tuple(matrix[:, at] for at in range(shape[1]))
    values = values_of(given, name)
    if not any(_is_row(value) for value in values):
        return (values,)
    widths = {len(value) if _is_row(value) else 0 for value in values}
    if len(widths) > 1:
        raise InputError(
            f"{name} has rows of different length ({', '.join(map(str, sorted(widths)))}); make them equal"
        )
    return tuple(zip(*values, strict=True))


def _is_row(value: object) -> bool:
    return (isinstance(value, Sequence) and not isinstance(value, str | bytes)) or getattr(value, "ndim", 0) == 1
