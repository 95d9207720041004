"""Each metric is one declaration: what it counts, and that no part of what is said or compared of it is missing."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.drop_outs import DROP_OUTS
from audit.domain.counts.metric import BoundsKind, Direction, OnLabels
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


def which(flag: str) -> set[str]:
    return {name for name, metric in (METRICS | NOTIONS).items() if getattr(metric, flag)}


def test_which_metrics_are_of_one_emotion_of_rows_of_grades_and_averages() -> None:
    averages = {"macro_recall", "balanced_accuracy", "macro_f1"}
    means = {"macro_equalized_odds", "macro_equal_opportunity", "macro_demographic_parity"}
    assert which("over_emotions") == averages | means
    assert which("of_grades") == {"mixed_rate"}
    assert which("of_rows") - {metric.name for metric in DROP_OUTS} == {"scored_rate"}
    whole = {"accuracy", "mixed_rate"} | which("of_rows") | averages | means
    assert which("per_emotion") == set(METRICS | NOTIONS) - whole
    assert {name: metric.mean.taken_off for name, metric in METRICS.items() if metric.mean} == {
        "macro_recall": 2,
        "balanced_accuracy": 2,
        "macro_f1": 6,
    }


def test_which_metrics_have_a_column_limit_losses_and_count_hits_twice() -> None:
    assert which("tabled") == {"recall", "precision", "specificity", "f1"}
    assert which("limits_losses") == {"accuracy", "recall"}
    assert which("counts_hits_twice") == {"f1"}
    assert {name: (METRICS | NOTIONS)[name].card_type for name in which("card_type")} == {
        "accuracy": "accuracy",
        "macro_recall": "recall",
        "macro_f1": "f1",
    }


def test_what_a_wrong_label_does_to_each_metric() -> None:
    of = {kind: {m.name for m in (METRICS | NOTIONS).values() if m.on_labels is kind} for kind in OnLabels}
    assert of[OnLabels.UNBOUNDED] == {"precision", "f1", "macro_f1"}
    drop_outs = {metric.name for metric in DROP_OUTS}
    assert of[OnLabels.NOT_AT_ALL] == {"selection_rate", "scored_rate", "mixed_rate"} | drop_outs


def test_false_positives_of_an_emotion_and_what_is_left_of_the_others_by_hand() -> None:
    """Of three emotions: sad is answered 2 + 6 + 1 times, 6 of them rightly, of 30 pictures of which 9 are sad."""
    cells = np.array([[8, 2, 1], [1, 6, 2], [3, 1, 6]])
    counts = ConfusionCounts(labels=LabelSet(emotions=("happy", "sad", "calm")), cells=cells)
    found = {name: rate(name, counts, "sad") for name in ("false_positive_rate", "specificity", "selection_rate", "f1")}
    shares = {name: (each.numerator, each.denominator) for name, each in found.items()}
    assert shares == {
        "false_positive_rate": (3, 21),
        "specificity": (18, 21),
        "selection_rate": (9, 30),
        "f1": (12, 18),
    }


def test_a_mean_and_a_notion_have_no_rate() -> None:
    for name in ("macro_recall", "mixed_rate", "equalized_odds"):
        with pytest.raises(UsageError, match=f"metric '{name}' is no share of answers"):
            rate(name, COUNTS, "happy")
