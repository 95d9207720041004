"""Values as plain data (dicts, lists, numbers, text) and back: the one mapping behind `audit.json`.

The fields of a value *are* its document: nothing is written that is not a field, nothing is read that is not one. Some
are written only where they are used (`when_used`).
"""

from __future__ import annotations

import types
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from audit.domain.when_used import is_left_out
from audit.errors import InputError, one_of

T = TypeVar("T")


def to_data(value: object) -> Any:  # noqa: ANN401 - JSON has no type of its own
    """Return a value as data that `json.dumps` takes: fields as keys, tuples and arrays as lists, enums as values."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        known = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: to_data(item) for field, item in known if not is_left_out(field, item)}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    return value


def from_data(kind: type[T], data: object, where: str = "") -> T:
    """Return the value that `to_data` wrote.

    Parameters
    ----------
    kind
        Type of the value, a dataclass of this package.
    data
        Plain data.
    where
        Place in the document, for messages.

    Raises
    ------
    InputError
        When the data does not have the shape of the type; says where and what was expected.
    """
    result: T = _read(kind, data, where)
    return result


def _read(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401 - any type of the vocabulary
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _read(next(k for k in get_args(kind) if k is not type(None)), data, where)
    if origin is tuple:
        return _read_tuple(get_args(kind), data, where)
    if origin is np.ndarray:
        return _read_array(kind, data, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _read_enum(kind, data, where)
    if is_dataclass(kind):
        return _read_fields(kind, data, where)
    return _read_leaf(kind, data, where)


def _read_leaf(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if type(data) is not kind:
        raise InputError(f"{where or 'document'}: expected {kind.__name__}, found {_shown(data)}")
    return data


def _read_enum(kind: type[Enum], data: object, where: str) -> Enum:
    try:
        return kind(data)
    except ValueError:
        allowed = one_of(str(data), [str(member.value) for member in kind])
        raise InputError(f"{where}: found {_shown(data)}; {allowed}") from None


def _read_tuple(items: tuple[Any, ...], data: object, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise InputError(f"{where}: expected a list, found {_shown(data)}")
    kinds = [items[0]] * len(data) if items[-1] is Ellipsis else list(items)
    if len(kinds) != len(data):
        raise InputError(f"{where}: expected a list of {len(kinds)}, found {len(data)}")
    return tuple(_read(kind, item, f"{where}[{i}]") for i, (kind, item) in enumerate(zip(kinds, data, strict=True)))


def _read_array(kind: Any, data: object, where: str) -> np.ndarray[Any, Any]:  # noqa: ANN401
    dtype = get_args(get_args(kind)[1])[0]
    if not isinstance(data, list):
        raise InputError(f"{where}: expected a list, found {_shown(data)}")
    try:
        array = np.asarray(data)
    except ValueError:
        raise InputError(f"{where}: expected rows of equal length") from None
    if array.size and not np.can_cast(array.dtype, dtype, casting="same_kind"):
        raise InputError(f"{where}: expected numbers of type {dtype.__name__}, found {array.dtype}")
    return array.astype(dtype)


def _read_fields(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    if not isinstance(data, dict):
        raise InputError(f"{where or 'document'}: expected an object, found {_shown(data)}")
    known = {field.name: field for field in fields(kind)}
    for name in data:
        if name not in known:
            raise InputError(f"{where or 'document'}: unknown key '{name}'; {one_of(str(name), known)}")
    missing = [name for name, field in known.items() if name not in data and _required(field)]
    if missing:
        raise InputError(f"{where or 'document'}: missing {', '.join(missing)}")
    hints = _hints(kind)
    prefix = f"{where}." if where else ""
    return kind(**{name: _read(hints[name], item, prefix + name) for name, item in data.items()})


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _shown(data: object) -> str:
    text = repr(data)
    return text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004 - a line's worth
