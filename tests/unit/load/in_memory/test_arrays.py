"""Arrays are read as the tables they would be: the same cohort, the same predictions, a hash of their cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.load import cohort_from_arrays, load_cohort, load_predictions, predictions_from_arrays

TRUE = ["happy", "Happy ", "sad", "sad"]
AGE = ["adult", "", "Adult", "senior"]


def test_the_cohort_is_that_of_the_file(tmp_path: Path) -> None:
    lines = [f"{row},{label},{age},{row // 2}" for row, (label, age) in enumerate(zip(TRUE, AGE, strict=True))]
    (tmp_path / "a.csv").write_text("image,label,age,subject\n" + "\n".join(lines) + "\n")
    read = load_cohort(tmp_path / "a.csv")
    given = cohort_from_arrays(TRUE, {"age": AGE}, subjects=[0, 0, 1, 1], name="a")
    for name in ("y_true", "codes", "subjects"):
        assert np.array_equal(getattr(read, name), getattr(given, name))
    for name in ("id", "labels", "features", "images", "reading", "declared"):
        assert getattr(read, name) == getattr(given, name)


def test_the_predictions_are_those_of_the_file(tmp_path: Path) -> None:
    cohort = cohort_from_arrays(TRUE, {"age": AGE})
    (tmp_path / "p.csv").write_text("image,p_happy,p_sad\n0,.9,.1\n1,.2,.8\n2,.3,.7\n3,.6,.4\n")
    read = load_predictions(tmp_path / "p.csv", cohort)
    given = predictions_from_arrays(cohort, None, {"happy": [0.9, 0.2, 0.3, 0.6], "sad": [0.1, 0.8, 0.7, 0.4]})
    assert np.array_equal(read.predicted, given.predictions.predicted)
    assert np.array_equal(read.probabilities, given.predictions.probabilities)


@pytest.mark.parametrize("missing", [None, float("nan"), ""])
def test_a_missing_answer_is_a_picture_without_one(missing) -> None:
    cohort = cohort_from_arrays(TRUE, {"age": AGE})
    said = predictions_from_arrays(cohort, ["happy", missing, "sad", missing]).predictions
    assert said.predicted.tolist() == [0, -1, 1, -1]
    assert [OUTCOMES[code].value for code in said.outcomes] == ["scored", "no answer"] * 2


def test_a_row_of_missing_probabilities_is_a_picture_without_an_answer() -> None:
    cohort = cohort_from_arrays(TRUE, {"age": AGE})
    nan = float("nan")
    said = predictions_from_arrays(cohort, None, {"happy": [0.9, nan, 0.3, 0.6], "sad": [0.1, nan, 0.7, 0.4]})
    assert said.predictions.predicted.tolist() == [0, -1, 1, 0]
    assert said.predictions.outcomes[1] == OUTCOMES.index(Outcome.NO_ANSWER)


def test_the_hash_is_of_the_cells() -> None:
    first = cohort_from_arrays(TRUE, {"age": AGE})
    assert first.sha256 == cohort_from_arrays(np.array(TRUE, object), {"age": tuple(AGE)}).sha256
    assert first.sha256 != cohort_from_arrays(TRUE, {"Age": AGE}).sha256
    assert first.sha256 != cohort_from_arrays(TRUE, {"age": [*AGE[:3], "adult"]}).sha256
    assert len(first.sha256) == 64
    answers = [predictions_from_arrays(first, given).sha256 for given in (["happy"] * 4, ["sad"] * 4, ["sad"] * 4)]
    assert answers[0] != answers[1] == answers[2]


def test_a_label_that_no_picture_has_is_one_of_the_model_all_the_same() -> None:
    cohort = cohort_from_arrays(TRUE, {"age": AGE})
    columns = {"happy": [0.5] * 4, "sad": [0.25] * 4, "fear": [0.25] * 4}
    found = predictions_from_arrays(cohort, None, columns).predictions
    assert found.labels.emotions == ("happy", "sad", "fear")
    assert replace(cohort, declared=True).recoded(found.labels).tolist() == [0, 0, 1, 1]
