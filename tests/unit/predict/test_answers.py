"""What a function or a service may say of a picture."""

from __future__ import annotations

import numpy as np
import pytest
from assets.models import LABELS, declared

from audit.domain.cohort.predictions import Outcome
from audit.errors import AnswerFailed, ModelRefused
from audit.predict.answers import (
    HOPELESS,
    Patience,
    PictureAnswer,
    failed,
    gathered,
    in_order,
    nothing_said,
    require_all,
)


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "mine.py"
    path.touch()
    return declared(path, function="mine:predict")


def test_numbers_nothing_and_failures_keep_their_places(spec):
    said = [failed(ValueError("no\n  face")), PictureAnswer(numbers=(0.5, 0.25, 0.25)), nothing_said()]
    found = gathered(said, spec)
    assert found.outcomes == (Outcome.FAILED, Outcome.SCORED, Outcome.NO_ANSWER)
    assert found.reasons == ("ValueError: no face", "", "no reason given")
    assert found.probabilities.tolist() == [[0, 0, 0], [0.5, 0.25, 0.25], [0, 0, 0]]
    with pytest.raises(ModelRefused, match=r"said nothing about a picture \(failed: ValueError: no face\)"):
        require_all(found, "mine")


def test_words_for_emotions_are_put_in_the_order_of_the_labels():
    assert in_order({"Sadness": 0.1, "neutral": 0.2, "HAPPY": 0.7, "age": 31}, LABELS) == (0.7, 0.1, 0.2)
    for scores, words in (
        ({"happy": 1, "sad": 0}, "has no number for neutral"),
        ({"happy": 1, "happiness": 0, "sad": 0, "neutral": 0}, "names 'happy' twice"),
        ({"happy": "much", "sad": 0, "neutral": 0}, "gives 'much' for happy, which is no number"),
    ):
        with pytest.raises(AnswerFailed, match=words):
            in_order(scores, LABELS)


def test_who_fails_from_the_first_on_is_given_up_and_who_once_answered_is_not():
    with pytest.raises(ModelRefused, match=f"failed for each of the first {HOPELESS} pictures: down"):
        Patience("it").note([failed("down")] * HOPELESS)
    Patience("it").note([nothing_said(), *[failed("down")] * 100])
    patience = Patience("it")
    patience.note([failed("down")] * (HOPELESS - 1))
    patience.note([PictureAnswer(numbers=(1.0, 0.0, 0.0))])
    patience.note([failed("down")] * 100)


def test_a_long_reason_is_cut(spec):
    assert len(failed("x" * 10_000).reason) == 200
    assert np.array_equal(gathered([], spec).probabilities, np.zeros((0, 3)))
