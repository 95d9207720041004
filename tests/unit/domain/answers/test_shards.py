"""Shards hold every row once, and rows keep what is said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.answers.shards import Shard, rows_of, shards_of


@pytest.mark.parametrize(("rows", "most"), [(0, 3), (1, 3), (3, 3), (10, 3), (10, 1)])
def test_every_row_is_in_one_shard(rows: int, most: int) -> None:
    shards = shards_of(rows, most)
    assert [row for shard in shards for row in range(shard.start, shard.stop)] == list(range(rows))
    assert all(len(shard) <= most for shard in shards)
    assert shards


def test_rows_keep_everything_that_is_said_of_them() -> None:
    whole = replace(
        cohort_of([0, 1, 1, 0], [0, 1, 0, 1], votes=[[1, 0], [0, 2], [3, 0], [0, 4]]),
        boxes=np.arange(16).reshape(4, 4),
        subjects=np.array([5, 5, 6, 7]),
        votes_outside=np.arange(4),
        left_out=np.array([False, True, False, True]),
        split=("a", "b", "a", "b"),
        faces=("0", "1", "", "2"),
    )
    part = Shard(start=1, stop=3).of(whole)
    names = ("y_true", "codes", "boxes", "subjects", "votes", "votes_outside", "left_out", "split", "faces", "images")
    for name in names:
        assert np.array_equal(getattr(part, name), getattr(whole, name)[1:3]), name
    assert (part.features, part.labels, part.root) == (whole.features, whole.labels, whole.root)


def test_rows_are_taken_in_the_order_they_are_given() -> None:
    assert rows_of(cohort_of([0, 1, 1], [0, 1, 0]), np.array([2, 0])).images == ("2.png", "0.png")
