"""Pieces of a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WRITTEN = "<!-- Written by `make docs` from the code; do not edit it. -->"


def page(title: str, *parts: str) -> str:
    """Return a whole page: who writes it, its title, its parts with an empty line between."""
    return "\n\n".join([WRITTEN, f"# {title}", *(part.strip("\n") for part in parts if part.strip())]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a line break in a cell becomes a space, a bar is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in line) + " |" for line in lines)


def cell(text: str) -> str:
    """Return text as it may stand in a cell.

    >>> cell("a | b")
    'a \\\\| b'
    """
    return " ".join(text.split()).replace("|", "\\|")


def code(text: object) -> str:
    """Return text in code type; an empty text stays empty."""
    return f"`{text}`" if str(text) else ""


def anchor(text: str) -> str:
    """Return the anchor that the site gives a heading.

    >>> anchor("[[criteria]]"), anchor("Exit status")
    ('criteria', 'exit-status')
    """
    kept = "".join(char for char in text.lower() if char.isalnum() or char in " -_")
    return "-".join(kept.split())
