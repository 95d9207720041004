"""Reference of audit.json, from the types it is written by."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from documents.docstrings import attributes, summary
from documents.markdown import anchor, code, page, table

from audit.domain.results.result import SCHEMA_VERSION, AuditResult

_LEAD = f"""\
`audit.json` is the result of an audit; pages, summaries and JUnit files are views of it. It holds counts, no pictures,
and `emotion-audit judge` and `report` start again from it. Its JSON Schema (version {SCHEMA_VERSION}) lies in
`audit/report/schema/`. A field with a default may be missing in a file written by an earlier version."""

_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def audit_json_page() -> str:
    """Return the page: every value with its fields."""
    return page("audit.json", _LEAD, *(_value(kind) for kind in values_of(AuditResult)))


def values_of(kind: type) -> list[type]:
    """Return a dataclass and all those it is made of, the first met first."""
    found: dict[type, None] = {}
    _collect(kind, found)
    return list(found)


def _collect(kind: type, found: dict[type, None]) -> None:
    if kind in found:
        return
    found[kind] = None
    hints = get_type_hints(kind)
    for field in fields(kind):
        for part in _leaves(hints[field.name]):
            if is_dataclass(part) and isinstance(part, type):
                _collect(part, found)


def _leaves(hint: Any) -> Iterator[Any]:
    arguments = get_args(hint)
    if get_origin(hint) in (Union, types.UnionType, tuple):
        for argument in arguments:
            yield from _leaves(argument)
    else:
        yield hint


def _value(kind: type) -> str:
    hints, told = get_type_hints(kind), attributes(kind)
    rows = [
        (code(field.name), _form(hints[field.name]), _may(field), told.get(field.name, "")) for field in fields(kind)
    ]
    return f"## {kind.__name__}\n\n{summary(kind)}\n\n{table(('field', 'holds', 'may be missing', 'means'), rows)}"


def _may(field: Field[Any]) -> str:
    return "" if field.default is field.default_factory is MISSING else "yes"


def _form(hint: Any) -> str:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return " or ".join("null" if part is type(None) else _form(part) for part in get_args(hint))
    if origin is tuple:
        inside = [part for part in get_args(hint) if part is not Ellipsis]
        return "list of " + ", ".join(_form(part) for part in inside)
    if origin is np.ndarray:
        return "array of whole numbers" if "int" in str(get_args(hint)[1]) else "array of numbers"
    return _named(hint)


def _named(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(code(member.value) for member in kind)
    if is_dataclass(kind):
        return f"[{kind.__name__}](#{anchor(kind.__name__)})"
    return _WORDS[kind]
