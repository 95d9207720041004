"""What is kept of probabilities adds up, whoever is in which shard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.uncertainty.mixed_summary import MixedSummary
from audit.errors import InputError
from audit.measure import summarise

ROWS = [[0.95, 0.05], [0.6, 0.4], [0.2, 0.8]]


def summary(subjects: list[int] | None) -> MixedSummary:
    cohort = replace(cohort_of([0, 1, 1], [0, 1, 1]), subjects=subjects)
    found = summarise(answered(cohort, predictions_of(ROWS))).mixed
    assert found is not None
    return found


def test_pictures_by_hand() -> None:
    """Of the first two the happy answer is right and wrong; only the second has two emotions of like strength."""
    found = summary(None)
    rows = zip(found.group(0), found.true, found.right, found.mixed, found.images, strict=True)
    assert sorted((int(g), int(t), bool(r), bool(m), int(n)) for g, t, r, m, n in rows) == [
        (0, 0, True, False, 1),
        (1, 1, False, True, 1),
        (1, 1, True, False, 1),
    ]
    assert found.top_two.tolist() == [[[0, 2], [1, 0]], [[0, 1], [0, 0]]]
    assert found.subjects is None
    assert found.cells.shape == (2, 2, 2, 2, 100)  # groups, labels, right, mixed, bins of entropy


def test_shards_that_know_different_people_add_up() -> None:
    found = summary([0, 1, 1]) + summary([4, 1, 0])
    assert found.subjects is not None
    people = np.bincount(found.subjects, found.images)
    assert people.tolist() == [2, 3, 0, 0, 1]
    assert found.top_two.sum() == 2 * 3 + 2 * 1


def test_one_with_people_and_one_without_do_not_add_up() -> None:
    with pytest.raises(InputError, match="both name people"):
        summary(None) + summary([0, 1, 1])
