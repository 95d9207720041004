"""How good a network is, of decisions that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.keras


def test_recall_and_precision_are_macro_averages_of_the_most_probable_emotions(room):
    codes = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    called = np.array([0, 0, 0, 1, 1, 0, 2, 1])
    found = room.validation.judged(codes, called, emotions=3, loss=0.5)
    assert found.accuracy == 5 / 8
    assert found.recall == pytest.approx((3 / 4 + 1 / 2 + 1 / 2) / 3)
    assert found.precision == pytest.approx((3 / 4 + 1 / 3 + 1) / 3)
    assert (found.called, found.loss) == (3, 0.5)


def test_an_emotion_never_called_has_no_precision_and_is_told(room):
    found = room.validation.judged(np.array([0, 0, 1, 2]), np.zeros(4, np.int64), emotions=3, loss=1.0)
    # only emotion 0 was called: two of four calls right; of the emotions, recall 1, 0 and 0
    assert (found.precision, found.called) == (0.5, 1)
    assert found.recall == pytest.approx(1 / 3)
