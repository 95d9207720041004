"""Each metric is one declaration: what it counts, and that no part of what is said or compared of it is missing."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.metric import BoundsKind, Direction
from audit.domain.counts.metrics import METRICS, NOTIONS, rate, words_of
from audit.domain.counts.rates import Rate
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
        ("specificity", "happy", (4, 5)),  # 4 of 1 + 4
        ("specificity", "sad", (5, 7)),  # 5 of 5 + 2
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


@pytest.mark.parametrize("name", METRICS)
def test_no_part_of_a_metric_is_missing(name: str) -> None:
    metric = METRICS[name]
    for part in ("title", "definition", "formula", "source", "undefined", "fairlearn"):
        assert getattr(metric, part).strip(), f"{name} has no {part}"
    assert metric.words is not None, f"{name} has no words"
    assert metric.words.collected, f"{name} does not say which pictures to collect for it"
    assert metric.words.share, f"{name} does not say what it is the share of"
    assert bool(metric.words.clause) != metric.over_emotions, f"{name}: a share has a clause, an average has none"
    assert ("{emotion}" in metric.words.clause) == metric.per_emotion, f"{name}: its clause and its emotion"
    ways = (metric.fraction is not None, metric.mean is not None, metric.of_grades)
    assert sum(ways) == 1, f"{name} is counted as a fraction, as a mean or by grade"
    assert metric.over_emotions == (metric.mean is not None), name
    assert not metric.mean or METRICS[metric.mean.of].per_emotion, f"{name} is the mean of a per-emotion metric"
    assert (metric.bounds is BoundsKind.JACKKNIFE) == metric.over_emotions, name


@pytest.mark.parametrize("name", NOTIONS)
def test_no_part_of_a_notion_is_missing(name: str) -> None:
    notion = NOTIONS[name]
    for part in ("title", "definition", "formula", "source", "undefined"):
        assert getattr(notion, part).strip(), f"{name} has no {part}"
    assert notion.parts, f"{name} has no parts"
    assert all(METRICS[part].per_emotion and METRICS[part].gated for part in notion.parts), name


@pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if metric.complement_of])
def test_a_complement_is_one_less_the_other(name: str) -> None:
    metric = METRICS[name]
    for emotion in COUNTS.labels.emotions:
        own, other = (rate(each, COUNTS, emotion) for each in (name, metric.complement_of))
        assert own.denominator == other.denominator
        assert own.numerator + other.numerator == own.denominator
    assert {metric.direction, METRICS[metric.complement_of].direction} == {Direction.LOW, Direction.HIGH}


def test_a_notion_has_no_words_of_its_own() -> None:
    with pytest.raises(UsageError, match="those are told"):
        words_of("equalized_odds")
