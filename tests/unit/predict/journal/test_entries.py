"""A kept answer comes back to the last bit, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.predictions import Outcome
from audit.predict.journal.entries import KeptAnswer, packed, unpacked

NAME, KEY = "a" * 64, bytes(range(32))
SAID = KeptAnswer(outcome=Outcome.SCORED, probabilities=np.array([1 / 3, 2 / 3 - 1e-17]), made=7, beside=2, against=0.7)


def test_every_part_comes_back() -> None:
    found = unpacked(packed(SAID, NAME, KEY), NAME, KEY, 2)
    assert found is not None
    assert found.probabilities.tobytes() == SAID.probabilities.tobytes()
    assert (found.outcome, found.made, found.beside, found.reason) == (Outcome.SCORED, 7, 2, "")
    assert found.against == 0.7
    nothing = KeptAnswer(outcome=Outcome.NO_ANSWER, probabilities=np.zeros(2), made=1, reason="kein\nGesicht")
    again = unpacked(packed(nothing, NAME, KEY), NAME, KEY, 2)
    assert again is not None
    assert np.isnan(again.against)
    assert (again.outcome, again.reason, again.probabilities.tolist()) == (Outcome.NO_ANSWER, "kein\nGesicht", [0, 0])


def test_an_answer_of_somebody_else_or_about_another_picture_is_none() -> None:
    data = packed(SAID, NAME, KEY)
    assert unpacked(data, "b" * 64, KEY, 2) is None
    assert unpacked(data, NAME, KEY[::-1], 2) is None
    assert unpacked(data, NAME, KEY, 3) is None


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_no_flipped_bit_becomes_an_answer(place) -> None:
    data = bytearray(packed(SAID, NAME, KEY))
    data[place % len(data)] ^= 1
    assert unpacked(bytes(data), NAME, KEY, 2) is None
    assert unpacked(bytes(data[:place]), NAME, KEY, 2) is None
