"""Processor time for all group metrics and their disparities of one table, by ours, fairlearn and aequitas.

    python tests/benchmark/peers.py [PYTHON_WITH_AEQUITAS [PYTHON_WITH_TFMA]]

`make peers` has aequitas in an environment of its own. TensorFlow Model Analysis takes 3 GB; make one for it by
`python3.11 -m venv FOLDER` and `FOLDER/bin/pip install tensorflow-model-analysis`.

The table: an id, two emotions as label and answer, three features of 2, 4 and 6 groups, as CSV. fairlearn's
`MetricFrame` gives accuracy, selection rate, true and false positive rate and precision of every group with differences
and ratios; aequitas its crosstabs and disparities to the largest group; TFMA accuracy, precision and recall of every
group, up to 10,000 rows; `audit.run` and `audit.audit` every metric of
ours with intervals, and a verdict for each limit, which neither of the others makes. Cold: a process from its start,
reading the table included. Warm: a second call in the same process on what was read. User and system, of one run on
whatever else the machine does: the ratio counts. Whoever takes longer than `MOST_SECONDS` for a call is ended, and the
table says so. Writes `PEERS.md` beside this file; what TFMA took in an earlier run stays where no Python has it.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path(__file__).with_name("PEERS.md")
COLUMNS = 6
ROWS = (10_000, 100_000, 1_000_000)
MOST_OF_TFMA = 10_000
"""Rows up to which it is tried: ten times as many took more than four minutes."""
MOST_SECONDS = 30
"""Of the processor that one call of a peer may take."""
FEATURES = {"gender": 2, "age_group": 4, "skin": 6}
MEASURE = (
    "import resource, subprocess, sys; "
    "seconds = int(sys.argv[1]); limits = lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)); "
    "done = subprocess.run(sys.argv[2:], capture_output=True, text=True, preexec_fn=limits if seconds else None); "
    "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
    "print(done.returncode, used.ru_utime + used.ru_stime, *done.stdout.split()[-1:], done.stderr[-300:])"
)
WARM = "\nimport time\nwork()\nbefore = time.process_time()\nwork()\nprint(time.process_time() - before)\n"
READ = "import sys, pandas as pd\ntable = pd.read_csv(sys.argv[1])\nfeatures = ['gender', 'age_group', 'skin']\n"

OURS_COLD = """
import sys, audit
audit.run(sys.argv[1], predictions=sys.argv[1], max_difference=0.1)
print(0)
"""
OURS_WARM = (
    READ
    + """
import audit
def work():
    return audit.audit(
        table.label, table.predicted, sensitive_features=table[features], labels=["happy", "sad"], max_difference=0.1
    )
"""
    + WARM
)
FAIRLEARN = (
    READ
    + """
from functools import partial
from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate
from sklearn.metrics import accuracy_score, precision_score
metrics = {
    "accuracy": accuracy_score,
    "selection_rate": partial(selection_rate, pos_label="happy"),
    "true_positive_rate": partial(true_positive_rate, pos_label="happy"),
    "false_positive_rate": partial(false_positive_rate, pos_label="happy"),
    "precision": partial(precision_score, pos_label="happy"),
}
def work():
    for name in features:
        frame = MetricFrame(
            metrics=metrics, y_true=table.label, y_pred=table.predicted, sensitive_features=table[name]
        )
        frame.by_group, frame.difference(), frame.ratio()
"""
)
AEQUITAS = (
    READ
    + """
from aequitas.bias import Bias
from aequitas.group import Group
given = table[features].copy()
given["label_value"] = (table.label == "happy").astype(int)
given["score"] = (table.predicted == "happy").astype(int)
def work():
    crosstabs, _ = Group().get_crosstabs(given, attr_cols=features)
    return Bias().get_disparity_major_group(crosstabs, given, check_significance=False)
"""
)

TFMA = (
    READ
    + """
