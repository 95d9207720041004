"""Which emotion a gap shows most in, and what its faces are called instead."""

from __future__ import annotations

import numpy as np
from assets.audits import FER7, HAPPY_SAD, audited, cohort, drawn

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.decision.policy import one_limit_per_feature
from audit.report.wording.drivers import driver, driver_sentence, mistake

A, B = Group.of(("group", "a")), Group.of(("group", "b"))


def counted(labels: LabelSet, cells: dict[str, list[list[int]]]):
    """Return the audit of two groups with these confusion matrices, rows true."""
    rows = [
        (g, true, answer)
        for g, matrix in enumerate(cells.values())
        for true, row in enumerate(matrix)
        for answer, n in enumerate(row)
        for _ in range(n)
    ]
    codes, y_true, predicted = (np.array(column) for column in zip(*rows, strict=True))
    people = cohort(labels, y_true, [SensitiveFeature(name="group", groups=tuple(cells))], codes[:, None])
    found = Predictions(labels=labels, predicted=predicted, outcomes=np.zeros(len(rows), int))
    return audited(people, found, one_limit_per_feature((("group",),)))


def test_a_frequent_emotion_wins_over_a_rare_one_with_a_wider_gap() -> None:
    """Happy: 60 of 100 against 90 of 100, 30 pictures missed; sad: 0 of 2 against 2 of 2, 2 pictures missed."""
    result = counted(HAPPY_SAD, {"a": [[60, 40], [2, 0]], "b": [[90, 10], [0, 2]]})
    found = driver(result, A, B)
    assert (found.emotion, found.low.numerator, found.high.numerator) == ("happy", 60, 90)


def test_an_emotion_one_group_lacks_says_nothing() -> None:
    result = counted(HAPPY_SAD, {"a": [[5, 5], [9, 1]], "b": [[9, 1], [0, 0]]})
    assert driver(result, A, B).emotion == "happy"


def test_nothing_drives_a_gap_where_every_emotion_is_recognised_as_often() -> None:
    """a 9 + 1 of 20 right, b 18 + 0.. the mix of emotions alone makes the success rates differ."""
    result = counted(HAPPY_SAD, {"a": [[9, 1], [9, 1]], "b": [[18, 2], [9, 1]]})
    assert driver(result, A, B) is None
    assert driver_sentence(result, A, B) == ""


def test_the_most_frequent_wrong_answer_is_named() -> None:
    row = [3, 0, 2, 0, 5, 0, 0]
    filler = [[0] * 7 for _ in range(6)]
    result = counted(FER7, {"a": [row, *filler], "b": [[9, 1, 0, 0, 0, 0, 0], *filler]})
    wrong = mistake(result, A, "angry")
    assert (wrong.answer, wrong.share.numerator, wrong.share.denominator) == ("neutral", 5, 10)
    assert mistake(result, A, "sad") is None


def test_the_sentence_has_both_groups_and_the_mistake() -> None:
    senior, adult = (Group.of(("age_group", name)) for name in ("senior", "adult"))
    # of 189 sad seniors 87 right and 102 called happy; of 340 sad adults 317 right
    assert driver_sentence(drawn(), senior, adult) == (
        "The gap shows most in “sad” faces: 46.0\xa0% (87 of 189) are recognised for “senior”, 93.2\xa0% (317 of 340) "
        "for “adult”. Those of “senior” are called “happy” in 54.0\xa0% (102 of 189)."
    )
