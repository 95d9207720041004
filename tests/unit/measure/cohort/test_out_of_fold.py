"""A judge that never learned from the picture it judges, nor from a copy of it."""

from __future__ import annotations

import numpy as np
import pytest

from audit.measure.cohort.out_of_fold import out_of_fold


def clouds(n: int, *, apart: float) -> tuple[np.ndarray, np.ndarray]:
    codes = np.arange(n) % 2
    random = np.random.default_rng(0)
    return (random.normal(0, 1, (n, 6)) + apart * codes[:, None]).astype(np.float32), codes


def test_what_can_be_told_apart_is_and_rows_are_probabilities() -> None:
    numbers, codes = clouds(120, apart=3)
    found = out_of_fold(numbers, codes, np.arange(120), 3)
    assert np.mean(found.argmax(axis=1) == codes) > 0.95
    assert found.sum(axis=1) == pytest.approx(np.ones(120))
    assert not found[:, 2].any()  # nobody shows the third emotion


def test_copies_with_labels_of_chance_teach_nothing_when_they_stay_together() -> None:
    random = np.random.default_rng(1)
    numbers = np.repeat(random.normal(0, 1, (60, 6)), 4, axis=0).astype(np.float32)
    codes = np.repeat(random.permutation(np.arange(60) % 2), 4)
    apart = out_of_fold(numbers, codes, np.arange(240), 2)
    together = out_of_fold(numbers, codes, np.repeat(np.arange(60), 4), 2)
    assert np.mean(apart.argmax(axis=1) == codes) > 0.85
    assert np.mean(together.argmax(axis=1) == codes) < 0.65


@pytest.mark.parametrize(("codes", "together"), [([0] * 6, range(6)), ([0, 1] * 3, [0] * 6), ([], [])])
def test_where_nothing_can_be_learned_there_is_no_probability(codes, together) -> None:
    found = out_of_fold(np.zeros((len(codes), 3), np.float32), np.array(codes, int), np.array(list(together), int), 2)
    assert np.isnan(found).all()


def test_an_emotion_on_one_picture_is_never_learned_where_that_is_held_out() -> None:
    numbers, codes = clouds(41, apart=3)
    codes[40] = 2
    assert out_of_fold(numbers, codes, np.arange(41), 3)[40, 2] == 0.0


def test_the_same_rows_give_the_same_numbers() -> None:
    numbers, codes = clouds(30, apart=1)
    first, again = (out_of_fold(numbers, codes, np.arange(30), 2) for _ in range(2))
    assert np.array_equal(first, again)
