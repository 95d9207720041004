"""What can be exported, as people ask for it."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec

from audit.errors import MissingExtra, UsageError, one_of


class ExportKind(StrEnum):
    """A form in which tables or charts are written."""

    CSV = "csv"
    SVG = "svg"
    PNG = "png"


def export_kinds(text: str) -> frozenset[ExportKind]:
    """Return the kinds of a list such as `csv,svg`; none for an empty text.

    Raises
    ------
    UsageError
        When a name is unknown.
    MissingExtra
        When PNG is asked for and its renderer is not installed.
    """
    names = [name.strip().casefold() for name in text.split(",")] if text.strip() else []
    allowed = [kind.value for kind in ExportKind]
    for name in names:
        if name not in allowed:
            raise UsageError(f"unknown export '{name}'; {one_of(name, allowed)}")
    kinds = frozenset(ExportKind(name) for name in names)
    if ExportKind.PNG in kinds and find_spec("resvg_py") is None:
        raise MissingExtra("a chart as PNG", "png")
    return kinds
