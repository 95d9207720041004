"""Rates divide once, and are None when there is nothing to divide by."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counts import ConfusionCounts
from audit.domain.counts.rates import Rate, rate
from audit.errors import UsageError

# true happy: 5 right, 2 as sad; true sad: 1 as happy, 4 right
COUNTS = ConfusionCounts(labels=LABEL_SETS["happy-sad"], cells=np.array([[5, 2], [1, 4]]))


@pytest.mark.parametrize(
    ("metric", "emotion", "expected"),
    [
        ("accuracy", None, (9, 12)),  # 5 + 4 of 12
        ("recall", "happy", (5, 7)),  # 5 of 5 + 2
        ("precision", "happy", (5, 6)),  # 5 of 5 + 1
        ("false_positive_rate", "happy", (1, 5)),  # 1 of 1 + 4
        ("selection_rate", "sad", (6, 12)),  # 2 + 4 of all
        ("f1", "happy", (10, 13)),  # 2·5 of 2·5 + 1 + 2
    ],
)
def test_by_hand(metric: str, emotion: str | None, expected: tuple[int, int]) -> None:
    found = rate(metric, COUNTS, emotion)
    assert (found.numerator, found.denominator) == expected


def test_nothing_to_divide_by_is_none_and_not_zero() -> None:
    only_sad = ConfusionCounts(labels=LABEL_SETS["happy-sad"], cells=np.array([[0, 0], [0, 3]]))
    assert rate("recall", only_sad, "happy").value is None
    assert rate("recall", only_sad, "sad").value == 1.0
    assert Rate(numerator=0, denominator=4).value == 0.0


def test_a_per_emotion_metric_wants_its_emotion() -> None:
    with pytest.raises(UsageError, match="name the emotion"):
        rate("recall", COUNTS)
    with pytest.raises(UsageError, match=r"unknown emotion 'hapy'.*did you mean 'happy'"):
        rate("recall", COUNTS, "hapy")


def test_an_unknown_metric_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"unknown metric 'acuracy'.*did you mean 'accuracy'"):
        rate("acuracy", COUNTS)
