"""Meet every hostile input of the corpus by the real command, and write what happened into the documentation.

`python tests/soak/hostile_corpus.py [--jobs N] [--only TEXT]`; every case runs in a folder of its own. It ends with
status 1 when a payload ran, a case did not end, or ended otherwise than with one sentence and status 2. How each case
ended is kept in build/soak: what was stopped goes on as long as the code is the same.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from corpus.case import CANARY, Case
from corpus.files import archives, declarations, pictures, tables
from corpus.models import models
from soak.trials import KeptTrials

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "hostile-input.md"
COMMAND = Path(sys.executable).with_name("emotion-audit")
LONGEST = 600.0
"""Seconds after which a case is held to hang, on a machine as busy as it may be; the page says how long each took."""

MOST_COMPUTING = 60.0
MOST_MEMORY = 1 << 30
TITLES = {
    "model": "Models",
    "picture": "Pictures",
    "table": "Tables",
    "declaration": "Declarations and saved audits",
    "archive": "Archives and folders of datasets",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How a case ended.

    Attributes
    ----------
    status
        Exit status; negative for a signal, None where it did not end.
    seconds
        Of computing, the worker's included.
    memory
        Most bytes of the command's own process.
    said
        Its last sentence, without the folder.
    ran
        Whether a payload ran.
    """

    case: Case
    status: int | None
    seconds: float
    memory: int
    said: str
    ran: bool

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        found = {
            "a payload ran": self.ran,
            "it did not end": self.status is None,
            f"it ended with status {self.status}": self.status not in (2, None),
            "it showed a traceback": "Traceback" in self.said,
            "it gave no sentence": not self.said.strip(),
            f"it computed for {self.seconds:.0f} s": self.seconds > MOST_COMPUTING,
            f"it took {self.memory >> 20} MB": self.memory > MOST_MEMORY,
        }
        return [fault for fault, is_so in found.items() if is_so]


def met(case: Case) -> Met:
    """Return how one case ended."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        arguments = case.make(folder)
        status, seconds, memory = run(arguments, folder)
        said = (folder / "stderr").read_text(encoding="utf-8", errors="replace")
        ran = (folder / CANARY).exists()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Met(case=case, status=status, seconds=seconds, memory=memory, said=shortened(said, folder), ran=ran)


def run(arguments: list[str], folder: Path) -> tuple[int | None, float, int]:
    """Run the command; return its exit status, its seconds of computing, and the most memory of its own process."""
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        files = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)]
        nothing = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
        environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "settings"), "COLUMNS": "200"}
        pid = os.posix_spawn(COMMAND, [str(COMMAND), *arguments], environment, file_actions=[*nothing, *files])
    most, begin = 0, time.monotonic()
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, most
        most = max(most, highest(pid))
        if time.monotonic() - begin > LONGEST:
            os.kill(pid, 9)
            _, _, usage = os.wait4(pid, 0)
            return None, usage.ru_utime + usage.ru_stime, most
        time.sleep(0.05)


def highest(pid: int) -> int:
    """Return the most memory a process has had so far, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return 0 if found is None else int(found[1]) * 1024


def shortened(said: str, folder: Path) -> str:
    """Return the last complaint of the command as one line, without the folder and its random name."""
    for place in (folder.resolve(), folder, sys.base_prefix, sys.prefix):
        said = said.replace(str(place), "…")
    lines = said.strip().splitlines()
    start = max((place for place, line in enumerate(lines) if line.startswith("emotion-audit: ")), default=None)
    if start is None:
        return " ".join(lines[-3:])[:300] if lines else ""
    traced = "Traceback: " if any("Traceback" in line for line in lines) else ""
    return traced + " ".join(" ".join(lines[start:]).split()).removeprefix("emotion-audit: ")


