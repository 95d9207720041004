"""What docstrings say: the attributes of a class, the values of an enumeration, paragraphs of a function."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from dataclasses import fields
from enum import Enum

_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)
_VALUE = re.compile(r"`([^`]+)`(?:, `([^`]+)`)?: ((?:[^`]|`(?!(?:[^`]+)`(?:, `[^`]+`)?: ))+)")


def summary(kind: object) -> str:
    """Return the first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n", maxsplit=1)[0].split())


def body(kind: object) -> str:
    """Return what a docstring says between its first paragraph and its first section."""
    text = _SECTION.split(inspect.getdoc(kind) or "")[0]
    return text.partition("\n\n")[2].strip()


def section(kind: object, name: str) -> str:
    """Return one numpydoc section of a docstring, or an empty text."""
    parts = _SECTION.split(inspect.getdoc(kind) or "")
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(name, "").rstrip()


def entries(text: str) -> list[tuple[str, str]]:
    """Return the entries of a numpydoc section: what stands at the margin, and the indented text below it.

    >>> entries("a, b\\n    Two of them.\\nc\\n    One.")
    [('a, b', 'Two of them.'), ('c', 'One.')]
    """
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            found.append((line.strip(), []))
        elif found:
            found[-1][1].append(line.strip())
    return [(head, " ".join(" ".join(lines).split())) for head, lines in found]


def attributes(kind: type) -> dict[str, str]:
    """Return what a class says of each attribute: in its section, or in a text below the attribute."""
    told: dict[str, str] = {}
    for head, text in entries(section(kind, "Attributes")):
        told |= dict.fromkeys((name.strip() for name in head.split(",")), text)
    return _below(kind) | told


def _below(kind: type) -> dict[str, str]:
    """Return the texts that stand below attributes in the source of a class."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    pairs = zip(tree.body, tree.body[1:], strict=False)
    return {
        first.target.id: " ".join(second.value.value.split())
        for first, second in pairs
        if isinstance(first, ast.AnnAssign)
        and isinstance(first.target, ast.Name)
        and isinstance(second, ast.Expr)
        and isinstance(second.value, ast.Constant)
    }


def untold(kind: type) -> list[str]:
    """Return the fields of a dataclass that its docstring does not mention at all."""
    told = attributes(kind)
    words = set(re.findall(r"\w+", inspect.getdoc(kind) or ""))
    return [field.name for field in fields(kind) if field.name not in told and field.name not in words]


def values(kind: type[Enum]) -> dict[str, str]:
    """Return what the docstring of an enumeration says of each value, as in "`kept`: nothing."."""
    text = " ".join((inspect.getdoc(kind) or "").split())
    told: dict[str, str] = {}
    for first, second, meaning in _VALUE.findall(text):
        told |= dict.fromkeys(filter(None, (first, second)), meaning.strip())
    return told
