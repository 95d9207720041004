"""Three classifiers over two cohorts in one go, beside six runs: `make bench` writes MATRIX.md beside it.

    PYTHONPATH=tests python tests/benchmark/matrix.py [COHORT COHORT]

Each way is a process (or six), by turns, with nothing kept before it; seconds of the processor, user and system, of all
its threads. Without arguments two cohorts of 1,000 drawn faces each, of different people.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.domain.cohort.labels import LABEL_SETS
from audit.files import write_whole
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

RESULTS = Path(__file__).with_name("MATRIX.md")
MODELS = ("cnn48", "emotion7", "ferplus8")
FEATURES = ("--features", "gender")
ROUNDS, FACES = 3, 1000
TARGET = 0.5


def main() -> None:
    """Measure, print, write."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cohorts = [Path(each).resolve() for each in sys.argv[1:]] or _drawn(folder)
        features = FEATURES if sys.argv[1:] else ("--features", "age_group")
        named = [("--cohort", str(cohort)) for cohort in cohorts] + [("--model", model) for model in MODELS]
        ways = {
            "six runs": [["--cohort", str(cohort), "--model", model] for cohort in cohorts for model in MODELS],
            "one run": [[word for pair in named for word in pair]],
        }
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, runs in ways.items():
                found[way].append(_seconds(folder, [[*each, *features] for each in runs]))
                sys.stderr.write(f"{way}: {found[way][-1][0]:.2f} s of the processor\n")
    text = "\n".join(_page(found, load, sys.argv[1:])) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text)


def _drawn(folder: Path) -> list[Path]:
    cohorts = [folder / "first", folder / "second"]
    for seed, cohort in enumerate(cohorts):
        plan = DrawnPlan(faces=FACES, labels=LABEL_SETS["fer7"], size=96, seed=seed)
        write_cohort(draw_cohort(plan), cohort)
    return cohorts


def _seconds(folder: Path, runs: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Return the seconds of the processor and on the wall of some runs, one after the other."""
    shutil.rmtree(folder / "cache", ignore_errors=True)
    shutil.rmtree(folder / "out", ignore_errors=True)
    environment = {**os.environ, "EMOTION_AUDIT_CACHE": str(folder / "cache")}
    before, wall = _used(), time.perf_counter()
    for number, options in enumerate(runs):
        command = [
            sys.executable,
            "-P",
            "-m",
            "audit",
            "-q",
            "run",
            *options,
            "--out",
            str(folder / "out" / str(number)),
        ]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1, 3):
            raise SystemExit(done.stderr)
    return _used() - before, time.perf_counter() - wall


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _page(found: dict[str, list[tuple[float, float]]], load: float, cohorts: list[str]) -> Iterator[str]:
    yield f"# Several audits in one go\n\n{(__doc__ or '').split(chr(10) * 2, 2)[2]}"
    what = (
        f"two cohorts of {FACES:,} drawn faces"
        if not cohorts
        else "two cohorts: " + ", ".join(Path(each).name for each in cohorts)
    )
    yield f"{', '.join(MODELS)} over {what}; median of {ROUNDS}, seconds.\n"
    yield "| way | processor | ratio | on the wall | ratio |\n|---|---|---|---|---|"
    medians = {way: [statistics.median(each) for each in zip(*times, strict=True)] for way, times in found.items()}
    first = medians["six runs"]
    for way, (processor, wall) in medians.items():
        yield f"| {way} | {processor:.2f} | {processor / first[0]:.2f} | {wall:.2f} | {wall / first[1]:.2f} |"
    ratio = medians["one run"][0] / first[0]
    yield f"\nAsked is less than {TARGET} of the processor's time: {'kept' if ratio < TARGET else 'not kept'}."
    python = f"Python {platform.python_version()}, {os.cpu_count()} processors"
    yield f"\nWritten by `matrix.py` with {python}; load of the machine before the first round: {load:.1f}."


if __name__ == "__main__":
    main()
