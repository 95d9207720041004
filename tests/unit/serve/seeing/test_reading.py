"""Probabilities in words: the cuts are those of the report's grades."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.serve.seeing.reading import UNKNOWN_EMOJI, emoji_of, reading

THREE = LabelSet(emotions=("sad", "fear", "happy"))


@pytest.mark.parametrize(
    ("row", "sentence", "grade"),
    [
        ((0.9, 0.06, 0.04), "clearly sad", "clear"),
        ((0.6, 0.29, 0.11), "mostly sad, some fear", "leaning"),
        ((0.85, 0.09, 0.06), "mostly sad", "leaning"),
        ((0.4, 0.2, 0.4), "a mixture of sad and happy", "mixed"),
    ],
)
def test_three_emotions(row, sentence, grade) -> None:
    found = reading(THREE, np.array(row))
    assert (found.sentence, found.grade) == (sentence, grade)


@pytest.mark.parametrize(
    ("row", "sentence", "grade"),
    [
        ((0.95, 0.05), "clearly happy", "clearly happy"),
        ((0.05, 0.95), "clearly sad", "clearly sad"),
        ((0.3, 0.7), "mostly sad, some happy", "slightly sad"),
        ((0.5, 0.5), "a mixture of happy and sad", "mixed"),
    ],
)
def test_two_emotions(row, sentence, grade) -> None:
    found = reading(LABEL_SETS["happy-sad"], np.array(row))
    assert (found.sentence, found.grade) == (sentence, grade)


def test_entropy_is_one_when_all_are_alike() -> None:
    assert reading(THREE, np.full(3, 1 / 3)).entropy == 1.0


def test_every_emotion_of_the_ready_made_sets_has_a_picture_of_its_own() -> None:
    emotions = {emotion for labels in LABEL_SETS.values() for emotion in labels.emotions}
    pictures = [emoji_of(emotion) for emotion in emotions]
    assert UNKNOWN_EMOJI not in pictures
    assert len(set(pictures)) == len(pictures)
    assert emoji_of("happiness") == emoji_of("happy")
    assert emoji_of("boredom") == UNKNOWN_EMOJI
