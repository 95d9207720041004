"""What a classifier said, row by row: rows that were left out, and rows that cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import OUTCOMES, Outcome, Predictions
from audit.errors import InputError


def test_left_out_rows_end_in_one_outcome_and_keep_an_earlier_one() -> None:
    missing = Outcome.MISSING_FILE.code
    predictions = Predictions(
        labels=LABEL_SETS["happy-sad"],
        predicted=np.array([0, 1, -1]),
        outcomes=np.array([0, 0, missing]),
        probabilities=np.array([[0.9, 0.1], [0.2, 0.8], [0, 0]]),
    )
    left = predictions.leaving_out(np.array([False, True, True]), Outcome.UNKNOWN_LABEL)
    assert [OUTCOMES[code] for code in left.outcomes] == [Outcome.SCORED, Outcome.UNKNOWN_LABEL, Outcome.MISSING_FILE]
    assert left.predicted.tolist() == [0, -1, -1]


def test_a_prediction_without_score_is_refused() -> None:
    with pytest.raises(InputError, match="if and only if"):
        Predictions(labels=LABEL_SETS["happy-sad"], predicted=np.array([-1]), outcomes=np.array([0]))


@pytest.mark.parametrize("row", [[0.7, 0.7], [1.2, -0.2], [float("nan"), 1.0]])
def test_probabilities_that_are_none_are_refused(row: list[float]) -> None:
    with pytest.raises(InputError, match="sum to 1"):
        Predictions(
            labels=LABEL_SETS["happy-sad"],
            predicted=np.array([0]),
            outcomes=np.array([0]),
            probabilities=np.array([row]),
        )


def scored(*rows: list[float], **fields) -> Predictions:
    probabilities = np.array(rows)
    settings = {"predicted": probabilities.argmax(axis=1), "outcomes": np.zeros(len(rows)), **fields}
    return Predictions(labels=LABEL_SETS["happy-sad"], probabilities=probabilities, **settings)


def test_six_decimals_need_not_add_up_to_one_exactly() -> None:
    assert len(scored([0.9009, 0.1], [0.8991, 0.1])) == 2
    with pytest.raises(InputError, match="1 rows of probabilities do not sum to 1"):
        scored([0.5, 0.5], [0.9, 0.102])


def test_probabilities_of_another_shape_are_refused() -> None:
    with pytest.raises(InputError, match=r"probabilities have shape \(1, 3\), expected \(1, 2\)"):
        scored([0.2, 0.3, 0.5])


def test_a_row_without_answer_has_no_probabilities_to_add_up() -> None:
    lost = scored([0.0, 0.0], predicted=np.array([-1]), outcomes=np.array([Outcome.FAILED.code]))
    assert lost.scored.tolist() == [False]
    with pytest.raises(InputError, match="if and only if"):
        scored([0.0, 0.0], outcomes=np.array([Outcome.FAILED.code]))


def test_every_outcome_is_found_by_its_code() -> None:
    assert [OUTCOMES[outcome.code] for outcome in Outcome] == list(Outcome)
    assert Outcome.SCORED.code == 0


def test_left_out_rows_have_no_probability_and_others_keep_theirs() -> None:
    left = scored([0.9, 0.1], [0.2, 0.8]).leaving_out(np.array([True, False]), Outcome.LEFT_OUT)
    assert left.probabilities.tolist() == [[0.0, 0.0], [0.2, 0.8]]
    decided = Predictions(labels=left.labels, predicted=np.array([1]), outcomes=np.array([0]))
    assert decided.leaving_out(np.array([True]), Outcome.LEFT_OUT).probabilities is None


def test_an_earlier_outcome_is_replaced_only_on_wish() -> None:
    lost = scored([0.0, 0.0], predicted=np.array([-1]), outcomes=np.array([Outcome.FAILED.code]))
    rows = np.array([True])
    assert lost.leaving_out(rows, Outcome.LEFT_OUT) is lost  # nothing of it was scored
    again = lost.leaving_out(rows, Outcome.LEFT_OUT, scored_alone=False)
    assert [OUTCOMES[code] for code in again.outcomes] == [Outcome.LEFT_OUT]