from google.protobuf import text_format
from tensorflow_model_analysis.api.model_eval_lib import analyze_raw_data
from tensorflow_model_analysis.proto.config_pb2 import EvalConfig
given = table[features].copy()
given["label"], given["score"] = (table.label == "happy").astype(float), (table.predicted == "happy").astype(float)
metrics = "".join(f'metrics {{ class_name: "{name}" }} ' for name in ("BinaryAccuracy", "Precision", "Recall"))
slices = "".join(f'slicing_specs {{ feature_keys: "{name}" }} ' for name in features)
config = text_format.Parse(
    f'model_specs {{ label_key: "label" prediction_key: "score" }} metrics_specs {{ {metrics} }} {slices}', EvalConfig()
)
def work():
    return analyze_raw_data(given, config)
"""
)


def main() -> None:
    """Write the table, and print it."""
    lines = [
        "# Beside other tools",
        "",
        "`make peers`; what is measured stands in `peers.py`. Seconds of the processor; in brackets: ours is so many "
        "times as fast.",
        "",
        "| rows | call | ours, with intervals and verdicts | fairlearn | aequitas | TFMA |",
        "|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        before = _of_tfma()
        for rows in ROWS:
            lines += _lines(rows, _drawn(rows, Path(folder) / "table.csv"), before)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))


def _lines(rows: int, table: Path, before: dict[tuple[int, str], float]) -> Iterator[str]:
    aequitas, tfma = [*sys.argv[1:3], None, None][:2]
    ours = _second(sys.executable, OURS_WARM, table, 0), _first(sys.executable, OURS_COLD, table, 0)
    peers = [
        _both(sys.executable, FAIRLEARN, table),
        _both(aequitas, AEQUITAS, table),
        _both(tfma if rows <= MOST_OF_TFMA else None, TFMA, table),
    ]
    for at, call in enumerate(("warm", "cold")):
        found = [peer[at] for peer in peers]
        found[-1] = before.get((rows, call)) if found[-1] is None else found[-1]
        yield f"| {rows:,} | {call} | {ours[at]:.2f} | {' | '.join(_beside(peer, ours[at]) for peer in found)} |"


def _of_tfma() -> dict[tuple[int, str], float]:
    """Return the seconds of TFMA that the page has."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.read_text("utf-8").splitlines()]
    rows = [each for each in cells if len(each) == COLUMNS and each[0].replace(",", "").isdecimal()]
    return {(int(row[0].replace(",", "")), row[1]): float(row[-1].split()[0]) for row in rows if row[-1][0].isdecimal()}


def _both(python: str | None, code: str, table: Path) -> tuple[float | None, float | None]:
    """Return what a second call costs, and a process from its start; None where there is no such Python."""
    if python is None:
        return None, None
    return _second(python, code + WARM, table, 2 * MOST_SECONDS), _first(python, code + ONCE, table, MOST_SECONDS)


def _second(python: str, code: str, table: Path, most: int) -> float:
    return _cost(python, code, table, most)[1]


def _first(python: str, code: str, table: Path, most: int) -> float:
    return _cost(python, code, table, most)[0]


ONCE = "\nwork()\nprint(0)\n"


def _beside(peer: float | None, ours: float) -> str:
    if peer is None:
        return "not tried"
    if peer == math.inf:
        return f"more than {MOST_SECONDS} ({MOST_SECONDS / ours:.0f} or more)"
    return f"{peer:.2f} ({peer / ours:.1f})"


def _cost(python: str, code: str, table: Path, most: int) -> tuple[float, float]:
    """Return what a process costs, and what it says of itself; infinity where it took more than so many seconds."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", MEASURE, str(most), python, "-W", "ignore", "-c", code, str(table)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    status, *found = done.stdout.split(maxsplit=3)
    if int(status) in (-signal.SIGXCPU, -signal.SIGKILL) and most:
        return math.inf, math.inf
    if int(status):
        raise SystemExit(f"{python} ended with {done.stdout}")
    return float(found[0]), float(found[1])


def _drawn(rows: int, path: Path) -> Path:
    rng = np.random.default_rng(1)
    happy = rng.random(rows) < 0.5
    right = rng.random(rows) < 0.85
    columns = {
        "image": [f"faces/{row:07d}.png" for row in range(rows)],
        "label": np.where(happy, "happy", "sad"),
        "predicted": np.where(happy == right, "happy", "sad"),
        **{name: [f"{name} {at}" for at in rng.integers(0, groups, rows)] for name, groups in FEATURES.items()},
    }
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


if __name__ == "__main__":
    main()
