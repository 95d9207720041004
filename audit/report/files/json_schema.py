"""The published JSON Schema of `audit.json`, made from the types of the values so that it cannot drift from them.

What its version promises: every document that kept the schema of a version keeps every later schema of that version. So
a field may be added if it has a default, and a type may allow more; a field that is removed, renamed, newly required or
of another type needs a new `SCHEMA_VERSION`. `tests/unit/report/files/test_json_schema.py` holds the present schema
against `tests/assets/audit-1.promise.json`, what has been promised so far. When a release adds fields, write them into
the promise; when the version rises, begin a new one.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from importlib.resources import files
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from audit.domain.results.result import SCHEMA_VERSION, AuditResult
from audit.errors import AuditError

SCHEMA_FILE = f"audit-{SCHEMA_VERSION}.schema.json"
"""Name of the committed schema, package data in `schema/`."""

_LEAVES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def published_schema() -> str:
    """Return the text of the committed schema."""
    return files("audit.report").joinpath("schema", SCHEMA_FILE).read_text(encoding="utf-8")


def schema_text() -> str:
    """Return the schema of the present types as text; the committed file must equal it."""
    return json.dumps(audit_schema(), indent=2, ensure_ascii=False) + "\n"


def audit_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `audit.json`: fields without a default required, no other key allowed.

    Documents written now hold every field; those with a default may be missing in one that was written before.
    """
    definitions: dict[str, Any] = {}
    _define(AuditResult, definitions)
    root = definitions.pop("AuditResult")
    version = {"const": SCHEMA_VERSION, "description": "Version of this schema."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:emotion-audit:{SCHEMA_FILE.removesuffix('.schema.json')}",
        "title": "audit.json of emotion-audit",
        **root,
        "properties": {"schema_version": version, **root["properties"]},
        "required": ["schema_version", *root["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def _define(kind: type[Any], definitions: dict[str, Any]) -> None:
    """Add the definition of a dataclass, and of all it is made of."""
    if kind.__name__ in definitions:
        return
    definitions[kind.__name__] = {}
    hints = get_type_hints(kind)
    known = fields(kind)
    names = [field.name for field in known]
    definitions[kind.__name__] = {
        "description": _summary(kind),
        "type": "object",
        "properties": {name: _schema(hints[name], definitions) for name in names},
        "required": [field.name for field in known if field.default is field.default_factory is MISSING],
        "additionalProperties": False,
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - any type of the vocabulary
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(item, definitions) for item in get_args(kind)]}
    if origin is tuple:
        return _tuple(get_args(kind), definitions)
    if origin is np.ndarray:
        return _array(kind, definitions)
    if kind in _LEAVES:
        return {"type": _LEAVES[kind]}
    return _named(kind, definitions)


def _named(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """Return the form of a type of our own: the values of an enumeration, or a reference to a value's definition."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if is_dataclass(kind) and isinstance(kind, type):
        _define(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    raise AuditError(f"audit.json has no form for values of type {kind}; use the types of audit.domain")


def _tuple(items: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if items[-1] is Ellipsis:
        return {"type": "array", "items": _schema(items[0], definitions)}
    each = [_schema(item, definitions) for item in items]
    return {"type": "array", "prefixItems": each, "items": False, "minItems": len(each)}


def _array(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """Return the form of a NumPy array: numbers in rows, as many dimensions as it has."""
    scalar = get_args(get_args(kind)[1])[0]
    leaf, name = ("integer", "IntegerArray") if issubclass(scalar, np.integer) else ("number", "NumberArray")
    reference = {"$ref": f"#/$defs/{name}"}
    definitions[name] = {
        "description": f"An array of {leaf}s; rows of rows where it has several dimensions.",
        "type": "array",
        "items": {"anyOf": [{"type": leaf}, reference]},
    }
    return reference


def _summary(kind: type[Any]) -> str:
    return " ".join((kind.__doc__ or "").strip().split("\n\n", maxsplit=1)[0].split())
