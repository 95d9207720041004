"""No small cell can be worked out: held against every table that an attacker could think of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audit.measure.disclosure.suppression import Total, suppressed

LEAST = 3


def two_way(inner: np.ndarray) -> tuple[np.ndarray, list[Total]]:
    """Return a table with its sums as cells (rows first, then sums of rows, of columns, of all) and their totals."""
    rows, columns = inner.shape
    at = np.arange(rows * columns).reshape(rows, columns)
    row_sum, column_sum, everything = (
        at.size + np.arange(rows),
        at.size + rows + np.arange(columns),
        at.size + rows + columns,
    )
    sizes = np.concatenate([inner.ravel(), inner.sum(axis=1), inner.sum(axis=0), [inner.sum()]])
    totals = [Total(whole=int(row_sum[i]), parts=tuple(map(int, at[i]))) for i in range(rows)]
    totals += [Total(whole=int(column_sum[j]), parts=tuple(map(int, at[:, j]))) for j in range(columns)]
    totals.append(Total(whole=int(everything), parts=tuple(map(int, row_sum))))
    totals.append(Total(whole=int(everything), parts=tuple(map(int, column_sum))))
    return sizes, totals


def possible(sizes: np.ndarray, hidden: np.ndarray, totals: list[Total], top: int) -> np.ndarray:
    """Return every way to fill the hidden cells that agrees with what is published, shape (ways, hidden cells)."""
    unknown = np.flatnonzero(hidden)
    values = np.indices((top + 1,) * len(unknown)).reshape(len(unknown), -1)
    filled = np.repeat(sizes[:, None], values.shape[1], axis=1)
    filled[unknown] = values
    agree = [filled[t.whole] == filled[list(t.parts)].sum(axis=0) for t in totals]
    return values[:, np.all(agree, axis=0)].T


@settings(max_examples=40, deadline=None)
@given(arrays(np.int64, (2, 2), elements=st.integers(0, 5)))
def test_nobody_can_work_out_a_small_cell(inner: np.ndarray) -> None:
    sizes, totals = two_way(inner)
    hidden = suppressed(sizes, sizes, totals, LEAST)
    small = (sizes > 0) & (sizes < LEAST)
    assert np.all(hidden[small])
    unknown = np.flatnonzero(hidden)
    if not len(unknown) or hidden[-1]:
        return
    ways = possible(sizes, hidden, totals, int(sizes[-1])) if len(unknown) <= 4 else None
    if ways is not None:
        values = {int(cell): np.unique(ways[:, i]) for i, cell in enumerate(unknown)}
        assert all(len(values[int(cell)]) >= LEAST for cell in np.flatnonzero(small))


def test_a_lone_small_cell_takes_the_next_smallest_with_it() -> None:
    sizes = np.array([1, 20, 50, 71])
    hidden = suppressed(sizes, sizes, [Total(whole=3, parts=(0, 1, 2))], 10)
    assert hidden.tolist() == [True, True, False, False]


def test_two_small_cells_that_are_few_together_take_a_third() -> None:
    sizes = np.array([2, 3, 40, 50, 95])
    hidden = suppressed(sizes, sizes, [Total(whole=4, parts=(0, 1, 2, 3))], 10)
    assert hidden.tolist() == [True, True, True, False, False]


def test_what_several_totals_give_away_together_is_found() -> None:
    inner = np.array([[1, 30, 30], [40, 50, 60], [40, 50, 60]])
    sizes, totals = two_way(inner)
    hidden = suppressed(sizes, sizes, totals, 10)[:9].reshape(3, 3)
    assert hidden[0, 0]
    assert all(n != 1 for n in (*hidden.sum(axis=0), *hidden.sum(axis=1)))


def test_nothing_small_nothing_hidden() -> None:
    sizes, totals = two_way(np.array([[20, 30], [0, 40]]))
    assert not suppressed(sizes, sizes, totals, 10).any()


@pytest.mark.parametrize("people", [1, 9])
def test_few_people_with_many_pictures_are_few(people: int) -> None:
    sizes = np.array([400, 300, 300, 1000])
    persons = np.array([people, 300, 300, 600 + people])
    assert suppressed(sizes, persons, [Total(whole=3, parts=(0, 1, 2))], 10).tolist() == [True, True, False, False]
