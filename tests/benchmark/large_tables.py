"""Processor time and memory of audits of large tables of predictions, beside merely parsing the same files with Arrow.

    python tests/benchmark/large_tables.py [ROWS …]        (10000 and 1000000 where none are named)

A cohort (path, label, three features) and the probabilities of seven emotions are drawn, written as Parquet and as CSV
by Arrow, and audited by `emotion-audit run` in a process of its own; so are, from Parquet, pictures of a tenth as many
people.
"Arrow" reads every column of both files with pyarrow and does nothing with them. Seconds of the processor, user and
system, of one run on whatever else the machine does: the ratio counts. Writes `LARGE_TABLES.md` beside this file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path(__file__).with_name("LARGE_TABLES.md")
EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
PIECE = 1_000_000
"""Rows that are drawn and written at a time."""
FEATURES = {"gender": 3, "age_group": 4, "skin": 6}
PARSE = {
    "parquet": "import sys, pyarrow.parquet as p; [p.read_table(name) for name in sys.argv[1:]]",
    "csv": "import sys, pyarrow.csv as c; [c.read_csv(name) for name in sys.argv[1:]]",
}
MEASURE = "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); " + (
    "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
    "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of the processor, and the most memory in MB."""

    seconds: float
    megabytes: float


def main() -> None:
    """Write the table, and print it."""
    sizes = [int(float(each)) for each in sys.argv[1:]] or [10_000, 1_000_000]
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            "# Audits of large tables",
            "",
            "`python tests/benchmark/large_tables.py "
            + " ".join(map(str, sizes))
            + "`; what is measured stands in it.",
            "",
            "| rows | files | people | Arrow, s | audit, s | ratio | beyond 10,000 rows | MB |",
            "|---|---|---|---|---|---|---|---|",
            *_rows(Path(folder), sizes),
        ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))


def _rows(folder: Path, sizes: list[int]) -> Iterator[str]:
    """Yield a row for each size, format and number of people; the smallest audit is what starting up costs."""
    start: dict[tuple[str, bool], float] = {}
    for n in sizes:
        for people in (False, True):
            for ending in ("parquet",) if people else ("parquet", "csv"):
                names = write_drawn(folder, n, ending, people=people)
                parsing = _cost([sys.executable, "-c", PARSE[ending], *map(str, names)])
                audit = _cost(_command(*names, folder / "out"))
                first = start.setdefault((ending, people), audit.seconds)
                beyond = f"{(audit.seconds - first) / parsing.seconds:.1f}" if n > sizes[0] else "–"
                persons = f"{n // 10:,}" if people else "all differ"
                yield (
                    f"| {n:,} | {ending} | {persons} | {parsing.seconds:.2f} | "
                    f"{audit.seconds:.2f} | {audit.seconds / parsing.seconds:.1f} | {beyond} | {audit.megabytes:.0f} |"
                )


def _command(cohort: Path, predictions: Path, out: Path) -> list[str]:
    given = ["--cohort", str(cohort), "--predictions", str(predictions), "--out", str(out)]
    return [sys.executable, "-m", "audit", "run", *given]


def _cost(command: list[str]) -> Cost:
    """Return what a command costs; it ends with a verdict, or in peace."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], check=True, capture_output=True, text=True, cwd=ROOT, env=environment
    )
    seconds, megabytes, status = done.stdout.split()
    if int(status) not in (0, 1, 3):
        raise SystemExit(f"{' '.join(command)} ended with {status}: {done.stderr}")
    return Cost(seconds=float(seconds), megabytes=float(megabytes))


def write_drawn(folder: Path, n: int, ending: str, *, people: bool) -> list[Path]:
    """Write a cohort and predictions of n pictures, each of another person, or ten of each; return where they are."""
    names = [folder / f"{name}.{ending}" for name in ("cohort", "predictions")]
    write = parquet.ParquetWriter if ending == "parquet" else arrow_csv.CSVWriter
    first = _drawn(0, 1, n, people=people)
    with write(names[0], first[0].schema) as cohort, write(names[1], first[1].schema) as predictions:
        for start in range(0, n, PIECE):
            for table, file in zip(
                _drawn(start, min(start + PIECE, n), n, people=people), (cohort, predictions), strict=True
            ):
                file.write_table(table)
    return names


def _drawn(start: int, stop: int, n: int, *, people: bool) -> tuple[pa.Table, pa.Table]:
    """Return the rows from `start` on and before `stop` of a cohort of n pictures, and predictions of them."""
    rng = np.random.default_rng([1, start])
    images = pa.array([f"faces/{row % 97:02d}/img_{row:08d}.png" for row in range(start, stop)])
    labels, person = (rng.integers(0, most, stop - start) for most in (len(EMOTIONS), max(n // 10, 1)))
    columns = {"image": images, "label": _names(labels, EMOTIONS)}
    if people:
        columns["subject"] = pa.array([f"p{each}" for each in person])
    for name, groups in FEATURES.items():
        of = person * 7919 % groups if people else rng.integers(0, groups, stop - start)
        columns[name] = _names(of, [f"{name} {at}" for at in range(groups)])
    scores = rng.normal(0, 1, (stop - start, len(EMOTIONS)))
    scores[np.arange(stop - start), labels] += 2
    shares = np.exp(scores)
    shares = np.round(shares / shares.sum(axis=1, keepdims=True), 6)
    return pa.table(columns), pa.table({"image": images, **{f"p_{e}": shares[:, i] for i, e in enumerate(EMOTIONS)}})


def _names(codes: np.ndarray, names: list[str] | tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(names)).cast(pa.string())


if __name__ == "__main__":
    main()
