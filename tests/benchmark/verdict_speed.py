"""How long a verdict takes: `make bench` writes VERDICT.md beside it.

    PYTHONPATH=tests python tests/benchmark/verdict_speed.py [RUNS]

A verdict is everything between the counts and the finding of one limit: bounds, what would settle it, what so many
pictures can show at all. Milliseconds of the processor: the median of several runs, the least and the largest in
brackets; other work on the machine takes no part of them, but slows what they do. Every run has counts of its own, so
nothing kept from one before serves it; the first, which loads what is needed, is not counted. Groups have 20 to 400
pictures of two emotions each, *large* ones 1,000 to 20,000 of seven, and are right in 60 to 95 %.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from builders import count_table

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counted import Counted
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.files import write_whole
from audit.judge import judge
from audit.measure import disparities

RESULTS = Path(__file__).with_name("VERDICT.md")
RUNS = 7
TARGETS = {25: 50.0, 300: 1000.0}
"""Milliseconds allowed by the number of groups."""

TODAY = date(2026, 1, 1)
LIMITS = {
    Comparison.DIFFERENCE: 0.1,
    Comparison.RATIO: 0.8,
    Comparison.WORST_TO_OVERALL: 0.1,
    Comparison.FLOOR: 0.6,
    Comparison.RATIO_TO_REFERENCE: 0.8,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is judged."""

    metric: str
    comparison: Comparison
    large: bool = False

    def criterion(self) -> Criterion:
        """Return it as a limit."""
        reference = "000" if self.comparison is Comparison.RATIO_TO_REFERENCE else None
        return Criterion(
            metric=self.metric,
            features=("group",),
            limit=LIMITS[self.comparison],
            comparison=self.comparison,
            reference=reference,
        )


CASES = (
    *(Case(metric="accuracy", comparison=comparison) for comparison in LIMITS),
    Case(metric="macro_recall", comparison=Comparison.DIFFERENCE),
    Case(metric="macro_recall", comparison=Comparison.DIFFERENCE, large=True),
)


def main(runs: int = RUNS) -> None:
    """Measure, print, write."""
    text = "\n".join(_parts(runs)) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text.encode())


def _parts(runs: int) -> Iterator[str]:
    yield f"# How long a verdict takes\n\n{__doc__.split(chr(10) * 2, 2)[2]}"
    targets = ", ".join(f"{most:,.0f} ms for {groups} groups" for groups, most in TARGETS.items())
    yield f"Targets: {targets}. {runs} runs.\n"
    yield f"| limit on | {' | '.join(f'{groups} groups, ms | kept' for groups in TARGETS)} |"
    yield f"|---|{'---|---|' * len(TARGETS)}"
    for case in CASES:
        cells = (_told(milliseconds(case, groups, runs), most) for groups, most in TARGETS.items())
        yield f"| {case.metric}, {case.comparison}{', large' if case.large else ''} | {' | '.join(cells)} |"
    yield (
        f"\nWritten by `verdict_speed.py` with Python {platform.python_version()}, numpy {np.__version__}; "
        f"load of the machine at the end: {os.getloadavg()[0]:.1f}."
    )


def _told(times: list[float], most: float) -> str:
    middle = statistics.median(times)
    return f"{middle:,.0f} ({min(times):,.0f}–{max(times):,.0f}) | {'yes' if middle <= most else '**no**'}"


def milliseconds(case: Case, groups: int, runs: int) -> list[float]:
    """Return what each run took, all but the first."""
    return [_once(case, counts(groups, seed, large=case.large)) for seed in range(runs + 1)][1:]


def _once(case: Case, counted: Counted) -> float:
    criteria = (case.criterion(),)
    policy = Policy(title="one limit", criteria=criteria)
    start = time.process_time()
    judge(criteria, disparities(counted, criteria, policy), waivers=(), today=TODAY)
    return 1000 * (time.process_time() - start)


def counts(groups: int, seed: int, *, large: bool = False) -> Counted:
    """Return counts of that many groups."""
    rng = np.random.default_rng((groups, seed))
    labels, least, most = (LABEL_SETS["fer7"], 1_000, 20_000) if large else (LABEL_SETS["happy-sad"], 20, 400)
    cells = {f"{group:03d}": _cells(rng, len(labels), rng.integers(least, most)) for group in range(groups)}
    return Counted(table=count_table(cells, labels))


def _cells(rng: np.random.Generator, emotions: int, images: int) -> list[list[int]]:
    right = rng.uniform(0.6, 0.95)
    per_emotion = rng.multinomial(images, np.full(emotions, 1 / emotions))
    chances = np.where(np.eye(emotions, dtype=bool), right, (1 - right) / (emotions - 1))
    return rng.multinomial(per_emotion, chances).tolist()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
