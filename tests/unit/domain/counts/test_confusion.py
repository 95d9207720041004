"""A confusion matrix, its margins, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.confusion import ConfusionCounts, Margins
from audit.errors import InputError

HAPPY_SAD = LABEL_SETS["happy-sad"]


def test_margins_of_one_emotion_by_hand() -> None:
    # rows = true; for emotion 0: TP 5, FN 2 (its row), FP 1 (its column), TN 4
    seen = ConfusionCounts(labels=HAPPY_SAD, cells=np.array([[5, 2], [1, 4]])).margins("happy")
    assert (seen.hits, seen.labelled, seen.answered, seen.images, seen.right) == (5, 5 + 2, 5 + 1, 12, 5 + 4)


def test_counts_cannot_be_changed_from_outside() -> None:
    cells = np.array([[1, 0], [0, 1]])
    counts = ConfusionCounts(labels=HAPPY_SAD, cells=cells)
    cells[0, 0] = 99
    assert counts.correct == 2
    with pytest.raises(ValueError, match="read-only"):
        counts.cells[0, 0] = 5


def test_matrices_of_other_emotions_do_not_add_up() -> None:
    one = ConfusionCounts(labels=HAPPY_SAD, cells=np.eye(2))
    assert (one + one).support.tolist() == [2, 2]
    with pytest.raises(InputError, match="emotions agree"):
        one + ConfusionCounts(labels=LABEL_SETS["fer7"], cells=np.eye(7))
    with pytest.raises(InputError, match=r"shape \(2, 2\), found \(3, 3\)"):
        ConfusionCounts(labels=HAPPY_SAD, cells=np.eye(3))


def test_the_sums_of_several_emotions_are_one_axis_more() -> None:
    cells = np.arange(2 * 9).reshape(2, 3, 3)
    assert Margins(cells=cells).images.tolist() == [36, 117]
    assert Margins(cells=cells, emotion=1).images.tolist() == [36, 117]
    assert Margins(cells=cells, emotion=np.array([0, 2])).images.tolist() == [[36], [117]]


def test_margins_of_several_matrices_are_those_of_each() -> None:
    seen = Margins(cells=np.arange(2 * 9).reshape(2, 3, 3), emotion=1)  # rows 0 1 2, 3 4 5, 6 7 8; then from 9 on
    assert seen.right.tolist() == [0 + 4 + 8, 9 + 13 + 17]
    assert seen.hits.tolist() == [4, 13]
    assert seen.labelled.tolist() == [3 + 4 + 5, 12 + 13 + 14]
    assert seen.answered.tolist() == [1 + 4 + 7, 10 + 13 + 16]
