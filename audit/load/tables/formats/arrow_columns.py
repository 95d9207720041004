"""Columns of Arrow, from a Parquet or a Feather file, as cells: numbers stay numbers, lists become JSON, the rest text.

Files that Hugging Face's `datasets` wrote say in their notes what numbers stand for (`ClassLabel`); their pictures lie
in columns of a struct of bytes and path, which are no cells.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.load.tables.codes import in_order_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_EXACT = 1 << 53
"""Whole numbers up to here are float64 without loss."""

_NOTES = b"huggingface"


def odd_columns(schema: Any) -> frozenset[str]:  # noqa: ANN401 - pyarrow publishes no types
    """Return the columns that hold neither text nor numbers: structs, maps, bytes, and lists, read where asked for."""
    from pyarrow import types  # noqa: PLC0415 - an extra

    nested = (types.is_nested, types.is_binary, types.is_large_binary, types.is_fixed_size_binary)
    return frozenset(field.name for field in schema if any(is_one(_of_values(field.type)) for is_one in nested))


def _of_values(kind: Any) -> Any:  # noqa: ANN401
    from pyarrow import types  # noqa: PLC0415

    return kind.value_type if types.is_dictionary(kind) else kind


def is_list(kind: Any) -> bool:  # noqa: ANN401
    """Return whether a type is one of lists."""
    from pyarrow import types  # noqa: PLC0415

    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def holds_pictures(kind: Any) -> bool:  # noqa: ANN401
    """Return whether a type is one of pictures: their bytes, or a struct that has them in `bytes`."""
    from pyarrow import types  # noqa: PLC0415

    if types.is_struct(kind):
        return any(field.name == "bytes" and _is_bytes(field.type) for field in kind)
    return _is_bytes(kind)


def _is_bytes(kind: Any) -> bool:  # noqa: ANN401
    from pyarrow import types  # noqa: PLC0415

    return bool(types.is_binary(kind) or types.is_large_binary(kind))


def names_of_codes(schema: Any) -> Mapping[str, tuple[str, ...]]:  # noqa: ANN401
    """Return what the numbers of a column stand for, in their order, where the file itself says so."""
    try:
        noted = json.loads((schema.metadata or {}).get(_NOTES, b"{}"))
        features = noted.get("info", {}).get("features", {})
        found = {name: feature.get("names") for name, feature in features.items() if isinstance(feature, dict)}
    except Exception:  # noqa: BLE001 - a note that says nothing to us is none
        return {}
    return {
        name: tuple(names)
        for name, names in found.items()
        if isinstance(names, list) and names and all(isinstance(each, str) for each in names)
    }


def named_codes(column: Any, names: tuple[str, ...]) -> list[str]:  # noqa: ANN401
    """Return the names of a column of codes; empty where there is none, the code itself where it has no name."""
    known: dict[int | None, str] = {None: "", -1: ""}
    known.update(enumerate(names))
    return [known.get(code, str(code)) for code in column.to_pylist()]


def said_of_codes(column: str, names: tuple[str, ...]) -> str:
    """Return the sentence about numbers that were read as the names that the file declares."""
    return f"column '{column}': numbers read as the file itself declares them ({in_order_of(names)})"


def cells_of(column: Any) -> Any:  # noqa: ANN401
    """Return a column as float64 array (null = NaN) when it holds numbers, else as a list of text (null = empty).

    Whole numbers that float64 cannot hold stay text, so that two of them never become one.
    """
    import pyarrow.compute as pc  # noqa: PLC0415
    from pyarrow import float64, string, types  # noqa: PLC0415

    kind = column.type
    if types.is_nested(kind):
        return ["" if cell is None else json.dumps(cell, default=str) for cell in column.to_pylist()]
    whole = types.is_integer(kind)
    if types.is_floating(kind) or types.is_decimal(kind) or (whole and _is_exact(pc.min_max(column).as_py())):
        return pc.cast(column, float64(), safe=False).to_numpy().astype(np.float64)
    return pc.fill_null(pc.cast(column, string()), "").to_pylist()


def _is_exact(ends: Mapping[str, int | None]) -> bool:
    return all(end is None or abs(end) <= _MOST_EXACT for end in ends.values())
