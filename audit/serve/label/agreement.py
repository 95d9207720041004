"""How well annotators agree beyond chance: Krippendorff's α, over all pictures and by group.

Krippendorff 2011, "Computing Krippendorff's alpha-reliability"; nominal, by the package `krippendorff`. *Cannot tell*
and *not a face* are answers like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import krippendorff
import numpy as np

from audit.load import is_reserved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.serve.label.book import VoteBook

_LEAST_VOTES = 2
MOST_GROUPS = 50
"""Groups of one column that are listed; a column with more is no feature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on some pictures.

    Attributes
    ----------
    name
        `all pictures`, or `feature: group`.
    pictures
        Pictures with at least two votes.
    alpha
        1 = they always agree, 0 = as chance would; None where it is undefined.
    why
        Why it is undefined; else empty.
    """

    name: str
    pictures: int
    alpha: float | None
    why: str = ""


def agreements(book: VoteBook) -> tuple[Agreement, ...]:
    """Return the agreement over all pictures, then of every group of every column that makes groups."""
    votes, sheet = book.counts(), book.sheet
    found = [agreement("all pictures", votes)]
    for name in sheet.header:
        cells = sheet.column(name)
        groups = sorted(set(cells), key=str.casefold)
        if is_reserved(name) or len(groups) > MOST_GROUPS:
            continue
        for group in groups:
            rows = [row for cell, row in zip(cells, votes, strict=True) if cell == group]
            found.append(agreement(f"{name}: {group or 'unknown'}", rows))
    return tuple(found)


def agreement(name: str, votes: Sequence[Sequence[int]]) -> Agreement:
    """Return the agreement on pictures whose votes are given by answer.

    >>> agreement("two", [[2, 0], [0, 2]]).alpha
    1.0
    """
    table = np.array([row for row in votes if sum(row) >= _LEAST_VOTES], np.int64)
    if not len(table):
        return Agreement(name=name, pictures=0, alpha=None, why="no picture has two votes")
    if (table.sum(axis=0) > 0).sum() < _LEAST_VOTES:
        return Agreement(name=name, pictures=len(table), alpha=None, why="every vote is for one answer")
    alpha = krippendorff.alpha(value_counts=table, level_of_measurement="nominal")
    return Agreement(name=name, pictures=len(table), alpha=round(float(alpha), 4))
