"""Spaces around the cells of a text table: those that lay the table out go, those that somebody typed stay."""

from __future__ import annotations

import re
from codecs import BOM_UTF8


def without_spaces_before_quotes(data: bytes, delimiter: str) -> bytes:
    """Return a table whose quoted cells begin with their quote; what stands within cells is as it was."""
    if b' "' not in data:
        return data
    mark = re.escape(delimiter.encode())
    quoted, bare = rb'"[^"]*(?:""[^"]*)*"', rb"[^%b\n\r]*" % mark
    return re.sub(rb'(^|[\n\r]|%b)(?: +(?="))?(%b|%b)' % (mark, quoted, bare), rb"\1\2", data.removeprefix(BOM_UTF8))


def without_a_space_before_all(cells: list[str]) -> list[str]:
    """Return the cells of a column without the spaces that stand before all of them, as in "a, b, c"."""
    return [cell.lstrip(" ") for cell in cells] if all(cell.startswith(" ") for cell in cells) else cells
