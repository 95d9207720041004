"""Processor time and memory of audits of large tables of predictions, beside merely parsing the same files with Arrow.

    python tests/benchmark/large_tables.py [ROWS …] [parquet] [csv] [people] [FOLDER]   (10000, 1000000, all by default)

A cohort (path, label, three features) and the probabilities of seven emotions are drawn, written as Parquet or as CSV
by Arrow, and audited by `emotion-audit run` in a process of its own; `people` are pictures of a tenth as many people,
as Parquet. They lie in FOLDER, where they are found again (a hundred million rows are 7 GB and take minutes to draw),
else for a while only. "Arrow" reads every column of both files with pyarrow, a row group of Parquet at a time, and does
nothing with them. Seconds of the processor, user and system, of one run on whatever else the machine does: the ratio
counts. Writes `LARGE_TABLES.md` beside this file, in which rows that are not measured now stay, and
`docs/assets/large-tables.svg`.
"""

from __future__ import annotations

import math
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
CHART = ROOT / "docs" / "assets" / "large-tables.svg"
KINDS = ("parquet", "csv", "people")
EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
PIECE = 1_000_000
"""Rows that are drawn and written at a time."""
NAMES = ("cohort", "predictions")
FEATURES = {"gender": 3, "age_group": 4, "skin": 6}
PARSE = {
    "parquet": "import sys, pyarrow.parquet as p\nfor file in map(p.ParquetFile, sys.argv[1:]):\n"
    "  for group in range(file.num_row_groups): file.read_row_group(group)",
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


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Measured:
    """An audit of so many rows: seconds of Arrow, seconds and MB of the audit."""

    rows: int
    kind: str
    arrow: float
    audit: float
    megabytes: float


def main() -> None:
    """Measure what was asked for; write the table and the chart after each."""
    sizes = [int(float(each)) for each in sys.argv[1:] if each[0].isdecimal()] or [10_000, 1_000_000]
    folders = [Path(each) for each in sys.argv[1:] if each not in KINDS and not each[0].isdecimal()]
    kinds = [each for each in KINDS if each in sys.argv[1:]] or KINDS
    known = {(each.rows, each.kind): each for each in _read()}
    with tempfile.TemporaryDirectory() as passing:
        for n in sizes:
            for kind in kinds:
                known[n, kind] = _measured(folders[0] if folders else Path(passing), n, kind, again=bool(folders))
                found = sorted(known.values(), key=lambda each: (each.rows, KINDS.index(each.kind)))
                PAGE.write_text(_page(found), encoding="utf-8")
                CHART.write_text(_chart(found), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))


def _measured(folder: Path, n: int, kind: str, *, again: bool) -> Measured:
    ending = "csv" if kind == "csv" else "parquet"
    inside = folder / f"{n}-{kind}" if again else folder
    names = [inside / f"{name}.{ending}" for name in NAMES]
    if not again or not all(name.exists() for name in names):
        inside.mkdir(parents=True, exist_ok=True)
        write_drawn(inside, n, ending, people=kind == "people")
    parsing = _cost([sys.executable, "-c", PARSE[ending], *map(str, names)])
    audit = _cost(_command(*names, inside / "out"))
    return Measured(rows=n, kind=kind, arrow=parsing.seconds, audit=audit.seconds, megabytes=audit.megabytes)


def _page(found: list[Measured]) -> str:
    lines = [
        "# Audits of large tables",
        "",
        "`python tests/benchmark/large_tables.py`; what is measured stands in it.",
        "",
        "| rows | files | Arrow, s | audit, s | ratio | MB |",
        "|---|---|---|---|---|---|",
        *(
            f"| {each.rows:,} | {each.kind} | {each.arrow:.2f} | {each.audit:.2f} | {each.audit / each.arrow:.1f} | "
            f"{each.megabytes:.0f} |"
            for each in found
        ),
    ]
    return "\n".join(lines) + "\n"


def _read() -> Iterator[Measured]:
    """Yield the rows that the page has."""
    for line in PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else ():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > 1 and cells[1] in KINDS:
            arrow, audit, _, megabytes = map(float, cells[2:])
            rows = int(cells[0].replace(",", ""))
            yield Measured(rows=rows, kind=cells[1], arrow=arrow, audit=audit, megabytes=megabytes)


_INK = {"parquet": "#1f5fbf", "csv": "#b3541e", "people": "#3d7a3d"}
_DECADE, _TALL, _TOP = 70, 200, 40
"""Pixels of ten times as many rows, of a panel's height, and above it."""


def _chart(found: list[Measured]) -> str:
    """Return how seconds and memory grow with the rows, all by powers of ten."""
    panels = (*_panel(found, 70, "CPU seconds", "audit", (-1, 3)), *_panel(found, 470, "MB", "megabytes", (1, 4)))
    return "\n".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 290" font-family="system-ui, sans-serif" '
            'font-size="13" role="img" aria-label="CPU seconds and memory of an audit by the rows of its tables">',
            '<rect width="820" height="290" fill="#fff"/>',
            *panels,
            "</svg>\n",
        )
    )


def _panel(found: list[Measured], left: int, title: str, field: str, powers: tuple[int, int]) -> Iterator[str]:
    low, high = powers

    def at(rows: float, value: float) -> tuple[float, float]:
        share = (math.log10(value) - low) / (high - low)
        return left + (math.log10(rows) - 4) * _DECADE, _TOP + _TALL * (1 - share)

    yield f'<text x="{left}" y="24" font-weight="600">{title}</text>'
    for power in range(low, high + 1):
        x, y = at(1e4, 10.0**power)
        yield f'<path d="M{x:.0f} {y:.0f}h{4 * _DECADE}" stroke="#ddd"/>'
        yield f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:,g}</text>'
    for power in range(4, 9):
        x, _ = at(10.0**power, 1)
        yield f'<text x="{x:.0f}" y="{_TOP + _TALL + 20}" text-anchor="middle">{10**power:,}</text>'
    for kind, ink in _INK.items():
        points = [at(each.rows, getattr(each, field)) for each in found if each.kind == kind]
        if points:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            yield f'<polyline points="{line}" fill="none" stroke="{ink}" stroke-width="2"/>'
            x, y = points[-1]
            yield f'<text x="{x + 8:.0f}" y="{y + 4:.0f}" fill="{ink}">{kind}</text>'


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
    names = [folder / f"{name}.{ending}" for name in NAMES]
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
