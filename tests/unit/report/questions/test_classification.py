"""Whether the model can classify the expressions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.audits import (
    HAPPY_SAD,
    audited,
    cohort,
    drawn,
)

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.counts.rates import Interval, Rate
from audit.domain.decision.policy import one_limit_per_feature
from audit.report import Status, answers


def with_interval(lower: float, upper: float):
    """Return the drawn audit with another interval of its success rate; its baseline is 1545 of 2945 = .525."""
    result = drawn()
    overall = result.estimates[0]
    interval = Interval(lower=lower, upper=upper, confidence=0.95, method="Wilson")
    return replace(result, estimates=(replace(overall, interval=interval), *result.estimates[1:]))


@pytest.mark.parametrize(
    ("lower", "upper", "status"),
    [(0.53, 0.6, Status.YES), (0.5, 0.6, Status.CANNOT_TELL), (0.3, 0.52, Status.NO)],
)
def test_classifying_means_a_whole_interval_above_the_baseline(lower, upper, status) -> None:
    assert answers(with_interval(lower, upper))[0].status is status


def test_an_interval_that_ends_at_the_baseline_is_a_no() -> None:
    result = with_interval(0.4, 0.5)
    assert answers(replace(result, baseline=Rate(numerator=1, denominator=2)))[0].status is Status.NO


def test_labels_that_are_all_alike_show_nothing() -> None:
    """With one label only, always answering it is never wrong: no model could be better."""
    people, predictions = alike()
    answer = answers(audited(people, predictions, one_limit_per_feature((("group",),))))[0]
    assert answer.status is Status.CANNOT_TELL
    assert "all of them are labelled “happy”, so nothing shows whether it tells expressions apart" in answer.sentence


def alike():
    """Return ten happy faces of two groups, all but one called happy."""
    feature = SensitiveFeature(name="group", groups=("a", "b"))
    people = cohort(HAPPY_SAD, np.zeros(10, int), [feature], np.arange(10)[:, None] % 2)
    predicted = np.array([1, *[0] * 9])
    return people, Predictions(labels=HAPPY_SAD, predicted=predicted, outcomes=np.zeros(10, int))


def test_the_first_answer_names_rate_baseline_and_weakest_emotion() -> None:
    answer = answers(drawn())[0]
    # 2,642 right of 2,945 scored; 1,545 of them happy; sad is recognised in 1,220 of 1,400
    assert answer.number == "89.7\xa0%"
    assert "names the labelled emotion for 89.7\xa0% of the pictures (2,642 of 2,945)" in answer.sentence
    assert "always answering “happy”, the most frequent label, would be right for 52.5\xa0%" in answer.sentence
    assert "recognises “sad” least often, in 87.1\xa0% (1,220 of 1,400)" in answer.sentence


def of_emotions(recognised: dict[str, tuple[int, int]]):
    """Return the audit of an emotion's pictures each: so many recognised, of so many; the rest get the next answer."""
    labels = LabelSet(emotions=tuple(recognised))
    y_true = np.repeat(np.arange(len(labels)), [n for _, n in recognised.values()])
    right = np.concatenate([np.arange(n) < x for x, n in recognised.values()])
    predicted = np.where(right, y_true, (y_true + 1) % len(labels))
    codes = (np.arange(len(y_true)) % 2)[:, None]
    people = cohort(labels, y_true, [SensitiveFeature(name="gender", groups=("female", "male"))], codes)
    answered = Predictions(labels=labels, predicted=predicted, outcomes=np.zeros(len(y_true), int))
    return audited(people, answered, one_limit_per_feature((("gender",),)))


def test_a_model_that_never_recognises_an_emotion_is_no_plain_yes() -> None:
    """540 of 656 right, far above the 300 happy ones; of 56 disgusted faces none, of 100 sad ones 40 (31 to 50 %)."""
    answer = answers(of_emotions({"happy": (300, 300), "disgust": (0, 56), "fear": (200, 200), "sad": (40, 100)}))[0]
    assert answer.status is Status.PARTLY
    assert answer.sentence.endswith(
        "It fails on most faces of some emotions: it recognises “disgust” in 0.0\xa0% (0 of 56) and “sad” in 40.0\xa0% "
        "(40 of 100)."
    )


def test_an_emotion_that_may_be_recognised_in_half_of_its_faces_is_only_the_weakest() -> None:
    answer = answers(of_emotions({"happy": (300, 300), "disgust": (1, 4), "sad": (99, 100)}))[0]
    assert answer.status is Status.YES
    assert answer.sentence.endswith("It recognises “disgust” least often, in 25.0\xa0% (1 of 4).")


def test_emotions_that_are_equally_weak_are_named_together_and_unseen_ones_are_said() -> None:
    answer = answers(of_emotions({"happy": (100, 100), "fear": (8, 10), "sad": (8, 10), "disgust": (0, 0)}))[0]
    assert answer.sentence.endswith(
        "It recognises “fear” and “sad” least often, each in 80.0\xa0%. Nothing shows whether it recognises “disgust”: "
        "no picture has that label."
    )
