"""An audit image by image: its columns fit, its codes follow another order of emotions, and what is not scored is."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.results.image_rows import ImageRows
from audit.errors import InputError, UsageError

LOST, FOREIGN = Outcome.NO_FACE.code, Outcome.UNKNOWN_LABEL.code
THREE = LabelSet(emotions=("happy", "sad", "calm"))


def rows(**fields) -> ImageRows:
    """Return four images: right, wrong, without a face, and of an emotion that the model does not have."""
    columns = {
        "y_true": np.array([0, 1, 2, -1]),
        "codes": np.zeros((4, 0)),
        "outcomes": np.array([0, 0, LOST, FOREIGN]),
        "predicted": np.array([0, 2, -1, -1]),
    }
    return ImageRows(labels=THREE, features=(), images=("a", "b", "c", "d"), **columns | fields)


def test_an_image_is_right_where_it_was_scored_and_answered_as_labelled() -> None:
    made = rows()
    assert len(made) == 4
    assert made.scored.tolist() == [True, True, False, False]
    assert made.right.tolist() == [True, False, False, False]  # −1 and −1 of the last are no agreement


def test_codes_follow_the_order_of_another_label_set() -> None:
    turned = rows().recoded(LabelSet(emotions=("calm", "happy", "sad")))
    assert turned.y_true.tolist() == [1, 2, 0, -1]
    assert turned.predicted.tolist() == [1, 0, -1, -1]
    assert turned.right.tolist() == rows().right.tolist()
    with pytest.raises(UsageError, match="unknown emotion 'calm'; expected one of happy, sad, angry"):
        rows().recoded(LabelSet(emotions=("happy", "sad", "angry")))


@pytest.mark.parametrize("name", ["y_true", "codes", "outcomes", "predicted", "subjects"])
def test_a_column_of_another_length_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"a table of 4 images has 3 values of {name}"):
        rows(**{name: np.zeros((3, 0)) if name == "codes" else np.zeros(3)})


def test_a_scored_image_has_a_label_and_an_answer() -> None:
    for fields in ({"y_true": np.array([-1, 1, 2, -1])}, {"predicted": np.array([0, -1, -1, -1])}):
        with pytest.raises(InputError, match="a scored image has a label of the model and a predicted emotion"):
            rows(**fields)


def test_columns_cannot_be_written_over_and_people_may_be_unknown() -> None:
    assert rows().subjects is None
    made = rows(subjects=np.array([0, 0, 1, 1]))
    with pytest.raises(ValueError, match="read-only"):
        made.subjects[0] = 7
