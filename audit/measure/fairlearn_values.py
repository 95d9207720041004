"""Point values and group comparisons by fairlearn, over the cells of the count table.

`MetricFrame` sees one row per cell with the cell's count as `sample_weight`: the same values as over the images, at a
cost that does not grow with them. It is given assessed groups only: left to itself it turns an undefined recall into 0,
and drops a NaN group in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from audit.domain.policy import Comparison

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.counts import GroupCounts

_FUNCTIONS: dict[str, Callable[..., float]] = {
    "accuracy": accuracy_score,
    "recall": true_positive_rate,
    "precision": precision_score,
    "false_positive_rate": false_positive_rate,
    "selection_rate": selection_rate,
    "macro_recall": partial(recall_score, average="macro", zero_division=0.0),
    "balanced_accuracy": partial(recall_score, average="macro", zero_division=0.0),
    "macro_f1": partial(f1_score, average="macro", zero_division=0.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PointValues:
    """What fairlearn says of one metric.

    Attributes
    ----------
    rates
        Rate of each group, in the order given, 0 to 1.
    disparity
        The comparison of these rates, 0 to 1.
    """

    rates: tuple[float, ...]
    disparity: float


def point_values(
    groups: tuple[GroupCounts, ...], metric: str, emotion: str | None, comparison: Comparison
) -> PointValues:
    """Return fairlearn's rates and comparison of one metric over assessed groups.

    Parameters
    ----------
    groups
        Confusion matrices of the groups, every one with a denominator for this metric.
    metric, emotion
        Name in `METRICS`; the emotion of a per-emotion metric.
    comparison
        How the rates are compared.
    """
    frame = _frame(_cells(groups, emotion), metric)
    rates = tuple(float(value) for value in frame.by_group)
    return PointValues(rates=rates, disparity=_compared(frame, comparison))


def _cells(groups: tuple[GroupCounts, ...], emotion: str | None) -> pd.DataFrame:
    """Return one row per occupied cell: group, true and predicted emotion (or whether it is `emotion`), images."""
    stack = np.stack([group.confusion.cells for group in groups])
    which, true, predicted = np.nonzero(stack)
    if emotion is not None:
        code = groups[0].confusion.labels.code(emotion)
        true, predicted = (true == code).astype(int), (predicted == code).astype(int)
    images = stack[np.nonzero(stack)]
    return pd.DataFrame({"group": which, "true": true, "predicted": predicted, "images": images})


def _frame(cells: pd.DataFrame, metric: str) -> Any:  # noqa: ANN401 - fairlearn publishes no types
    return MetricFrame(
        metrics=_FUNCTIONS[metric],
        y_true=cells["true"],
        y_pred=cells["predicted"],
        sensitive_features=cells["group"],
        sample_params={"sample_weight": cells["images"]},
    )


def _compared(frame: Any, comparison: Comparison) -> float:  # noqa: ANN401
    if comparison is Comparison.DIFFERENCE:
        return float(frame.difference(method="between_groups"))
    if comparison is Comparison.RATIO:
        return float(frame.ratio(method="between_groups"))
    lowest = float(frame.group_min())
    return float(frame.overall) - lowest if comparison is Comparison.WORST_TO_OVERALL else lowest