def met_pictures() -> tuple[Met, dict[str, str]]:
    """Return how a cohort of hostile pictures among four good ones ended, and the outcome of each of them."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    outcomes: dict[str, str] = {}
    try:
        arguments, names = pictures(folder)
        (folder / "model").mkdir()
        arguments += ["--model", _good_network(folder / "model" / "n.onnx")]
        arguments += ["--labels", "happy,sad", "--size", "8", "--face", "whole"]
        status, seconds, memory = run(arguments, folder)
        said = (folder / "stderr").read_text(encoding="utf-8", errors="replace")
        if (folder / "said.csv").exists():
            with (folder / "said.csv").open(newline="", encoding="utf-8") as table:
                found = {row["image"]: row.get("outcome", "") for row in csv.DictReader(table)}
            outcomes = {what: found.get(name, "lost") for name, what in names.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    case = Case(kind="picture", name="27 pictures in one cohort", make=lambda _: arguments)
    return Met(
        case=case, status=status, seconds=seconds, memory=memory, said=shortened(said, folder), ran=False
    ), outcomes


def _good_network(path: Path) -> str:
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    nodes = [
        helper.make_node("ReduceMean", ["x"], ["m"], axes=[1, 2], keepdims=0),
        helper.make_node("MatMul", ["m", "w"], ["l"]),
        helper.make_node("Softmax", ["l"], ["y"]),
    ]
    import numpy as np

    weights = [numpy_helper.from_array(np.eye(3, 2, dtype=np.float32), "w")]
    taken = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ("n", 8, 8, 3))]
    given = [helper.make_tensor_value_info("y", TensorProto.FLOAT, ("n", 2))]
    graph = helper.make_graph(nodes, "g", taken, given, weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return str(path)


def every() -> list[Case]:
    """Return every case that is one command."""
    return [*models(), *tables(), *declarations(), *archives()]


def page(found: Iterable[Met], seen: Met, outcomes: dict[str, str], jobs: int) -> str:
    """Return the page of the documentation."""
    done = list(found)
    most = max((*done, seen), key=lambda each: each.memory)
    longest = max((*done, seen), key=lambda each: each.seconds)
    lines = [
        "# Hostile input: what was tried, and what happened",
        "",
        f"<!-- written by tests/soak/hostile_corpus.py, {jobs} cases at a time; do not edit -->",
        "",
        f"{len(done) + len(outcomes)} hostile inputs, built anew and met by the real command, each in a folder of its",
        "own: `make hostile`. What should happen: no payload runs, the command ends with one sentence and exit status",
        "2 after at most 60 seconds of computing, and its own process stays below 1 GB; a picture ends in a counted",
        "outcome.",
        "",
        "| | inputs | payloads run | as it should be | most seconds of computing | most memory of the command |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for kind, title in TITLES.items():
        some = [seen] if kind == "picture" else [each for each in done if each.case.kind == kind]
        counted = sum(outcome not in ("", "lost", "scored") for outcome in outcomes.values())
        inputs, good = (
            (len(outcomes), counted) if kind == "picture" else (len(some), sum(not each.faults for each in some))
        )
        ran = sum(each.ran for each in some)
        seconds, memory = max(each.seconds for each in some), max(each.memory for each in some)
        lines.append(f"| {title} | {inputs} | {ran} | {good} | {seconds:.1f} | {memory >> 20} MB |")
    lines += [
        "",
        f"Longest: {longest.case.name} ({longest.seconds:.1f} s). Most memory: {most.case.name}",
        f"({most.memory >> 20} MB).",
        "Seconds are those of all processes of a case together, TensorFlow's import included where it is met.",
        "",
        *_faults(done),
    ]
    for kind, title in TITLES.items():
        said = [(each.case.name, each.said[:240]) for each in done if each.case.kind == kind]
        rows = list(outcomes.items()) if kind == "picture" else said
        lines += [f"## {title}", "", f"| input | {'outcome' if kind == 'picture' else 'what is said'} |", "|---|---|"]
        lines += [*(f"| {_cell(name)} | {_cell(words)} |" for name, words in rows), ""]
    return "\n".join(lines)


def _faults(done: list[Met]) -> list[str]:
    found = [f"* {each.case.name}: {', '.join(each.faults)}" for each in done if each.faults]
    return ["## Not as it should be", "", *found, ""] if found else []


def _cell(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "·" for letter in text)
    shown = re.sub(r"/\S*?/site-packages|/onnxruntime_src\S*", "…", shown)
    return "".join(f"&#{ord(letter)};" if letter in "\\|<>*_`[]&{}~" else letter for letter in shown)


_KEPT = ("status", "seconds", "memory", "said", "ran")
"""What is kept of a case that was met."""


def main() -> int:
    """Meet the corpus and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    cases = [case for case in every() if asked.only in f"{case.kind} {case.name}".replace(":", "")]
    lock, count, kept = threading.Lock(), 0, KeptTrials(None if asked.only else "hostile")

    def one(case: Case) -> Met:
        nonlocal count
        name = f"{case.kind}: {case.name}"
        before = kept.found.get(name)
        found = met(case) if before is None else Met(case=case, **{key: before[key] for key in _KEPT})
        with lock:
            count += 1
            if before is None:
                kept.add(name, {key: getattr(found, key) for key in _KEPT})
            faults = f"  <-- {', '.join(found.faults)}" if found.faults else ""
            print(  # noqa: T201 - what it is for
                f"{count}/{len(cases)} {case.kind}: {case.name}: {found.seconds:.1f} s, {found.said[:150]}{faults}",
                flush=True,
            )
        return found

    with ThreadPoolExecutor(asked.jobs) as pool:
        found = list(pool.map(one, cases))
    if not asked.only:
        seen, outcomes = met_pictures()
        PAGE.write_text(page(found, seen, outcomes, asked.jobs), encoding="utf-8")
        lost = [what for what, outcome in outcomes.items() if outcome in ("", "lost", "scored")]
        print(f"pictures: status {seen.status}, {len(outcomes)} outcomes; not as they should be: {lost}")  # noqa: T201
        return int(any(each.faults for each in found) or bool(lost) or not outcomes)
    return int(any(each.faults for each in found))


if __name__ == "__main__":
    sys.exit(main())
