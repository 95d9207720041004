"""Which names of columns have a meaning of their own, and whose they are."""

from __future__ import annotations

import pytest

from audit.load.tables.column_names import is_number_of_an_emotion, is_of_cohort, is_of_predictions, is_reserved


@pytest.mark.parametrize(
    ("name", "reserved", "cohort", "predictions", "number"),
    [
        ("image", True, False, False, False),  # joins both tables
        ("face", True, False, False, False),
        ("label", True, True, False, False),
        ("label_code", True, True, False, False),
        ("annotator", True, True, False, False),
        ("subject", True, True, False, False),
        ("split", True, True, False, False),
        ("width", True, True, False, False),
        ("votes_happy", True, True, False, False),
        ("votes_not_a_face", True, True, False, False),
        ("predicted", False, False, True, False),
        ("outcome", False, False, True, False),
        ("logits", False, False, True, False),
        ("p_happy", False, False, True, True),
        ("logit_happy", False, False, True, True),
        ("gender", False, False, False, False),
        ("votes", False, False, False, False),  # without an emotion it is somebody's feature
        ("person", False, False, False, False),
        ("Image", False, False, False, False),
    ],
)
def test_whose_a_column_is(name: str, *, reserved: bool, cohort: bool, predictions: bool, number: bool) -> None:
    assert is_reserved(name) is reserved
    assert is_of_cohort(name) is cohort
    assert is_of_predictions(name) is predictions
    assert is_number_of_an_emotion(name) is number
