"""Declarations in TOML, read strictly into frozen values by the types of their fields.

The fields of the value are the keys of the file: an unknown key, a missing one, a wrong type and whatever the value
itself refuses are collected as faults with the line of their key, and raised once.
"""

from __future__ import annotations

import math
import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from audit.domain.cohort.labels import LabelSet
from audit.errors import AuditError, Fault, FaultyFile, guarded, one_of
from audit.load.emotions import label_set
from audit.load.tables.spellings import control_character
from audit.load.text import Faults, decode, read_bytes, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")
R = TypeVar("R")

Key = tuple[str | int, ...]
"""Place in a document: names of tables and keys, positions in arrays of tables."""

_WORDS = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a day like 2026-12-31",
}
_FAULTY = object()

_MOST_WHOLE = 1 << 1023
"""Whole numbers below are a float, however roughly."""

_MOST_BYTES = 4 << 20
"""Of a declaration: thousands of groups in their order take a tenth."""


def read_toml(path: Path, kind: type[T], build: Callable[[T], R]) -> R:
    """Return what `build` makes of a declaration.

    Parameters
    ----------
    path
        The file.
    kind
        A dataclass. Its fields may be text, numbers, truth values, enumerations, tuples, other dataclasses,
        `Mapping[str, X]` for tables of tables, unions of these, and `LabelSet` for a ready-made name or a list.
    build
        Makes the value of the domain; what it refuses is a fault of the file.

    Raises
    ------
    FaultyFile
        With every fault.
    InputError
        When there is no such file.
    """
    text = decode(path, read_bytes(path, _MOST_BYTES))
    document = _parsed(path, text)
    faults = Faults(path)
    value = _TomlReader(faults, key_lines(text)).read(kind, document, ())
    faults.raise_any()
    try:
        return build(value)
    except AuditError as error:
        raise FaultyFile(path, [Fault(message=str(error))]) from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        with guarded(
            lambda said: FaultyFile(path, [Fault(message=f"not valid TOML: {said}")]), tomllib.TOMLDecodeError
        ):
            return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        message = f"not valid TOML: {re.sub(r' [(]at .*[)]$', '', str(error))}"
        raise FaultyFile(path, [Fault(message=message, line=line)]) from error


def key_lines(text: str) -> dict[Key, int]:
    r"""Return the line of every table and key, as far as they stand one to a line.

    >>> key_lines("title = 'x'\n[[criteria]]\nmetric = 'recall'")[("criteria", 0, "metric")]
    3
    """
    lines: dict[Key, int] = {}
    table: Key = ()
    counts: dict[Key, int] = {}
    quoted = False
    for number, line in enumerate(text.split("\n"), start=1):
        starts_quoted = quoted
        quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
        if starts_quoted:
            continue
        if found := re.match(r"\s*\[\[(.+?)\]\]", line):
            name = _parts(found[1])
            counts[name] = counts.get(name, -1) + 1
            table = (*name, counts[name])
            lines[table] = number
        elif found := re.match(r"\s*\[(.+?)\]\s*(#.*)?$", line):
            table = _parts(found[1])
            lines[table] = number
        elif found := re.match(r"\s*([^#=\[]+?)\s*=", line):
            lines[(*table, *_parts(found[1]))] = number
    return lines


def _parts(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', dotted))


class _TomlReader:
    """Reads one document; a value that is faulty is `_FAULTY`, so that one fault is told once."""

    def __init__(self, faults: Faults, lines: dict[Key, int]) -> None:
        self._faults = faults
        self._lines = lines

    def read(self, kind: Any, data: object, key: Key) -> Any:  # noqa: ANN401, PLR0911 - any type of a declaration
        origin = get_origin(kind)
        if kind is LabelSet:
            return self._labels(data, key)
        if origin in (Union, types.UnionType):
            return self.read(_member(kind, data), data, key)
        if origin is tuple:
            return self._tuple(get_args(kind)[0], data, key)
        if origin is Mapping:
            return self._tables(get_args(kind)[1], data, key)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._enum(kind, data, key)
        if is_dataclass(kind):
            return self._fields(kind, data, key)
        return self._leaf(kind, data, key)

    def _fault(self, message: str, key: Key) -> object:
        line = next((self._lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self._lines), None)
        self._faults.add(message, line=line, column=_dotted(key))
        return _FAULTY

    def _leaf(self, kind: type, data: object, key: Key) -> object:
        if kind is float and type(data) is int:
            data = float(data) if abs(data) < _MOST_WHOLE else math.inf
        if type(data) is not kind:
            return self._fault(f"found {shown(data)}, expected {_WORDS[kind]}", key)
        if isinstance(data, float) and not math.isfinite(data):
            return self._fault(f"found {data}, expected a finite number", key)
        if isinstance(data, str) and (control := control_character(data)) is not None:
            return self._fault(f"the text holds the control character {control}; remove it", key)
        return data

    def _enum(self, kind: type[Enum], data: object, key: Key) -> object:
        allowed = [str(member.value) for member in kind]
        if data in allowed:
            return kind(data)
        return self._fault(f"found {shown(data)}; {one_of(str(data), allowed)}", key)

    def _labels(self, data: object, key: Key) -> object:
        names = self._leaf(str, data, key) if isinstance(data, str) else self._tuple(str, data, key)
        if names is _FAULTY:
            return _FAULTY
        return self._made(label_set, {"names": names}, key)

    def _tuple(self, kind: Any, data: object, key: Key) -> object:  # noqa: ANN401
        if not isinstance(data, list):
            return self._fault(f"found {shown(data)}, expected a list in brackets", key)
        items = [self.read(kind, item, (*key, position)) for position, item in enumerate(data)]
        return _FAULTY if _FAULTY in items else tuple(items)

    def _tables(self, kind: Any, data: object, key: Key) -> object:  # noqa: ANN401
        if not isinstance(data, dict):
            return self._fault(f"found {shown(data)}, expected tables [{_dotted(key)}.NAME]", key)
        for name in data:
            self._leaf(str, name, (*key, name))
        tables = {name: self.read(kind, item, (*key, name)) for name, item in data.items()}
        return _FAULTY if _FAULTY in tables.values() else tables

    def _fields(self, kind: Any, data: object, key: Key) -> object:  # noqa: ANN401
        if not isinstance(data, dict):
            return self._fault(f"found {shown(data)}, expected a table [{_dotted(key)}]", key)
        known = {field.name: field for field in fields(kind)}
        hints = _hints(kind)
        values = {name: self.read(hints[name], data[name], (*key, name)) for name in data if name in known}
        for name in data:
            if name not in known:
                values[name] = self._fault(f"unknown key; {one_of(name, known)}", (*key, name))
        for name, field in known.items():
            if name not in data and field.default is MISSING and field.default_factory is MISSING:
                values[name] = self._fault(f"the key '{name}' is missing", key)
        return _FAULTY if _FAULTY in values.values() else self._made(kind, values, key)

    def _made(self, kind: Callable[..., object], values: dict[str, Any], key: Key) -> object:
        try:
            return kind(**values)
        except AuditError as error:
            return self._fault(str(error), key)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _member(union: Any, data: object) -> Any:  # noqa: ANN401 - a type
    """Return the member of a union that data of this form is read as: a list as a tuple, else its own or the first."""
    members = [member for member in get_args(union) if member is not type(None)]
    if type(data) in members:
        return type(data)
    lists = [member for member in members if get_origin(member) is tuple]
    others = [member for member in members if get_origin(member) is not tuple]
    return (lists or others)[0] if isinstance(data, list) else (others or lists)[0]


def _dotted(key: Key) -> str | None:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in key) or None
