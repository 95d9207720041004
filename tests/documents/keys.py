"""The keys of a TOML file, from the dataclasses that read it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from documents.docstrings import attributes, summary
from documents.markdown import code, table

from audit.domain.cohort.labels import LabelSet

_WORDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "a day like 2026-12-31",
    LabelSet: "a ready-made name, or a list",
}


@dataclass(frozen=True, kw_only=True)
class KeyTable:
    """One table of a TOML file.

    Attributes
    ----------
    name
        As its heading, like `[[criteria]]`; "" for the keys above every table.
    kind
        The dataclass whose fields are its keys.
    told_by
        Classes whose docstrings say what the keys mean, the first that does.
    renamed
        Keys that are called otherwise in those classes.
    """

    name: str
    kind: type
    told_by: tuple[type, ...]
    renamed: Mapping[str, str]

    def meaning(self, key: str) -> str:
        """Return what a key means; raises KeyError when nothing says so."""
        name = self.renamed.get(key, key)
        told = [attributes(kind).get(name, "") for kind in (self.kind, *self.told_by)]
        text = next((text for text in told if text and not text.startswith("See ")), "")
        enumerations = [summary(one) for one in _members(get_type_hints(self.kind)[key]) if _is_enum(one)]
        more = [said for said in enumerations if not text or ":" in said or ";" in said]
        if not (text or more):
            raise KeyError(f"{self.kind.__name__}.{key} is explained nowhere; write it into an Attributes section")
        return " ".join([text, *more]).strip()


def key_table(name: str, kind: type, *told_by: type, **renamed: str) -> KeyTable:
    """Return one table of a file."""
    return KeyTable(name=name, kind=kind, told_by=told_by, renamed=renamed)


def written(tables: tuple[KeyTable, ...]) -> str:
    """Return the tables of a file as Markdown, each below its heading."""
    return "\n\n".join(_written(one) for one in tables)


def _written(keys: KeyTable) -> str:
    hints = get_type_hints(keys.kind)
    rows = [
        (code(field.name), form(hints[field.name]), default(field), keys.meaning(field.name))
        for field in fields(keys.kind)
    ]
    heading = f"## `{keys.name}`" if keys.name else "## At the top"
    return f"{heading}\n\n{table(('key', 'takes', 'default', 'means'), rows)}"


def form(hint: Any) -> str:
    """Return what a key takes, in words."""
    members = _members(hint)
    return " or ".join(dict.fromkeys(_form(member) for member in members))


def _form(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is tuple:
        return f"list of {_many(form(get_args(hint)[0]))}"
    if origin is Mapping:
        return "tables, one for each name"
    if _is_enum(hint):
        return ", ".join(code(member.value) for member in hint)
    if is_dataclass(hint) and hint is not LabelSet:
        return "table"
    return _WORDS[hint]


def _many(one: str) -> str:
    plurals = {"text": "texts", "whole number": "whole numbers", "number": "numbers", "table": "tables"}
    return plurals.get(one, one)


def default(field: Field[Any]) -> str:
    """Return the default of a key as it would be written, `required`, or nothing where it is simply absent."""
    if field.default is MISSING and field.default_factory is MISSING:
        return "*required*"
    value = field.default
    if value is MISSING or value is None or is_dataclass(value) or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return code(str(value).lower())
    return code(f'"{value}"' if isinstance(value, str) else value)


def _is_enum(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def _members(hint: Any) -> list[Any]:
    members = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return [member for member in members if member is not type(None)]
