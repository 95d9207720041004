"""Two ways to the same number: fairlearn over images, fairlearn over cells, and our own counts."""

from __future__ import annotations

import numpy as np
import pytest
from builders import count_table
from fairlearn.metrics import MetricFrame
from sklearn.metrics import accuracy_score, precision_score, recall_score

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.metrics import METRICS, rate
from audit.domain.decision.comparisons import Comparison
from audit.measure.disparities.fairlearn_values import point_values

FER7 = LABEL_SETS["fer7"]
SHARES = [name for name, metric in METRICS.items() if metric.fraction and metric.gated]


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
