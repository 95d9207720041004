"""Which cells of a published table have to be left out, so that no small one can be worked out from the others.

Words: a *total* is an equation that a reader of the table knows, one cell as the sum of others. A cell is *small* when
fewer people than the least number stand in it; taking it out is primary suppression, and taking out others so that no
total gives it away is complementary suppression (Willenborg & de Waal 2001, Elements of Statistical Disclosure Control,
chapter 4; Fischetti & Salazar 2001, Management Science 47, for what an attacker can work out).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SOLVED = 0
"""What scipy's solver says of a problem it has solved."""

_ROUNDING = 1e-6
"""Of its numbers."""

_ROUNDS = 12
"""Aims over all doubtful cells at once before each is looked at alone; 12 leave a few of hundreds."""

Weights = NDArray[np.float64]
Knowledge = tuple[csr_array, Weights]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One cell is the sum of others.

    Attributes
    ----------
    whole
        Position of the sum.
    parts
        Positions of what is summed.
    """

    whole: int
    parts: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        """All positions in the equation."""
        return (self.whole, *self.parts)


def suppressed(
    sizes: NDArray[np.int64], people: NDArray[np.int64], totals: Sequence[Total], least: int
) -> NDArray[np.bool_]:
    """Return which cells must not be published.

    No cell of fewer than `least` people is published, and from what is published nobody can work out a small cell
    closer than to `least` values, nor the sum of cells that together hold fewer than `least` people.

    Parameters
    ----------
    sizes, people
        Pictures, and people, of each cell, shape (cells,). An empty cell tells of nobody and is never small.
    totals
        The equations that hold between the cells.
    least
        The fewest people that may be published, at least 2.
    """
    small = (people < least) & (sizes > 0)
    hidden, attacker = small.copy(), _Attacker(sizes=sizes, totals=totals)
    while True:
        _close(hidden, sizes, people, totals, least)
        open_cell = attacker.works_out(hidden, np.flatnonzero(small), least)
        if open_cell is None:
            return hidden
        if not _hide_beside(hidden, sizes, [total for total in totals if open_cell in total.cells]):
            return np.asarray(hidden | (sizes > 0))


def _close(
    hidden: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    people: NDArray[np.int64],
    totals: Sequence[Total],
    least: int,
) -> None:
    """Hide more cells until no single total gives one away, or the sum of too few people."""
    changed = True
    while changed:
        changed = False
        for total in totals:
            if _gives_away(hidden, people, total, least):
                changed |= _hide_beside(hidden, sizes, [total])


def _gives_away(hidden: NDArray[np.bool_], people: NDArray[np.int64], total: Total, least: int) -> bool:
    unknown = [cell for cell in total.cells if hidden[cell]]
    if not unknown:
        return False
    return len(unknown) == 1 or (not hidden[total.whole] and int(people[unknown].sum()) < least)


def _hide_beside(hidden: NDArray[np.bool_], sizes: NDArray[np.int64], totals: Iterable[Total]) -> bool:
    """Hide the smallest cell that these totals still show, parts before wholes; False where they show none."""
    chosen = list(totals)
    for kind in ([c for total in chosen for c in total.parts], [total.whole for total in chosen]):
        shown = [cell for cell in kind if not hidden[cell] and sizes[cell] > 0]
        if shown:
            hidden[min(shown, key=lambda cell: (int(sizes[cell]), cell))] = True
            return True
    return False


class _Attacker:
    """Somebody who solves all totals together for the cells that are hidden.

    Whatever agreed with the published cells still does when more are hidden, so the ranges found only widen.
    """

    def __init__(self, *, sizes: NDArray[np.int64], totals: Sequence[Total]) -> None:
        self._sizes = sizes
        self._totals = totals
        self._low = sizes.astype(float)
        self._high = sizes.astype(float)

    def works_out(self, hidden: NDArray[np.bool_], small: NDArray[np.int64], least: int) -> int | None:
        """Return a small cell that the totals pin down to fewer than `least` values; None where there is none."""
        unknown = np.flatnonzero(hidden)
        knowledge = self._equations(hidden, unknown)
        for aims in (self._together(small, least), self._each(small, least)):
            for cells, weights in aims:
                objective = np.zeros(len(self._sizes))
                objective[cells] = weights
                self._look(objective[unknown], unknown, knowledge)
        still = self._narrow(small, least)
        return int(still[0]) if len(still) else None

    def _narrow(self, small: NDArray[np.int64], least: int) -> NDArray[np.int64]:
        """Return the small cells for which fewer than `least` values have been found possible."""
        return np.asarray(small[self._high[small] - self._low[small] < least - 1 - _ROUNDING])

    def _together(self, small: NDArray[np.int64], least: int) -> Iterator[tuple[NDArray[np.int64], Weights]]:
        """Yield sums of the cells in doubt with random weights: one solution widens many ranges at once."""
        draws = np.random.default_rng(0)
        for _ in range(_ROUNDS):
            doubtful = self._narrow(small, least)
            if len(doubtful):
                yield doubtful, draws.normal(size=len(doubtful))

    def _each(self, small: NDArray[np.int64], least: int) -> Iterator[tuple[NDArray[np.int64], Weights]]:
        """Yield each cell still in doubt, upwards and downwards, until one is found that cannot move far enough."""
        for cell in self._narrow(small, least):
            for sign in (-1.0, 1.0):
                if len(self._narrow(np.array([cell]), least)):
                    yield np.array([cell]), np.array([sign])
            if len(self._narrow(np.array([cell]), least)):
                return

    def _look(self, objective: Weights, unknown: NDArray[np.int64], knowledge: Knowledge) -> None:
        """Widen the ranges by the values that make an aim smallest; a single cell without an end can be anything."""
        equations, known = knowledge
        found = linprog(objective, A_eq=equations, b_eq=known, bounds=(0, None))
        if found.status == _SOLVED:
            self._low[unknown] = np.minimum(self._low[unknown], found.x)
            self._high[unknown] = np.maximum(self._high[unknown], found.x)
        elif np.count_nonzero(objective) == 1:
            self._high[unknown[objective < 0]] = np.inf

    def _equations(self, hidden: NDArray[np.bool_], unknown: NDArray[np.int64]) -> Knowledge:
        """Return what is known of the hidden cells: a matrix, shape (equations, unknown), and its right-hand side."""
        column = np.full(len(hidden), -1)
        column[unknown] = np.arange(len(unknown))
        places: list[tuple[int, int, float]] = []
        known: list[float] = []
        for total in self._totals:
            signs = np.r_[1.0, -np.ones(len(total.parts))]
            cells = np.array(total.cells)
            gone = hidden[cells]
            if gone.any():
                places += [
                    (len(known), int(column[c]), float(s)) for c, s in zip(cells[gone], signs[gone], strict=True)
                ]
                known.append(-float(signs[~gone] @ self._sizes[cells[~gone]]))
        rows, columns, values = zip(*places, strict=True) if places else ((), (), ())
        return coo_array((values, (rows, columns)), shape=(len(known), len(unknown))).tocsr(), np.array(known)
