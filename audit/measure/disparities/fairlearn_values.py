"""Point values, group comparisons and bootstrap intervals by fairlearn, from the cells of the count table.

`MetricFrame` sees one row per cell with the cell's count as `sample_weight`: the same values as over the images, at a
cost that does not grow with them. It is given assessed groups only: left to itself it turns an undefined recall into 0,
and drops a NaN group in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame

from audit.domain.counts.metrics import find_metric
from audit.domain.counts.rates import Interval
from audit.errors import UsageError
from audit.measure.rates.grades import mixed_rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.counts.counts import GroupCounts
    from audit.domain.counts.metric import Metric
    from audit.domain.decision.comparisons import Comparison
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.policy import Policy

MOST_ROWS = 100_000
"""fairlearn resamples rows one by one: with so many, 2,000 resamples of one disparity take about ten minutes."""


def _function(metric: Metric) -> Callable[..., float]:
    """Return the function fairlearn compares groups with; of an average, over the emotions that occur."""
    module, name = metric.fairlearn.rsplit(".", 1)
    function: Callable[..., float] = getattr(import_module(module), name)
    if metric.mean is None:
        return function

    def mean(y_true: Any, y_pred: Any, sample_weight: Any) -> float:  # noqa: ANN401 - as scikit-learn is typed
        labels = np.unique(y_true)
        return float(function(y_true, y_pred, labels=labels, average="macro", sample_weight=sample_weight))

    return mean


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
        Counts of the groups, every one with a denominator for this metric.
    metric, emotion
        Name in `METRICS`; the emotion of a per-emotion metric.
    comparison
        How the rates are compared.
    """
    cells = _graded_cells(groups) if find_metric(metric).of_grades else _cells(groups, emotion)
    frame = _frame(cells, metric)
    rates = tuple(float(value) for value in frame.by_group)
    return PointValues(rates=rates, disparity=_compared(frame, comparison))


def bootstrap(
    criterion: Criterion,
    x: NDArray[np.float64],
    n: NDArray[np.float64],
    outside: NDArray[np.float64],
    policy: Policy,
) -> Interval:
    """Return fairlearn's own bootstrap interval of a disparity, from `MetricFrame(n_boot, ci_quantiles)`.

    A group without a denominator in a resample has no value there and is skipped by fairlearn; where all groups but one
    are, fairlearn says that they do not differ.

    Parameters
    ----------
    criterion
        How groups are compared.
    x, n, outside
        Shape (K,): numerators, denominators, and images in no denominator, of the compared groups.
    policy
        Confidence, resamples, seed.

    Raises
    ------
    UsageError
        When fairlearn has no interval for this comparison, there are too many images, or a resample has no ratio.
    """
    _refuse(criterion, images=int(np.sum(n + outside)))
    tail = (1 - policy.confidence) / 2
    frame = _bootstrapped(x, n, outside, policy, [tail, 1 - tail])
    lower, upper = _interval(frame, criterion.comparison)
    if np.isnan(lower) or np.isnan(upper):
        raise UsageError(f"{criterion.code}: fairlearn's bootstrap has no ratio where every rate is 0; {_INSTEAD}")
    return Interval(lower=lower, upper=upper, confidence=policy.confidence, method="fairlearn bootstrap")


_INSTEAD = "set interval = 'count_bootstrap' in the policy"


def _refuse(criterion: Criterion, images: int) -> None:
    if not criterion.comparison.facts.fairlearn or criterion.reference is not None:
        against = "a reference group" if criterion.reference is not None else criterion.comparison.value
        raise UsageError(f"{criterion.code}: fairlearn has no bootstrap interval for {against}; {_INSTEAD}")
    if images > MOST_ROWS:
        many = f"fairlearn's bootstrap resamples rows one by one, at most {MOST_ROWS:,} here, found {images:,}"
        raise UsageError(f"{criterion.code}: {many}; {_INSTEAD}, which takes the same time for any number")


def _bootstrapped(
    x: NDArray[np.float64], n: NDArray[np.float64], outside: NDArray[np.float64], policy: Policy, quantiles: list[float]
) -> Any:  # noqa: ANN401
    """Return the frame of one row per image: in the denominator or not, in the numerator or not."""
    images = np.concatenate([x, n - x, outside]).astype(np.int64)
    kind = np.repeat(np.repeat(range(3), len(x)), images)
    return MetricFrame(
        metrics=_share,
        y_true=(kind < 2).astype(int),  # noqa: PLR2004 - the third kind lies outside the denominator
        y_pred=(kind == 0).astype(int),
        sensitive_features=np.repeat(np.tile(np.arange(len(x)), 3), images),
        n_boot=policy.resamples,
        ci_quantiles=quantiles,
        random_state=policy.seed,
    )


def _share(denominator: pd.Series, numerator: pd.Series) -> float:
    total = int(np.sum(denominator))
    return float(np.sum(numerator) / total) if total else float("nan")


def _interval(frame: Any, comparison: Comparison) -> tuple[float, float]:  # noqa: ANN401
    lower, upper = getattr(frame, f"{comparison.facts.fairlearn}_ci")(**_between(comparison))
    return float(lower), float(upper)


def _between(comparison: Comparison) -> dict[str, str]:
    """Return the arguments of fairlearn's method: groups against each other, where it compares any."""
    return {"method": "between_groups"} if comparison.symmetric else {}


def _cells(groups: tuple[GroupCounts, ...], emotion: str | None) -> pd.DataFrame:
    """Return one row per occupied cell: group, true and predicted emotion (or whether it is `emotion`), images."""
    stack = np.stack([group.confusion.cells for group in groups])
    which, true, predicted = np.nonzero(stack)
    if emotion is not None:
        code = groups[0].confusion.labels.code(emotion)
        true, predicted = (true == code).astype(int), (predicted == code).astype(int)
    images = stack[np.nonzero(stack)]
    return pd.DataFrame({"group": which, "true": true, "predicted": predicted, "images": images})


def _graded_cells(groups: tuple[GroupCounts, ...]) -> pd.DataFrame:
    """Return one row per group, mixed or not: a share of grades is the selection rate of the answer `mixed`."""
    rates = [mixed_rate(group.graded, group.confusion.labels) for group in groups]
    images = [count for rate in rates for count in (rate.denominator - rate.numerator, rate.numerator)]
    which = np.repeat(np.arange(len(groups)), 2)
    mixed = np.tile([0, 1], len(groups))
    return pd.DataFrame({"group": which, "true": mixed, "predicted": mixed, "images": images})


def _frame(cells: pd.DataFrame, metric: str) -> Any:  # noqa: ANN401 - fairlearn publishes no types
    return MetricFrame(
        metrics=_function(find_metric(metric)),
        y_true=cells["true"],
        y_pred=cells["predicted"],
        sensitive_features=cells["group"],
        sample_params={"sample_weight": cells["images"]},
    )


def _compared(frame: Any, comparison: Comparison) -> float:  # noqa: ANN401
    if comparison.facts.fairlearn:
        return float(getattr(frame, comparison.facts.fairlearn)(**_between(comparison)))
    return float(frame.overall) - float(frame.group_min())
