"""Numbers with a decimal comma, as spreadsheets write them in much of the world."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?\d*,?\d+(?:[eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)


def with_points(columns: dict[str, list[str]]) -> list[str]:
    """Write the decimal commas of columns of numbers as points, in place; return the names of these columns.

    A column is one of numbers with commas where each of its filled cells is a number and at least one has a comma that
    cannot stand between thousands.

    >>> columns = {"p": ["0,25", "1"], "n": ["1,000", "2,500"], "group": ["a,b", "1,5"]}
    >>> with_points(columns), columns["p"]
    (['p'], ['0.25', '1'])
    """
    changed = [name for name, cells in columns.items() if _has_decimal_commas(cells)]
    for name in changed:
        columns[name] = [cell.replace(",", ".") for cell in columns[name]]
    return changed


def _has_decimal_commas(cells: list[str]) -> bool:
    filled = {cell.strip() for cell in cells} - {""}
    if not any("," in cell for cell in filled) or not all(map(_NUMBER.fullmatch, filled)):
        return False
    return any("," in cell and not _THOUSANDS.fullmatch(cell) for cell in filled)
