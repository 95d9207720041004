"""Reference of the Python door, from `audit.__all__` and its docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module

from documents.docstrings import attributes, body, entries, section, summary
from documents.markdown import code, page, table

import audit

_LEAD = """\
`import audit` costs next to nothing: each name is loaded when it is first used. The command line goes through the same
door, so the two cannot differ. Bad input raises a subclass of [`AuditError`](#auditerror) with one sentence."""
_WIDTH = 88
"""Characters of a signature on one line."""

_SECTIONS = {"Parameters": ("argument", "is"), "Returns": ("type", "is"), "Raises": ("error", "when")}
"""Sections of a docstring that become tables, with the headings of their columns."""


def python_page() -> str:
    """Return the page: functions, the result, the values of a policy, errors."""
    names = [name for name in audit.__all__ if not name.startswith("_")]
    things = {name: at_home(name) for name in names}
    functions = [_function(name, thing) for name, thing in things.items() if inspect.isfunction(thing)]
    classes = {name: thing for name, thing in things.items() if isinstance(thing, type)}
    errors = [_class(name, one) for name, one in classes.items() if issubclass(one, Exception)]
    values = [_class(name, one) for name, one in classes.items() if not issubclass(one, Exception)]
    return page("Python", _LEAD, "## Functions", *functions, "## Values", *values, "## Errors", *errors)


def at_home(name: str) -> object:
    """Return what a name of the door stands for; some are packages, too, once they were imported."""
    home = audit._HOME_OF.get(name)
    return getattr(audit, name) if home is None else getattr(import_module(home), name)


def documented() -> dict[str, str]:
    """Return the docstring of every public name of the door, and of every public member of its classes."""
    told: dict[str, str] = {}
    for name in audit.__all__:
        thing = at_home(name)
        if callable(thing):
            told[name] = summary(thing)
        if isinstance(thing, type):
            told |= {f"{name}.{member}": summary(of) for member, of in _members(thing).items()}
    return told


def _function(name: str, function: Callable[..., object]) -> str:
    return f"### `{name}`\n\n{_signature(f'audit.{name}', function)}\n\n{_said(function)}"


def _signature(name: str, function: Callable[..., object]) -> str:
    """Return the signature, a parameter to a line where there are several."""
    signature = inspect.signature(function)
    known = [one for one in signature.parameters.values() if one.name != "self"]
    kinds = [one.kind for one in known]
    parameters = [_parameter(one) for one in known]
    if inspect.Parameter.KEYWORD_ONLY in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        parameters.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    returned = signature.return_annotation
    arrow = "" if returned is inspect.Signature.empty else f" -> {returned}"
    whole = f"{name}({', '.join(parameters)}){arrow}"
    lines = "".join(f"    {one},\n" for one in parameters)
    shown = whole if len(whole) <= _WIDTH else f"{name}(\n{lines}){arrow}"
    return f"```python\n{shown}\n```"


def _parameter(one: inspect.Parameter) -> str:
    """Return a parameter as it would be written; annotations are text already."""
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}.get(one.kind, "")
    annotation = "" if one.annotation is inspect.Parameter.empty else f": {one.annotation}"
    if one.default is inspect.Parameter.empty:
        return f"{stars}{one.name}{annotation}"
    value = one.default.value if isinstance(one.default, Enum) else one.default
    return f"{stars}{one.name}{annotation} = {value!r}" if annotation else f"{stars}{one.name}={value!r}"


def _said(thing: object) -> str:
    parts = [inspect.cleandoc(summary(thing)), _flowing(body(thing))]
    for name, headings in _SECTIONS.items():
        if rows := entries(section(thing, name)):
            parts.append(f"**{name}**\n\n" + table(headings, [(_codes(head), text) for head, text in rows]))
    if example := section(thing, "Examples"):
        parts.append(f"```pycon\n{example.strip()}\n```")
    return "\n\n".join(part for part in parts if part)


def _codes(names: str) -> str:
    """Return names with commas between, each as code: a narrow column may break between them."""
    return ", ".join(map(code, names.split(", ")))


def _flowing(text: str) -> str:
    """Return paragraphs with examples of the interpreter as code."""
    paragraphs = re.split(r"\n\n+", text)
    return "\n\n".join(f"```pycon\n{one}\n```" if one.startswith(">>>") else one for one in paragraphs if one)


def _class(name: str, kind: type) -> str:
    parts = [f"### `{name}`", _said(kind)]
    if issubclass(kind, Enum):
        parts.append(f"One of {', '.join(code(one.value) for one in kind)}.")
    elif is_dataclass(kind) and (told := attributes(kind)):
        parts.append(table(("attribute", "is"), [(code(field), text) for field, text in told.items()]))
    members = [(code(member), summary(of)) for member, of in _members(kind).items()]
    if members:
        parts.append(table(("member", "is"), members))
    return "\n\n".join(part for part in parts if part)


def _members(kind: type) -> dict[str, object]:
    """Return the public methods and properties that a class of ours defines itself."""
    return {
        name: member
        for name, member in vars(kind).items()
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
    }
