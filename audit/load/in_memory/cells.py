"""One array, list or series of any library as the cells of a column: text, or numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import InputError
from audit.load.tables.spellings import Encoded, encode
from audit.load.text import shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MISSING = ("NAType", "NaTType")
"""Types of pandas that stand for a missing value, beside None and NaN."""


def values_of(given: object, name: str) -> list[Any]:
    """Return the values of something one-dimensional as Python objects.

    Parameters
    ----------
    given
        A list, a tuple, an array of any library, a Series, a column of pyarrow or polars.
    name
        What the caller calls it.

    Raises
    ------
    InputError
        When it has no values in an order, or more than one dimension.
    """
    _check_shape(given, name)
    for method in ("tolist", "to_list", "to_pylist"):
        if callable(convert := getattr(given, method, None)):
            found = convert()
            return found if isinstance(found, list) else list(found)
    if isinstance(given, str | bytes | Mapping | set | frozenset) or not isinstance(given, Iterable):
        raise InputError(
            f"{name} is {_article(given)}; give a list, an array or a series with a value for each picture"
        )
    return list(given)


def _check_shape(given: object, name: str) -> None:
    shape = getattr(given, "shape", None)
    if isinstance(shape, tuple) and len(shape) != 1:
        raise InputError(f"{name} has the shape {tuple(shape)}; give one dimension, a value for each picture")


def text_cells(given: object, name: str) -> list[str]:
    """Return the values of something one-dimensional as text, as a CSV file would have them; empty where missing.

    >>> text_cells(["happy", None, float("nan"), 3, 3.0, True], "y_true")
    ['happy', '', '', '3', '3', 'True']

    Raises
    ------
    InputError
        As `coded_cells`.
    """
    return coded_cells(given, name).texts


def coded_cells(given: object, name: str) -> Encoded:
    """Return the same texts as codes: each different value is looked at once.

    Raises
    ------
    InputError
        When a value is neither text nor a number nor anything else with a text of its own; as `values_of`.
    """
    _check_shape(given, name)
    try:
        codes, different = _factorised(given) or _numbered(values_of(given, name))
        texts = [text for value in different if (text := _text(value)) is not None]
        if len(texts) == len(different):
            alike = encode(texts)
            return Encoded(cells=alike.cells, codes=alike.codes[codes])
    except TypeError:  # something that cannot be hashed, such as a list
        pass
    values = values_of(given, name)
    row = next(row for row, value in enumerate(values) if _text(value) is None)
    raise InputError(f"{name}, row {row}: found {shown(values[row])}; a value is a text or a number")


_Numbered = tuple["NDArray[np.integer]", Sequence[Any]]
"""The number of each value, and the different values in the order in which they first appear."""


def _factorised(given: Any) -> _Numbered | None:  # noqa: ANN401 - a series of pandas
    """Return what pandas has hashed already, in a third of the time; None of anything else."""
    if not (hasattr(given, "factorize") and hasattr(given, "dtype")):
        return None
    codes, different = given.factorize(use_na_sentinel=False)
    return codes, different.tolist()


def _numbered(values: Sequence[Any]) -> _Numbered:
    place = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(place.__getitem__, values), np.int32, len(values)), list(place)


def number_cells(given: object, name: str) -> list[str] | NDArray[np.float64]:
    """Return the values of something one-dimensional as float64, or as text where some are no numbers.

    Raises
    ------
    InputError
        As `text_cells`.
    """
    values = values_of(given, name)
    try:
        return np.array(values, np.float64)
    except (TypeError, ValueError):
        return text_cells(values, name)


def _text(value: object) -> str | None:
    """Return a value as a CSV file would have it; None where it has no text of its own."""
    if isinstance(value, str):
        return str(value)
    if value is None or type(value).__name__ in _MISSING:
        return ""
    if hasattr(value, "__len__") or (type(value).__str__ is object.__str__ and not isinstance(value, int | float)):
        return None
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(float(value))  # noqa: PLR0124
    return str(value)


def _article(given: object) -> str:
    kind = type(given).__name__
    return "None" if given is None else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
