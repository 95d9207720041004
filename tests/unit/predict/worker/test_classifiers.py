"""What comes from a worker is looked at before it counts, for it may come from somebody's model file."""

from __future__ import annotations

import json

import numpy as np
import pytest

from audit.domain.cohort.predictions import Outcome
from audit.predict.worker.classifiers import checked
from audit.predict.worker.frames import BrokenFrame, Frame

SURE = np.array([[1.0, 0.0], [0.25, 0.75]])


def frame(numbers: np.ndarray = SURE, **words: object) -> Frame:
    said = {"outcomes": [0, 0], "reasons": ["", ""], "shape": list(numbers.shape), **words}
    return Frame(words=json.loads(json.dumps(said)), numbers=numbers.astype(np.float64).tobytes())


def test_probabilities_of_each_picture_pass() -> None:
    found = checked(frame(), 2, 2)
    assert np.array_equal(found.probabilities, SURE)
    assert found.outcomes == (Outcome.SCORED, Outcome.SCORED)
    nothing = checked(frame(SURE * [[1], [0]], outcomes=[0, Outcome.NO_ANSWER.code], reasons=["", "r" * 999]), 2, 2)
    assert nothing.outcomes[1] is Outcome.NO_ANSWER
    assert len(nothing.reasons[1]) == 200


@pytest.mark.parametrize(
    "sent",
    [
        frame(SURE[:1]),
        frame(SURE * 2),
        frame(-SURE),
        frame(SURE * [[1], [0]]),
        frame(np.array([[np.nan, 1], [1, 0]])),
        frame(outcomes=[0]),
        frame(outcomes=[0, 99]),
        frame(outcomes=[0, Outcome.OUTSIDE_COHORT.code if hasattr(Outcome, "OUTSIDE_COHORT") else 3]),
        frame(outcomes=[0, True]),
        frame(outcomes="00"),
        frame(reasons=None),
        frame(shape=[4]),
        frame(shape=None),
    ],
)
def test_anything_else_is_refused(sent) -> None:
    with pytest.raises(BrokenFrame):
        checked(sent, 2, 2)
