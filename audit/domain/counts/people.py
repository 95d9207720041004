"""People with several pictures: what is left of them after counting, so that dependent pictures are not taken for more.

Words: a *pattern* is the set of cells a person's scored pictures fell into; people with the same pattern are kept once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, frozen
from audit.domain.counts.cells import CellTable
from audit.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTable:
    """Scored images person by person, in the cells of a count table.

    Tables of disjoint people add up: a person's pictures must not be divided between shards.

    Attributes
    ----------
    cells
        Axes: the pattern, then those of the count table.
    people
        int64, shape (patterns,): how many people have each pattern, all positive. Patterns are unique and in a fixed
        order, so that the numbering of people leaves no trace.
    """

    cells: CellTable
    people: NDArray[np.int64]

    def __post_init__(self) -> None:
        people = np.asarray(self.people, np.int64)
        patterns = self.cells.shape[0]
        if people.shape != (patterns,) or np.any(people <= 0):
            raise InputError(f"a table of people has {patterns} patterns and as many positive counts of people")
        cells, merged = _unique_patterns(self.cells, people)
        object.__setattr__(self, "cells", cells)
        object.__setattr__(self, "people", frozen(merged, np.int64))

    @classmethod
    def of(cls, subjects: Codes, codes: Codes, shape: tuple[int, ...]) -> PeopleTable:
        """Return the table of images of these subjects, shape (n,), in these cells, shape (n, axes)."""
        return cls.of_columns(subjects, tuple(codes.T), shape)

    @classmethod
    def of_columns(cls, subjects: Codes, columns: tuple[Codes, ...], shape: tuple[int, ...]) -> PeopleTable:
        """Return the table of images of these subjects, shape (n,), by the levels of each axis, shape (n,) each."""
        persons, number = np.unique(subjects, return_inverse=True)
        cells = CellTable.of_columns((number.reshape(-1), *columns), (len(persons), *shape))
        return cls(cells=cells, people=np.ones(len(persons), np.int64))

    def __add__(self, other: PeopleTable) -> PeopleTable:
        if self.cells.shape[1:] != other.cells.shape[1:]:
            raise InputError("tables of people add up when their axes agree")
        moved = np.array(other.cells.keys)
        moved[:, 0] += self.cells.shape[0]
        cells = CellTable(
            shape=(self.cells.shape[0] + other.cells.shape[0], *self.cells.shape[1:]),
            keys=np.concatenate([self.cells.keys, moved]),
            counts=np.concatenate([self.cells.counts, other.cells.counts]),
        )
        return PeopleTable(cells=cells, people=np.concatenate([self.people, other.people]))

    @property
    def total(self) -> int:
        """Number of people."""
        return int(self.people.sum())

    @property
    def images(self) -> int:
        """Number of scored images."""
        return self.counted.total

    @property
    def counted(self) -> CellTable:
        """The same images in the cells of the count table, whosever they are."""
        counts = self.cells.counts * self.people[self.cells.keys[:, 0]]
        return CellTable(shape=self.cells.shape[1:], keys=self.cells.keys[:, 1:], counts=counts)


def _unique_patterns(cells: CellTable, people: NDArray[np.int64]) -> tuple[CellTable, NDArray[np.int64]]:
    """Return the same table with equal patterns merged, in lexicographic order of their bytes."""
    rows = np.column_stack([cells.keys[:, 1:], cells.counts])
    starts = np.searchsorted(cells.keys[:, 0], np.arange(len(people) + 1))
    found: dict[bytes, int] = {}
    for pattern, (start, end) in enumerate(pairwise(starts)):
        key = rows[start:end].astype(">i8").tobytes()
        found[key] = found.get(key, 0) + int(people[pattern])
    ordered = sorted(found)
    width = rows.shape[1]
    parts = [np.frombuffer(key, ">i8").reshape(-1, width).astype(np.int64) for key in ordered]
    number = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    merged = np.concatenate(parts) if parts else np.empty((0, width), np.int64)
    keys = np.column_stack([number, merged[:, :-1]])
    table = CellTable(shape=(len(parts), *cells.shape[1:]), keys=keys, counts=merged[:, -1])
    return table, np.array([found[key] for key in ordered], np.int64)
