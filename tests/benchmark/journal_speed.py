"""What keeping answers costs, and what it saves: `make bench` writes JOURNAL.md beside it.

    python tests/benchmark/journal_speed.py [MODEL]

10,000 drawn faces (PNG of 48 × 48) are classified in one process in turns: with nothing kept (`--journal off`), with an
empty journal, with one that knows every answer. Processor time of all threads and time on the wall; a ratio is that of
the medians. The table of answers must be the same to the byte each time.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import audit
from audit.domain.cohort.labels import LABEL_SETS
from audit.files import write_whole
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

RESULTS = Path(__file__).with_name("JOURNAL.md")
PICTURES, SIDE, ROUNDS = 10_000, 48, 5
WAYS = {"nothing kept": "off", "an empty journal": "new", "every answer known": "full"}


def main() -> None:
    """Measure, print, write."""
    model = sys.argv[1] if len(sys.argv) > 1 else "cnn48"
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_cohort(draw_cohort(DrawnPlan(faces=PICTURES, labels=LABEL_SETS["fer7"], size=SIDE)), folder / "faces")
        seconds = _seconds(model, folder)
        size = (folder / "full" / "journal.sqlite").stat().st_size
    text = "\n".join(_parts(model, seconds, size, load)) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text)


def _seconds(model: str, folder: Path) -> dict[str, list[tuple[float, float]]]:
    """Return the seconds of the processor and on the wall of each way, in each round."""
    tables = {_classified(model, folder, "full")}  # also warms up, and fills the journal that knows all
    seconds: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way, journal in WAYS.items():
            shutil.rmtree(folder / "new", ignore_errors=True)
            processors, wall = time.process_time(), time.perf_counter()
            tables.add(_classified(model, folder, journal))
            seconds[way].append((time.process_time() - processors, time.perf_counter() - wall))
    if len(tables) > 1:
        raise SystemExit("the answers differ: a kept answer is not what would be answered")
    return seconds


def _classified(model: str, folder: Path, journal: str) -> bytes:
    place = journal if journal == "off" else folder / journal
    found = audit.classify(folder / "faces", model=model, journal=place)
    found.write(folder / "answers.csv")
    return (folder / "answers.csv").read_bytes()


def _parts(model: str, seconds: dict[str, list[tuple[float, float]]], size: int, load: float) -> Iterator[str]:
    yield f"# What keeping answers costs, and what it saves\n\n{(__doc__ or '').split(chr(10) * 2, 2)[2]}"
    yield f"{PICTURES:,} pictures, model {model}, {ROUNDS} rounds; seconds, medians.\n"
    yield "| journal | processor | ratio | on the wall | ratio |\n|---|---|---|---|---|"
    medians = {
        way: [statistics.median(column) for column in zip(*found, strict=True)] for way, found in seconds.items()
    }
    first = medians[next(iter(WAYS))]
    for way, (processors, wall) in medians.items():
        yield f"| {way} | {processors:.2f} | {processors / first[0]:.3f} | {wall:.2f} | {wall / first[1]:.3f} |"
    yield f"\nOne answer takes {size / PICTURES:.0f} bytes of the journal's file."
    python = f"Python {platform.python_version()}, {os.cpu_count()} processors"
    yield f"\nWritten by `journal_speed.py` with {python}; load of the machine before the first round: {load:.1f}."


if __name__ == "__main__":
    main()
