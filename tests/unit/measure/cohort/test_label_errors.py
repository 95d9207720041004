"""Confident learning on tables a reader can work through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.cohort.data_quality import LabelDoubts
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError
from audit.measure import label_doubts
from audit.measure.cohort.label_errors import FEWEST, counted_as, estimated_errors, thresholds

HAPPY, SAD = [0.9, 0.1], [0.2, 0.8]


def doubts_of(labels: list[int], rows: list[list[float]]) -> LabelDoubts:
    return label_doubts(answered(cohort_of(labels, [0] * len(labels)), predictions_of(rows)), "a table")


def test_a_threshold_is_the_mean_an_emotion_has_on_its_own_pictures() -> None:
    given = np.array([0] * 5 + [1] * 5)
    rows = np.array([HAPPY] * 4 + [SAD] + [SAD] * 5)
    assert thresholds(given, rows).tolist() == pytest.approx([(4 * 0.9 + 0.2) / 5, 0.8])


def test_an_emotion_on_too_few_pictures_has_no_threshold_and_is_suggested_for_none() -> None:
    given = np.array([0] * 8 + [1] * (FEWEST - 1))
    limits = thresholds(given, np.array([HAPPY] * 8 + [SAD] * (FEWEST - 1)))
    assert limits[1] == np.inf
    assert counted_as(np.array([[0.0, 1.0], [0.95, 0.05]]), limits).tolist() == [-1, 0]


def test_a_picture_is_counted_as_the_most_probable_emotion_that_reaches_its_threshold() -> None:
    limits = np.array([0.6, 0.3, 0.1])
    rows = np.array([[0.55, 0.35, 0.1], [0.65, 0.35, 0.0], [0.55, 0.2, 0.25], [0.5, 0.29, 0.05]])
    assert counted_as(rows, limits).tolist() == [1, 0, 2, -1]


def test_a_swapped_label_is_named_first_and_a_mild_doubt_after_it() -> None:
    # thresholds: happy (18 · 0.9 + 0.2 + 0.3) / 20 = 0.835, sad 16 / 20 = 0.8; [0.3, 0.7] reaches neither
    labels = [0] * 20 + [1] * 20
    rows = [HAPPY] * 18 + [SAD, [0.3, 0.7]] + [SAD] * 18 + [[0.02, 0.98], [0.38, 0.62]]
    found = doubts_of(labels, rows)
    assert found.thresholds == pytest.approx((0.835, (18 * 0.8 + 0.98 + 0.62) / 20))
    assert found.joint.tolist() == [[18, 1], [0, 19]]  # [0.38, 0.62] reaches none
    (doubt,) = found.doubts
    assert (doubt.row, doubt.image, doubt.label, doubt.suggested) == (18, "18.png", "happy", "sad")
    assert (doubt.of_label, doubt.of_suggested, doubt.margin) == pytest.approx((0.2, 0.8, -0.6))
    assert found.estimated == pytest.approx(20 * 1 / 19)
    assert (found.accuracy, found.majority, found.judged, found.left_out) == (38 / 40, 0.5, 40, 0)


def test_the_likeliest_errors_come_first() -> None:
    rows = [HAPPY] * 18 + [SAD, [0.05, 0.95]] + [SAD] * 20
    assert [doubt.row for doubt in doubts_of([0] * 20 + [1] * 20, rows).doubts] == [19, 18]


def test_a_label_the_judge_itself_finds_most_probable_is_not_doubted() -> None:
    # sad is rarely probable, so [0.6, 0.4] counts as sad though happy leads
    rows = [[0.99, 0.01]] * 19 + [[0.6, 0.4]] + [[0.65, 0.35]] * 10 + [[0.3, 0.7]] * 10
    labels = [0] * 20 + [1] * 20
    found = doubts_of(labels, rows)
    assert 19 not in [doubt.row for doubt in found.doubts]


def test_errors_are_estimated_from_the_share_off_the_diagonal_of_each_label() -> None:
    joint = np.array([[8, 2], [1, 4]])
    assert estimated_errors(joint, np.array([20, 10])) == pytest.approx(20 * 0.2 + 10 * 0.2)
    assert estimated_errors(np.zeros((2, 2), np.int64), np.array([3, 4])) == 0.0


def test_a_judge_that_is_no_better_than_the_most_frequent_label_names_nobody() -> None:
    found = doubts_of([0] * 20 + [1] * 20, [SAD] * 40)
    assert (found.doubts, found.estimated) == ((), None)
    assert "accuracy, 0.500, is not clearly above the share of the most frequent label, 0.500" in found.refused


def test_pictures_without_a_prediction_or_of_another_label_are_left_out() -> None:
    predictions = predictions_of([HAPPY] * 20 + [SAD] * 20)
    gone = predictions.leaving_out(np.arange(40) == 3, Outcome.NO_PREDICTION)
    labels = LABEL_SETS["happy-sad"]
    cohort = cohort_of([0] * 20 + [1] * 19 + [-1], [0] * 40, labels=labels)
    found = label_doubts(answered(cohort, gone), "a table")
    assert (found.judged, found.left_out) == (38, 2)


def test_decisions_alone_and_no_picture_at_all_are_refused_in_words() -> None:
    decided = replace(predictions_of([HAPPY] * 3), probabilities=None)
    assert (
        "columns p_<emotion> are needed" in label_doubts(answered(cohort_of([0, 0, 1], [0] * 3), decided), "t").refused
    )
    nobody = predictions_of([HAPPY]).leaving_out(np.array([True]), Outcome.NO_PREDICTION)
    found = label_doubts(answered(cohort_of([0], [0]), nobody), "t")
    assert (found.accuracy, found.majority) == (None, None)
    assert "no picture has both" in found.refused


def test_a_refused_judge_cannot_name_pictures() -> None:
    found = doubts_of([0] * 20 + [1] * 20, [HAPPY] * 19 + [SAD] + [SAD] * 20)
    assert found.doubts
    with pytest.raises(InputError, match="names no picture"):
        replace(found, refused="blind")
