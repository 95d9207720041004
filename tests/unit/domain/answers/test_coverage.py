"""The outcome ledger: every row has one outcome, and says which."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.answers.coverage import Coverage
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.cohort.reading import Treatment
from audit.domain.counts.cells import CellTable
from audit.errors import InputError

AGE = SensitiveFeature(name="age", groups=("adult", "senior"))
ROWS = np.array([[0, Outcome.SCORED.code], [0, Outcome.CORRUPT.code], [1, Outcome.LEFT_OUT.code]])


def ledger(rows: np.ndarray, feature: SensitiveFeature = AGE, outcomes: int = len(OUTCOMES)) -> Coverage:
    return Coverage(features=(feature,), cells=CellTable.of(rows, (2, outcomes)))


def test_every_row_is_in_one_outcome_of_its_group() -> None:
    found = ledger(ROWS) + ledger(ROWS[:1])
    assert (found.rows, found.of(Outcome.SCORED), found.of(Outcome.CORRUPT)) == (4, 2, 1)
    assert found.by("age").sum(axis=1).tolist() == [3, 1]


def test_rows_that_were_not_scored_are_said_and_those_left_out_by_wish_apart() -> None:
    said = {remark.treatment: remark.sentence for remark in ledger(ROWS).remarks}
    assert said == {
        Treatment.NOT_SCORED: f"1 of 3 rows are not counted: {Outcome.CORRUPT}",
        Treatment.LEFT_OUT: f"1 of 3 rows are not counted: {Outcome.LEFT_OUT}",
    }


def test_a_ledger_of_an_earlier_version_knew_fewer_outcomes() -> None:
    earlier = ledger(ROWS[:2], outcomes=10)
    assert (earlier + ledger(ROWS)).rows == 5


def test_ledgers_of_other_features_do_not_add_up() -> None:
    with pytest.raises(InputError, match="sensitive features agree"):
        ledger(ROWS) + ledger(ROWS, SensitiveFeature(name="gender", groups=("female", "male")))


def test_how_many_rows_are_not_counted_is_a_plain_number() -> None:
    cells = CellTable(shape=(2, len(OUTCOMES)), keys=np.array([[0, 0], [1, Outcome.NO_FACE.code]]), counts=[5, 2])
    feature = SensitiveFeature(name="group", groups=("a", "b"))
    (remark,) = Coverage(features=(feature,), cells=cells).remarks
    assert type(remark.rows) is int
    assert remark.sentence == "2 of 7 rows are not counted: no face found"
    assert remark.treatment is Treatment.NOT_SCORED
