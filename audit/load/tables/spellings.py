"""Names in a column: encoded once, spelling variants merged, and every merge said in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, given_away, occurrences, packed
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.lookalikes import as_seen, odd_characters
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.load.emotions import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A column of text as codes of its distinct cells.

    Attributes
    ----------
    cells
        Distinct cells in order of first appearance, m of them.
    codes
        Integers, shape (n,): position in `cells` of each row.
    """

    cells: tuple[str, ...]
    codes: NDArray[np.integer]

    @property
    def counts(self) -> NDArray[np.int64]:
        """int64, shape (m,): rows of each distinct cell."""
        return occurrences(self.codes, len(self.cells))

    @property
    def texts(self) -> list[str]:
        """The cell of each row."""
        return [self.cells[code] for code in self.codes.tolist()]

    def renamed(self, cells: Sequence[str]) -> Encoded:
        """Return the column with each distinct cell written as given, shape (m,); those that are now alike are one."""
        new = encode(cells)
        return self if new.cells == self.cells else Encoded(cells=new.cells, codes=new.codes[self.codes])

    def mapped(self, codes: Sequence[int]) -> Codes:
        """Return whole numbers, shape (n,): the new code of each row, given the new code of each distinct cell."""
        return packed(given_away(packed(codes)[self.codes]))


def encode(column: Sequence[str]) -> Encoded:
    """Return a column of n cells as codes."""
    positions: dict[str, int] = {cell: position for position, cell in enumerate(dict.fromkeys(column))}
    codes = np.fromiter(map(positions.__getitem__, column), np.int64, len(column))
    return Encoded(cells=tuple(positions), codes=codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names in a column.

    Attributes
    ----------
    names
        One spelling for each name that occurs, in natural order.
    codes
        Whole numbers, shape (n,): position in `names` of each row; −1 for an empty cell.
    remarks
        Which spellings were merged, one for each name.
    """

    names: tuple[str, ...]
    codes: Codes
    remarks: tuple[Remark, ...]


def merge(column: str, cells: Encoded, preferred: Sequence[str] = ()) -> Names:
    """Return the names of a column with spelling variants merged.

    Cells that share a `spelling_key` are one name. It is written as in `preferred`, else in its most frequent spelling
    (the first of equally frequent ones) among those in which nothing is hidden.

    Parameters
    ----------
    column
        Its name, for the remarks.
    cells
        Its cells.
    preferred
        Spellings that were declared.
    """
    variants: dict[str, list[int]] = defaultdict(list)
    for position, cell in enumerate(cells.cells):
        variants[spelling_key(cell)].append(position)
    variants.pop("", None)
    declared = {spelling_key(name): name for name in preferred}
    often = dict(zip(cells.cells, cells.counts.tolist(), strict=True))
    chosen = {
        key: declared.get(key)
        or tidy(max((cells.cells[p] for p in found), key=lambda cell: (_plain(cell), often[cell])))
        for key, found in variants.items()
    }
    order = sorted(chosen, key=lambda key: natural_key(chosen[key]))
    code = {key: position for position, key in enumerate(order)}
    return Names(
        names=tuple(chosen[key] for key in order),
        codes=cells.mapped([code.get(spelling_key(cell), -1) for cell in cells.cells]),
        remarks=tuple(_merged(column, cells, variants, chosen)),
    )


def _plain(cell: str) -> bool:
    """Return whether a name is what it looks like."""
    name = tidy(cell)
    return as_seen(name) == name


def _merged(column: str, cells: Encoded, variants: dict[str, list[int]], chosen: dict[str, str]) -> Iterator[Remark]:
    counts = cells.counts
    for key, found in variants.items():
        others = [p for p in found if cells.cells[p] != chosen[key]]
        others.sort(key=lambda p: not odd_characters(cells.cells[p]))  # first what nobody sees
        if others and (len(found) > 1 or tidy(cells.cells[others[0]]) != chosen[key]):
            listed = ", ".join(f"'{cells.cells[p]}' ({_told(cells.cells[p], int(counts[p]))})" for p in others)
            total = rows(int(counts[found].sum()))
            sentence = f"column '{column}': {listed} counted as '{chosen[key]}', which now has {total}"
            changed = int(sum(counts[p] for p in others))
            yield Remark(treatment=Treatment.MERGED, sentence=sentence, by=Reader.MANIFEST, rows=changed)


def _told(cell: str, n: int) -> str:
    odd = odd_characters(cell)
    return f"{rows(n)}, with {odd}" if odd else rows(n)


def rows(n: int) -> str:
    """Return a number of rows in words, for a note."""
    return "1 row" if n == 1 else f"{n} rows"


def natural_key(text: str) -> tuple[tuple[str, int], ...]:
    """Return a sorting key that puts 9 before 10 and ignores case.

    >>> sorted(["10 to 19", "5 to 9"], key=natural_key)
    ['5 to 9', '10 to 19']
    """
    parts = re.findall(r"(\D*)(\d{0,18})", spelling_key(text))
    return tuple((words, int(digits or -1)) for words, digits in parts)


def control_character(text: str) -> str | None:
    """Return the first control character of a name as its code, or None; line ends and tabs are spaces."""
    return next((f"U+{ord(c):04X}" for c in text if unicodedata.category(c) == "Cc" and not c.isspace()), None)
