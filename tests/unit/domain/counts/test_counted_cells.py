"""Which cells a metric counts, asked of its own definition."""

from __future__ import annotations

import numpy as np

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counted_cells import CountedCells, counted_cells

HAPPY_SAD = LABEL_SETS["happy-sad"]  # rows are labels, columns are answers


def test_recall_counts_the_row_of_its_emotion() -> None:
    cells = counted_cells(HAPPY_SAD, "recall", "happy")
    assert cells.hits.tolist() == [[True, False], [False, False]]
    assert cells.base.tolist() == [[True, True], [False, False]]
    assert cells.of_labels
    assert not cells.right_of_answers


def test_precision_counts_the_column_of_its_emotion() -> None:
    cells = counted_cells(HAPPY_SAD, "precision", "happy")
    assert cells.base.tolist() == [[True, False], [True, False]]
    assert cells.right_of_answers
    assert not cells.of_labels


def test_the_success_rate_counts_the_diagonal_of_all() -> None:
    cells = counted_cells(HAPPY_SAD, "accuracy", None)
    assert cells.hits.tolist() == [[True, False], [False, True]]
    assert cells.base.all()
    assert counted_cells(HAPPY_SAD, "accuracy", None) is cells


def test_only_precision_and_accuracy_are_shares_of_answers_that_are_right() -> None:
    found = {
        metric: counted_cells(LABEL_SETS["fer6"], metric, emotion).right_of_answers
        for metric, emotion in (
            ("accuracy", None),
            ("precision", "happy"),
            ("recall", "happy"),
            ("selection_rate", "happy"),
            ("false_positive_rate", "happy"),
        )
    }
    assert [metric for metric, right in found.items() if right] == ["accuracy", "precision"]


def test_one_label_or_answer_that_is_counted_in_part_is_enough() -> None:
    """All of the first row and of the first column, and half of the second ones."""
    base = np.array([[True, True], [True, False]])
    found = CountedCells(hits=base & np.eye(2, dtype=bool), base=base)
    assert not found.of_labels
    assert not found.right_of_answers
