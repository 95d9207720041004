"""A whole `run` over 1,000 pictures, with the cascades as it once was and with the default finder: prints a table.

PYTHONPATH=tests python tests/benchmark/whole_run.py SHARED_DATA LONDON      some minutes

SHARED_DATA holds `fairface-sample/`; LONDON is the London set, imported (`emotion-audit import london`). The pictures
are FairFace's 500, London's 204, and FairFace's again up to 1,000, labelled happy and sad in turn: what is measured is
time. Each run is a process of its own, from the command line to the report; CPU seconds are user and system of it.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from audit.load import load_cohort

PICTURES = 1000
MODEL = "happy-sad"
LABELS = ("happy", "sad")
BEFORE, NOW = ("--detector", "cascades"), ()


def main(shared: Path, london: Path) -> None:
    """Audit the pictures twice and print what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_cohort(folder, shared / "fairface-sample", london)
        seconds = {title: _seconds(folder, flags) for title, flags in (("cascades", BEFORE), ("default", NOW))}
    rows = [f"| {title} | {cpu:.1f} | {wall:.1f} |" for title, (cpu, wall) in seconds.items()]
    ratio = seconds["cascades"][0] / seconds["default"][0]
    load = f"; load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    said = f"{PICTURES:,} whole pictures: {ratio:.1f} times as fast in CPU seconds{load}."
    sys.stdout.write("\n".join(["| finder | CPU seconds | seconds |", "|---|---:|---:|", *rows, "", said, ""]))


def _write_cohort(folder: Path, fairface: Path, london: Path) -> None:
    rows = islice(_rows(fairface, london), PICTURES)
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("image", "label", "gender"))
        for number, (path, gender) in enumerate(rows):
            name = f"{number:04}{path.suffix}"
            (folder / name).write_bytes(path.read_bytes())
            writer.writerow((name, LABELS[number % 2], gender))


def _rows(fairface: Path, london: Path) -> Iterator[tuple[Path, str]]:
    """Give pictures with the gender of the person."""
    with (fairface / "demographics.csv").open(encoding="utf-8") as file:
        people = [(fairface / row["image"], row["gender"].lower()) for row in csv.DictReader(file)]
    cohort = load_cohort(london)
    place = [feature.name for feature in cohort.features].index("gender")
    groups = cohort.features[place].groups
    portraits = [(cohort.root / name, groups[cohort.codes[row, place]]) for row, name in enumerate(cohort.images)]
    return chain(people, portraits, people)


def _seconds(folder: Path, flags: tuple[str, ...]) -> tuple[float, float]:
    """Return CPU and wall-clock seconds of one run."""
    limit = ("--features", "gender", "--metric", "accuracy", "--max-difference", "0.1")
    command = [sys.executable, "-m", "audit", "run", "--cohort", str(folder / "people.csv"), "--model", MODEL]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(
        [*command, *limit, *flags, "--out", str(folder / "report")], capture_output=True, check=False
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode not in (0, 1, 3):
        sys.exit(ended.stderr.decode())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
