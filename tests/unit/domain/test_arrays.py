"""Frozen arrays are nobody's to write to; long ones are gone through in blocks as if at once."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain import arrays
from audit.domain.arrays import by_blocks, chosen, frozen, in_blocks


def test_an_array_that_somebody_can_write_to_is_copied() -> None:
    given = np.arange(3)
    view = given[:2]
    view.setflags(write=False)
    kept = [frozen(given, np.int64), frozen(view, np.int64), frozen([0, 1], np.int64)]
    given[0] = 9
    assert [array[0] for array in kept] == [0, 0, 0]
    assert not any(array.flags.writeable for array in kept)


def test_an_array_that_nobody_can_write_to_is_kept_as_it_is() -> None:
    given = np.arange(3)
    given.setflags(write=False)
    assert frozen(given, np.int64) is given
    assert frozen(given, np.float64).dtype == np.float64


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 11])
def test_blocks_together_are_the_array(rows, monkeypatch) -> None:
    monkeypatch.setattr(arrays, "BLOCK", 4)
    given = np.arange(2 * rows).reshape(rows, 2)
    assert np.concatenate([*in_blocks(given)]).tolist() == given.tolist()
    assert by_blocks(lambda block: block.sum(axis=1), given).tolist() == given.sum(axis=1).tolist()


def test_all_rows_are_chosen_without_a_copy() -> None:
    given = np.arange(3)
    assert chosen(given, np.ones(3, np.bool_)) is given
    assert chosen(given, given > 0).tolist() == [1, 2]
