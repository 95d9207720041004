"""Two ways to the same number: fairlearn over images, fairlearn over cells, and our own counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import asked_table, count_table
from fairlearn.metrics import MetricFrame
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, precision_score, recall_score

from audit.domain.answers.asked import by_ending
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.metrics import METRICS, rate
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.errors import UsageError
from audit.measure.disparities.fairlearn_values import point_values
from audit.measure.disparities.point_values import point_value
from audit.measure.rates.grades import rate_of

FER7 = LABEL_SETS["fer7"]
SHARES = [name for name, metric in METRICS.items() if metric.fraction and metric.gated and not metric.of_rows]


@pytest.fixture(scope="module")
def stack() -> np.ndarray:
    """Five groups of a seven-emotion classifier, every cell occupied."""
    return np.random.default_rng(1).integers(1, 40, size=(5, 7, 7))


@pytest.mark.parametrize("metric", SHARES)
def test_rates_over_cells_are_the_counts_divided(stack: np.ndarray, metric: str) -> None:
    groups = count_table({str(g): cells.tolist() for g, cells in enumerate(stack)}, FER7).by(("group",))
    emotion = None if metric == "accuracy" else "fear"
    ours = [rate(metric, group.confusion, emotion).value for group in groups]
    theirs = point_values(groups, metric, emotion, Comparison.DIFFERENCE)
    assert theirs.rates == pytest.approx(ours, abs=1e-14)
    assert theirs.disparity == pytest.approx(max(ours) - min(ours), abs=1e-14)


def test_cells_and_images_give_the_same_frame(stack: np.ndarray) -> None:
    which, true, predicted = (np.repeat(axis, stack.reshape(-1)) for axis in np.indices(stack.shape).reshape(3, -1))
    functions = {
        "accuracy": accuracy_score,
        "recall": lambda t, p: recall_score(t == 2, p == 2),
        "precision": lambda t, p: precision_score(t == 2, p == 2),
    }
    frame = MetricFrame(metrics=functions, y_true=true, y_pred=predicted, sensitive_features=which)
    groups = count_table({str(g): cells.tolist() for g, cells in enumerate(stack)}, FER7).by(("group",))
    for metric in functions:
        emotion = None if metric == "accuracy" else "fear"
        ours = point_values(groups, metric, emotion, Comparison.RATIO)
        assert ours.rates == pytest.approx(frame.by_group[metric].to_list(), abs=1e-14)
        assert ours.disparity == pytest.approx(frame.ratio(method="between_groups")[metric], abs=1e-14)


def test_worst_to_overall_and_floor(stack: np.ndarray) -> None:
    groups = count_table({str(g): cells.tolist() for g, cells in enumerate(stack)}, FER7).by(("group",))
    shares = np.array([np.trace(cells) / cells.sum() for cells in stack])
    overall = np.trace(stack.sum(axis=0)) / stack.sum()
    worst = point_values(groups, "accuracy", None, Comparison.WORST_TO_OVERALL).disparity
    floor = point_values(groups, "accuracy", None, Comparison.FLOOR).disparity
    assert worst == pytest.approx(overall - shares.min())
    assert floor == pytest.approx(shares.min())


def limit(metric: str, comparison: Comparison) -> Criterion | None:
    """Return a criterion, or None where a policy may not compare this metric so."""
    emotion = "fear" if METRICS[metric].per_emotion else None
    try:
        return Criterion(metric=metric, features=("group",), limit=0.1, emotion=emotion, comparison=comparison)
    except UsageError:
        return None


def _counted_for(criterion: Criterion, stack: np.ndarray) -> CountTable:
    """Return the counts a criterion is about; answers of the last emotion stand in for pictures that dropped out."""
    outcome = METRICS[criterion.metric].outcome
    if outcome is None:
        return count_table({str(g): rows.tolist() for g, rows in enumerate(stack)}, FER7)
    six = {str(g): rows[:-1].tolist() for g, rows in enumerate(stack)}
    asked = asked_table(six, LabelSet(emotions=FER7.emotions[:-1]), (outcome,))
    return by_ending(Counted(table=asked), outcome).table


GATED = [name for name, metric in METRICS.items() if metric.gated and not metric.parts]
LIMITS = [limit(metric, comparison) for metric in GATED for comparison in Comparison]
CELLS = st.lists(st.lists(st.integers(0, 40), min_size=49, max_size=49), min_size=2, max_size=5)


@pytest.mark.parametrize("criterion", [each for each in LIMITS if each], ids=lambda each: each.code)
@given(cells=CELLS)
@settings(max_examples=5, deadline=None)
def test_the_counts_give_the_value_of_fairlearn_to_its_last_bit(criterion: Criterion, cells: list[list[int]]) -> None:
    """The default audit does not load fairlearn: no figure of it may depend on that."""
    stack = np.array(cells).reshape(-1, 7, 7) + np.eye(7, dtype=int)
    groups = tuple(
        replace(group, graded=np.array([group.confusion.total // 3, 0, group.confusion.total]))
        for group in _counted_for(criterion, stack).by(("group",))
    )
    if METRICS[criterion.metric].mean is None:  # of zeros there is no ratio, and neither is asked
        shares = [rate_of(criterion.metric, each.confusion, each.graded, criterion.emotion) for each in groups]
        assume(any(share.numerator for share in shares))
    theirs = point_values(groups, criterion.metric, criterion.emotion, criterion.comparison)
    assert point_value(groups, criterion) == theirs.disparity
