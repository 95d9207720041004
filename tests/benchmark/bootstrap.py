"""How long a bootstrap interval takes by fairlearn and by counts, in one run: `make bench` writes RESULTS.md beside it.

Measured is the 95 % interval of one disparity, the difference of accuracy between 25 groups, from 2,000 resamples: for
fairlearn the call of `MetricFrame(n_boot=2000, ci_quantiles=[.025, .975])` on rows, for us the same interval from the
confusion matrices of the groups. Counting is timed apart: it is done once for a whole audit.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TypeVar

import numpy as np
from fairlearn.metrics import MetricFrame
from sklearn.metrics import accuracy_score

from audit.domain.counts.cells import CellTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.files import write_whole
from audit.measure.bounds.contrasts import observed
from audit.measure.disparities.bootstrap import ResampledUnits, draw_cells, percentile_interval

T = TypeVar("T")

RESULTS = Path(__file__).with_name("RESULTS.md")
GROUPS, EMOTIONS, RESAMPLES = 25, 7, 2000
RUNS = 21
WHOLE = 10_000
"""Up to so many rows fairlearn is timed with all resamples once; else with few, and the time is scaled."""
FEW = 50
ASKED = {10_000: 500, 100_000: 5_000}
ROWS = (10_000, 100_000, 10_000_000)
ACCURACY = Criterion(metric="accuracy", features=("group",), limit=0.1)
METRICS: dict[str, Callable[..., float]] = {
    "scikit-learn's accuracy_score": accuracy_score,
    "a bare NumPy mean": lambda true, predicted: float(np.mean(true == predicted)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Images as fairlearn sees them: int64, shape (n,) each."""

    group: np.ndarray
    true: np.ndarray
    predicted: np.ndarray

    def counted(self) -> np.ndarray:
        """Return the confusion matrix of each group, shape (K, k, k)."""
        codes = np.column_stack([self.group, self.true, self.predicted])
        return CellTable.of(codes, (GROUPS, EMOTIONS, EMOTIONS)).dense([0, 1, 2])


def main() -> None:
    """Measure, print, write."""
    text = "\n".join(_parts()) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text.encode())


def drawn(rows: int) -> Rows:
    """Return unequal groups, right in 60 to 90 % of their images."""
    rng = np.random.default_rng(rows)
    group = rng.choice(GROUPS, rows, p=rng.dirichlet(np.full(GROUPS, 5.0)))
    true = rng.integers(EMOTIONS, size=rows)
    right = rng.random(rows) < rng.uniform(0.6, 0.9, GROUPS)[group]
    return Rows(group=group, true=true, predicted=np.where(right, true, (true + 1) % EMOTIONS))


def by_fairlearn(rows: Rows, metric: Callable[..., float], resamples: int) -> tuple[float, float]:
    """Return fairlearn's interval."""
    frame = MetricFrame(
        metrics=metric,
        y_true=rows.true,
        y_pred=rows.predicted,
        sensitive_features=rows.group,
        n_boot=resamples,
        ci_quantiles=[0.025, 0.975],
        random_state=0,
    )
    lower, upper = frame.difference_ci(method="between_groups")
    return float(lower), float(upper)


def by_counts(stack: np.ndarray) -> tuple[float, float]:
    """Return the same interval from the confusion matrices."""
    x, n = np.trace(stack, axis1=1, axis2=2), stack.sum(axis=(1, 2))
    draws = ResampledUnits.of_images(x, n, np.zeros(GROUPS)).drawn(RESAMPLES, np.random.default_rng(0))
    return _ends(draws.disparities(ACCURACY, None))


def macro_recall_by_counts(stack: np.ndarray) -> tuple[float, float]:
    """Return the interval of the difference of macro recall, which needs every cell."""
    blocks = draw_cells(stack, RESAMPLES, np.random.default_rng(0))
    return _ends(np.concatenate([_macro_recall_difference(block) for block in blocks]))


def _macro_recall_difference(cells: np.ndarray) -> np.ndarray:
    recalls = np.diagonal(cells, axis1=-2, axis2=-1) / np.maximum(cells.sum(axis=-1), 1)
    values = recalls.mean(axis=-1)
    return observed(Comparison.DIFFERENCE, values, np.ones_like(values))


def _ends(values: np.ndarray) -> tuple[float, float]:
    interval = percentile_interval(values, 0.95, "count bootstrap")
    if interval is None:
        raise ValueError("no resample has a disparity")
    return interval.lower, interval.upper


def _parts() -> Iterator[str]:
    yield f"# How long a bootstrap takes\n\n{__doc__.partition(chr(10) * 2)[2]}"
    yield f"""Rows are made up: {GROUPS} unequal groups, {EMOTIONS} emotions. Seconds are of processor time: other work
on the machine does not count. Counts: the median of {RUNS} runs. fairlearn: one run; what is marked ≈ was timed over
{FEW} resamples and scaled to {RESAMPLES:,}, and its interval is that of the {FEW}.
"""
    yield "| rows | fairlearn's metric | fairlearn, s | counts, s | times as fast | asked | fairlearn | counts |"
    yield "|---|---|---|---|---|---|---|---|"
    for rows in ASKED:
        yield from _beside_fairlearn(rows)
    yield "\nThe last two columns are the intervals. Once counted, the number of images no longer matters:\n"
    yield "| rows | counting once, s | interval of accuracy, s | interval of macro recall, s |"
    yield "|---|---|---|---|"
    yield from map(_once_counted, ROWS)
    yield f"\nMacro recall needs all {GROUPS * EMOTIONS**2:,} cells resampled, accuracy two counts of each group.\n"
    packages = ("fairlearn", "pandas", "scikit-learn", "numpy")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    yield f"Written by `make bench` with Python {platform.python_version()}, {versions}, one thread."


def _beside_fairlearn(rows: int) -> Iterator[str]:
    images = drawn(rows)
    stack = images.counted()
    ours, (lower, upper) = _repeated(lambda: by_counts(stack))
    for name, metric in METRICS.items():
        resamples = RESAMPLES if rows <= WHOLE and metric is accuracy_score else FEW
        once, (low, up) = _timed(partial(by_fairlearn, images, metric, resamples))
        theirs = once * RESAMPLES / resamples
        mark, ratio = ("" if resamples == RESAMPLES else "≈ "), theirs / ours
        asked = f"≥ {ASKED[rows]:,}: {'kept' if ratio >= ASKED[rows] else '**missed**'}"
        times = f"{mark}{theirs:,.0f} | {ours:.4f} | {ratio:,.0f}"
        yield f"| {rows:,} | {name} | {times} | {asked} | {low:.3f} to {up:.3f} | {lower:.3f} to {upper:.3f} |"


def _once_counted(rows: int) -> str:
    images = drawn(rows)
    counting, stack = _timed(images.counted)
    accuracy, _ = _repeated(lambda: by_counts(stack))
    macro, _ = _repeated(lambda: macro_recall_by_counts(stack), runs=5)
    return f"| {rows:,} | {counting:.3f} | {accuracy:.4f} | {macro:.3f} |"


def _repeated(work: Callable[[], T], runs: int = RUNS) -> tuple[float, T]:
    found = [_timed(work) for _ in range(runs)]
    return float(np.median([seconds for seconds, _ in found])), found[0][1]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


if __name__ == "__main__":
    main()
