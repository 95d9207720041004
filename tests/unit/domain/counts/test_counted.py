"""Counts and people are one value, and are of the same pictures."""

from __future__ import annotations

import numpy as np
import pytest
from builders import answered, cohort_of, count_table, predictions_of

from audit.domain.counts.counted import Counted
from audit.domain.counts.people import PeopleTable
from audit.errors import InputError
from audit.measure import count_all


def test_people_of_other_pictures_are_refused() -> None:
    table = count_table({"a": [[1, 0], [0, 1]], "b": [[0, 0], [0, 0]]})
    own = PeopleTable.of(np.array([7, 7]), np.array([[0, 0, 0], [0, 1, 1]]), (2, 2, 2))
    other = PeopleTable.of(np.array([7, 7]), np.array([[0, 0, 0], [0, 1, 0]]), (2, 2, 2))
    assert Counted(table=table, people=own).people is own
    with pytest.raises(InputError, match="are not those that were counted"):
        Counted(table=table, people=other)


def test_pictures_of_different_people_have_no_table_of_people() -> None:
    counted = count_all(answered(cohort_of([0, 1], [0, 1]), predictions_of([[1.0, 0.0], [0.0, 1.0]])))
    assert (counted.people, counted.table.overall().total) == (None, 2)
