"""Processor time of small commands, beside an earlier version of this repository in the same run.

    python tests/benchmark/start_up.py [REVISION]

Each command runs in a process of its own, by turns with the code of REVISION (without one, the commit before this one)
and with the code as it stands, by the same Python; the least of `RUNS` counts. Seconds of the processor, user and
system, of a busy or a quiet machine; both have their bytecode, and their templates where they keep any.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audit.domain.cohort.labels import LABEL_SETS

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
ROWS = 10_000
COMMANDS = {
    "--help": "--help",
    "audit of 10,000 predictions": "run --cohort people.csv --predictions people.csv --labels fer7 --out out",
    "judge it again": "judge out/audit.json --policy policy.toml",
    "render it again": "report out/audit.json --out out",
    "check the table": "check people.csv",
}
POLICY = """title = "two limits"
[[criteria]]
metric = "accuracy"
feature = "sex"
limit = 0.2
[[criteria]]
metric = "recall"
feature = "age"
limit = 0.2
"""


def main() -> None:
    """Print the table."""
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
    with tempfile.TemporaryDirectory() as folder:
        before, work = Path(folder) / "before", Path(folder) / "work"
        work.mkdir()
        _git("worktree", "add", "--quiet", "--detach", str(before), revision)
        try:
            for line in _table(before, work, revision):
                sys.stdout.write(line + "\n")
        finally:
            _git("worktree", "remove", "--force", str(before))


def _table(before: Path, work: Path, revision: str) -> Iterator[str]:
    _write_inputs(work)
    for tree in (before, ROOT):
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(tree / "audit")], check=True)
        compiled = "from audit.report.pages import html; getattr(html, 'compile_templates', int)()"
        subprocess.run([sys.executable, "-c", compiled], check=True, env=_environment(tree), cwd=work)
    yield f"| command | {revision}, s | now, s | ratio |"
    yield "|---|---|---|---|"
    for title, command in COMMANDS.items():
        turns = [(_seconds(command, before, work), _seconds(command, ROOT, work)) for _ in range(RUNS)]
        old, new = (min(each) for each in zip(*turns, strict=True))
        yield f"| {title} | {old:.2f} | {new:.2f} | {new / old:.2f} |"


def _seconds(command: str, tree: Path, work: Path) -> float:
    """Return the seconds of the processor that one command takes; it must end with a verdict or in peace."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "audit", *command.split()],
        env=_environment(tree),
        cwd=work,
        check=False,
        capture_output=True,
    )
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def _environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}


def _write_inputs(work: Path) -> None:
    rng = np.random.default_rng(0)
    emotions = np.array(LABEL_SETS["fer7"].emotions)
    label = rng.integers(7, size=ROWS)
    predicted = np.where(rng.random(ROWS) < 0.8, label, rng.integers(7, size=ROWS))
    sex, age = np.array(["female", "male"]), np.array(["young", "middle", "old"])
    columns = (emotions[label], emotions[predicted], sex[rng.integers(2, size=ROWS)], age[rng.integers(3, size=ROWS)])
    rows = [f"{i}.png,{','.join(cells)}" for i, cells in enumerate(zip(*columns, strict=True))]
    (work / "people.csv").write_text("\n".join(("image,label,predicted,sex,age", *rows, "")), encoding="utf-8")
    (work / "policy.toml").write_text(POLICY, encoding="utf-8")


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True)


if __name__ == "__main__":
    main()
