"""Dates that a spreadsheet made of ranges: `3-9` becomes `03-Sep`, `10-19` `Oct-19`, or a whole date, or its number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import spelling_key

if TYPE_CHECKING:
    from audit.load.tables.spellings import Encoded

_NAMES = """
    jan ene gen,feb fev,mar mrz mär mars,apr avr abr,may mai mag,jun juin giu,jul juil lug,aug aoû aout ago,
    sep sept set,oct okt ott out,nov,dec dez déc dic"""
_MONTHS = {name: i for i, names in enumerate(_NAMES.split(","), start=1) for name in names.split()}
_DAY_MONTH = re.compile(r"(\d{1,2})[.\- ]{1,2}([^\W\d_]{3,4})\.?")
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,4})\.?[\- ](\d{1,2})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<a>\d{1,2})-(?P<b>\d{1,2})(?:[ T]00:00(?::00)?)?")
_WHOLE = re.compile(r"(?P<a>\d{1,2})([/.])(?P<b>\d{1,2})\2(?P<year>\d{4}|\d{2})")
_SERIAL = re.compile(r"[2-6]\d{4}")
_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates."""

_RANGE = re.compile(r"\d{1,3}\s*(?:-|–|to)\s*\d{1,3}|\d{1,3}\s*\+|(?:more than|over|under)\s*\d{1,3}", re.IGNORECASE)


def spreadsheet_dates(name: str, cells: Encoded) -> dict[str, str]:
    """Return each cell that a spreadsheet made a date of a range, with the range; empty where there is none.

    Looked for in columns of ranges, or of ages by their name; numbers of dates only beside ranges.
    """
    ranges = any(_RANGE.fullmatch(cell.strip()) for cell in cells.cells)
    if not ranges and "age" not in re.split(r"[^a-z]+", spelling_key(name)):
        return {}
    found = {cell: _range(cell.strip()) or (_of_serial(cell.strip()) if ranges else "") for cell in cells.cells}
    return {cell: text for cell, text in found.items() if text}


def _range(cell: str) -> str:
    if found := _DAY_MONTH.fullmatch(cell):
        return _ends(int(found[1]), _month(found[2]), 0)
    if found := _MONTH_YEAR.fullmatch(cell):
        return _ends(int(found[2]), _month(found[1]), 0)
    if found := _ISO.fullmatch(cell) or _WHOLE.fullmatch(cell):
        return _ends(int(found["a"]), int(found["b"]), int(found["year"]) % 100)
    return ""


def _of_serial(cell: str) -> str:
    if not _SERIAL.fullmatch(cell):
        return ""
    day = _FIRST_DAY + timedelta(days=int(cell))
    return _ends(day.month, day.day, day.year % 100)


def _month(name: str) -> int:
    return _MONTHS.get(spelling_key(name), 0)


def _ends(a: int, b: int, year: int) -> str:
    """Return the range that two parts of a date were; the first of a month was written as month and year."""
    if not (a and b):
        return ""
    low, high = sorted((a, b))
    return f"{high}-{year}" if low == 1 and year > high else f"{low}-{high}"
