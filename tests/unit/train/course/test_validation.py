"""How right decisions are about pictures that were not trained on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.keras


def test_recall_and_precision_are_macro_averages_of_the_most_probable_emotions(kit):
    codes = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    called = np.array([0, 0, 0, 1, 1, 0, 2, 1])
    found = kit.course.validation.judged(codes, called, emotions=3, loss=0.5)
    assert found.accuracy == 5 / 8
    assert found.recall == pytest.approx((3 / 4 + 1 / 2 + 1 / 2) / 3)
    assert found.precision == pytest.approx((3 / 4 + 1 / 3 + 1) / 3)
    assert (found.called, found.loss) == (3, 0.5)


def test_an_emotion_never_called_has_no_precision_and_is_told(kit):
    found = kit.course.validation.judged(np.array([0, 0, 1, 2]), np.zeros(4, np.int64), emotions=3, loss=1.0)
    # only emotion 0 was called: two of four calls right; of the emotions, recall 1, 0 and 0
    assert (found.precision, found.called) == (0.5, 1)
    assert found.recall == pytest.approx(1 / 3)


def test_a_sure_mistake_does_not_make_the_loss_infinite(kit, made):
    data = made(4, 0)  # happy and sad in turn
    sure = np.array([[1.0, 0.0], [0.25, 0.75], [0.5, 0.5], [1.0, 0.0]])
    found = kit.course.validation.validated(data, sure)
    # -ln 1, -ln .75, -ln .5 and -ln of the least that is seen, 1e-7
    assert found.loss == pytest.approx((0 + 0.2876821 + 0.6931472 + 16.1180957) / 4)
    assert (found.accuracy, found.called) == (3 / 4, 2)  # of equals the first is called


def test_where_shares_are_the_target_the_loss_is_theirs(kit, made):
    shares = np.array([[0.75, 0.25], [0.5, 0.5]])
    found = kit.course.validation.validated(replace(made(2, 0), shares=shares), np.array([[0.5, 0.5], [0.25, 0.75]]))
    # .75 ln 2 + .25 ln 2, and half of ln 4 and of ln 4/3
    assert found.loss == pytest.approx((0.6931472 + (1.3862944 + 0.2876821) / 2) / 2)
