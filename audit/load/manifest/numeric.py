"""Columns of numbers among the columns that make groups: spellings of one number, and bins."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.load.tables.spellings import Encoded, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_NAMED = 6
_SHORT = 10**15
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:[,'’\s]\d{3})+(?:\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d*")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSpelling:
    """A column in which every number has one spelling, and the remark that says so."""

    cells: Encoded
    remarks: tuple[Remark, ...] = ()


def one_spelling(name: str, cells: Encoded) -> OneSpelling:
    """Return a column with `1.0`, `01`, `1,0` and `１` written as `1` where all its cells are numbers.

    pandas writes 1.0 where another cell of the column was empty, a spreadsheet takes zeros away and writes commas; two
    files joined have both.
    """
    different = dict(zip(cells.cells, cells.counts.tolist(), strict=True))
    if not _are_numbers(cells.cells):
        return OneSpelling(cells=cells)
    values = {cell: number_of(cell) for cell in different if cell.strip()}
    spellings: dict[Decimal | None, set[str]] = defaultdict(set)
    for cell, value in values.items():
        spellings[value].add(cell.strip())
    if all(len(found) == 1 for found in spellings.values()):
        return OneSpelling(cells=cells)
    written = {value: _plainest(value, found, different) for value, found in spellings.items()}
    short = {cell: written[value] for cell, value in values.items()}
    both = {cell: short[cell] for cell in short if len(spellings[values[cell]]) > 1 and cell.strip() != short[cell]}
    changed = sum(different[cell] for cell in both)
    named = ", ".join(f"'{cell}' as '{whole}'" for cell, whole in list(both.items())[:_MOST_NAMED])
    more = f" and {len(both) - _MOST_NAMED} more" if len(both) > _MOST_NAMED else ""
    sentence = f"column '{name}': two spellings of one number are one: {named}{more} ({rows(changed)})"
    remark = Remark(treatment=Treatment.MERGED, sentence=sentence, by=Reader.MANIFEST, rows=changed)
    return OneSpelling(cells=cells.renamed([short.get(cell, cell) for cell in cells.cells]), remarks=(remark,))


def _plainest(value: Decimal | None, found: set[str], rows_of: dict[str, int]) -> str:
    """Return how a number is written: as people write it where a cell does, or is whole; else as most cells do."""
    plain = sorted(cell for cell in found if _PLAIN.fullmatch(cell))
    if not plain and value is not None and abs(value) < _SHORT and value == value.to_integral_value():
        return f"{value:.0f}"
    return plain[0] if plain else max(sorted(found), key=lambda cell: rows_of.get(cell, 0))


def _are_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(number_of(cell) is not None for cell in filled)


def number_of(cell: str) -> Decimal | None:
    """Return a cell as a number to its last digit, also with a decimal comma or thousands set apart; None for none.

    >>> number_of("1,5") == number_of("1.50"), number_of("1 000") == number_of("1,000") == 1000, number_of("one")
    (True, True, None)
    """
    text = cell.strip()
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"[,'’\s]", "", text)
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        value = None if "_" in text else Decimal(text)
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def _number(cell: str) -> float:
    try:
        return math.nan if "_" in cell else float(cell)
    except ValueError:
        return math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """Groups that edges make of a column of numbers: names in rising order, and the cells as these names."""

    groups: tuple[str, ...]
    cells: Encoded
    wrong: tuple[str, ...]
    remark: Remark


def binned(name: str, column: Encoded, edges: tuple[float, ...]) -> Binned:
    """Return the groups of a column of numbers between edges; a number below the first edge is in a group of its own.

    Empty cells stay empty; cells that are no numbers are `wrong`.
    """
    names = (
        f"under {edges[0]:g}",
        *(f"{low:g} to under {high:g}" for low, high in pairwise(edges)),
        f"{edges[-1]:g} and over",
    )
    values = [_number(cell) for cell in column.cells]
    wrong = tuple(cell for cell, value in zip(column.cells, values, strict=True) if cell.strip() and math.isnan(value))
    cells = column.renamed(["" if math.isnan(value) else names[bisect_right(edges, value)] for value in values])
    groups = tuple(each for i, each in enumerate(names) if i or each in cells.cells)
    n = int(sum(n for cell, n in zip(cells.cells, cells.counts, strict=True) if cell))
    sentence = f"column '{name}': numbers in the groups {', '.join(groups)}"
    remark = Remark(treatment=Treatment.MAPPED, sentence=sentence, by=Reader.MANIFEST, rows=n)
    return Binned(groups=groups, cells=cells, wrong=wrong, remark=remark)
