"""What fairlearn makes of groups that cannot be compared, and what this harness makes of the same images."""

from __future__ import annotations

import warnings
from datetime import date
from math import nan

import numpy as np
import pytest
from builders import count_table
from fairlearn.metrics import MetricFrame, demographic_parity_difference, selection_rate, true_positive_rate
from sklearn.metrics import precision_score

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Disparity
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.judge import judge
from audit.measure import disparities

# rows = true happy, sad; columns = predicted happy, sad
EIGHT_OF_TEN = [[8, 2], [2, 8]]
NEVER_HAPPY = [[0, 0], [1, 9]]
NEVER_CALLED_HAPPY = [[0, 10], [0, 10]]


def images(table: CountTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return group, whether happy, and whether predicted happy of every image."""
    group, true, predicted = (np.repeat(axis, table.cells.counts) for axis in table.cells.keys.T)
    return group, true == 0, predicted == 0


def ours(table: CountTable, metric: str, comparison: Comparison = Comparison.DIFFERENCE) -> tuple[Disparity, Verdict]:
    emotion = table.labels.emotions[0]
    criterion = Criterion(metric=metric, features=("group",), limit=0.3, emotion=emotion, comparison=comparison)
    policy = Policy(title="t", criteria=(criterion,))
    (found,) = disparities(Counted(table=table), (criterion,), policy)
    (finding,) = judge((criterion,), (found,), waivers=(), today=date(2026, 1, 1))
    return found, finding.verdict


def test_a_group_without_positives_has_no_recall_and_not_zero() -> None:
    table = count_table({"a": EIGHT_OF_TEN, "b": EIGHT_OF_TEN, "c": NEVER_HAPPY})
    group, true, predicted = images(table)
    theirs = MetricFrame(metrics=true_positive_rate, y_true=true, y_pred=predicted, sensitive_features=group)
    assert theirs.difference() == pytest.approx(0.8)  # as if 0 % of c's happy faces were recognised
    found, verdict = ours(table, "recall")
    assert found.value == 0.0  # 8 of 10 in both groups that have happy faces
    assert [(e.group.text, e.reason) for e in found.excluded] == [("c", "no picture labelled with this emotion")]
    assert verdict is not Verdict.PASS  # c was to be compared and was not


@pytest.mark.parametrize(("comparison", "perfect"), [(Comparison.DIFFERENCE, 0.0), (Comparison.RATIO, 1.0)])
def test_one_group_left_is_no_perfect_score(comparison: Comparison, perfect: float) -> None:
    def recall(true: np.ndarray, predicted: np.ndarray) -> float:
        return float(predicted[true].mean()) if true.any() else nan

    table = count_table({"a": EIGHT_OF_TEN, "c": NEVER_HAPPY})
    group, true, predicted = images(table)
    theirs = MetricFrame(metrics=recall, y_true=true, y_pred=predicted, sensitive_features=group)
    assert getattr(theirs, comparison.value)() == perfect  # the group without a value is dropped in silence
    found, verdict = ours(table, "recall", comparison)
    assert (found.value, found.bounds) == (None, None)
    assert verdict is Verdict.INCONCLUSIVE


def test_people_of_missing_group_stop_nothing_and_stay_in_the_table() -> None:
    """Older releases of fairlearn left them out in silence; this one refuses the whole comparison."""
    table = count_table({"a": EIGHT_OF_TEN, "b": EIGHT_OF_TEN, "unknown": NEVER_CALLED_HAPPY})
    group, true, predicted = images(table)
    names = np.array(["a", "b", None], object)[group]
    with pytest.raises(ValueError, match="contains missing values"):
        MetricFrame(metrics=selection_rate, y_true=true, y_pred=predicted, sensitive_features=names)
    found, _ = ours(table, "selection_rate")
    assert found.value == 0.0
    assert [(e.group.text, e.support, e.declared) for e in found.excluded] == [("unknown", 20, True)]


def test_demographic_parity_of_emotions_in_words_is_that_of_their_codes() -> None:
    """Of 30, 20 are called angry in a and 5 in b; fairlearn looks for the answer 1, which no word is."""
    fer6 = LABEL_SETS["fer6"]
    rows = np.zeros((2, 6, 6), int)
    rows[0, 0, 0], rows[0, 3, 3], rows[1, 0, 0], rows[1, 3, 3] = 20, 10, 5, 25
    table = count_table({"a": rows[0].tolist(), "b": rows[1].tolist()}, fer6)
    group, true, predicted = (np.repeat(axis, table.cells.counts) for axis in table.cells.keys.T)
    words = np.array(fer6.emotions)
    theirs = demographic_parity_difference(words[true], words[predicted], sensitive_features=group)
    assert theirs == 0.0
    found, verdict = ours(table, "selection_rate")
    assert found.value == pytest.approx(20 / 30 - 5 / 30)
    assert verdict is not Verdict.PASS


def test_an_emotion_a_group_is_never_called_has_no_precision_and_not_zero() -> None:
    table = count_table({"a": EIGHT_OF_TEN, "b": EIGHT_OF_TEN, "c": NEVER_CALLED_HAPPY})
    group, true, predicted = images(table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns that it sets precision to 0
        theirs = MetricFrame(metrics=precision_score, y_true=true, y_pred=predicted, sensitive_features=group)
    assert theirs.difference() == pytest.approx(0.8)
    found, verdict = ours(table, "precision")
    assert found.value == 0.0
    assert [(e.group.text, e.reason) for e in found.excluded] == [("c", "no picture predicted as this emotion")]
    assert verdict is not Verdict.PASS
