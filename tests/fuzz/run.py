"""Coverage-guided fuzzing of every parser: `make fuzz`, ten minutes for each unless SECONDS says otherwise.

    PYTHONPATH=tests .venv-fuzz/bin/python tests/fuzz/run.py [--seconds N] [PARSER …]

What is met on the way is kept in `build/fuzz/PARSER`, so that a later run goes on from there, and FUZZED.md beside this
file says for how long that was in all; what is raised and is no
error of ours is kept as `build/fuzz/PARSER-crash-…` and ends with status 1. Mend it, and add the bytes to `found.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "fuzz"
TOTALS = KEPT / "totals.json"
RESULTS = Path(__file__).with_name("FUZZED.md")


def main() -> int:
    """Fuzz parsers one after the other, each in a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        return _one(sys.argv[2], sys.argv[3:])
    arguments = argparse.ArgumentParser()
    arguments.add_argument("parsers", nargs="*")
    arguments.add_argument("--seconds", type=int, default=600)
    asked = arguments.parse_args()
    from fuzz.parsers import PARSERS

    failed = [name for name in asked.parsers or PARSERS if not _fuzzed(name, asked.seconds)]
    RESULTS.write_text(_page(), encoding="utf-8")
    print(f"not as it should be: {', '.join(failed) or 'none'}")  # noqa: T201 - what it is for
    return int(bool(failed))


def _fuzzed(name: str, seconds: int) -> bool:
    """Return whether a parser was fuzzed for so long without an error that is none of ours."""
    from fuzz.parsers import GIVEN, PARSERS, in_memory

    corpus, seeds = KEPT / name, KEPT / f"{name}-seeds"
    for folder in (corpus, seeds):
        folder.mkdir(parents=True, exist_ok=True)
    for place, data in enumerate(PARSERS[name].seeds):
        (seeds / str(place)).write_bytes(data)
    words = KEPT / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in PARSERS[name].words) or '"a"\n', encoding="ascii")
    settings = [
        f"-max_total_time={seconds}",
        f"-max_len={PARSERS[name].longest}",
        "-timeout=60",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        f"-dict={words}",
        f"-artifact_prefix={KEPT / name}-",
    ]
    command = [sys.executable, __file__, "--one", name, *settings, str(corpus), str(seeds)]
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=in_memory()) as folder:
        pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL}
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, GIVEN: folder}, check=False, **pipes)
    said = done.stderr.decode("utf-8", "replace")
    runs = int(_number(said, r"number_of_executed_units: (\d+)"))
    edges, lasted = int(_number(said, r" cov: (\d+)")), int(_number(said, r"Done \d+ runs in (\d+) second"))
    _note(name, {"seconds": lasted, "inputs": runs, "edges": edges, "faults": int(done.returncode != 0)})
    print(f"{name}: {lasted} s, {runs:,} inputs, {edges:,} edges, status {done.returncode}", flush=True)  # noqa: T201
    if done.returncode:
        print(said[-3000:], flush=True)  # noqa: T201
    return done.returncode == 0


def _number(said: str, pattern: str) -> str:
    """Return the last number of that kind in what libFuzzer said; 0 where it said none."""
    return (re.findall(pattern, said) or ["0"])[-1]


def _note(name: str, found: dict[str, int]) -> None:
    """Add what came of a parser to what came of it before; edges are those of all, for a run goes on from the last."""
    totals = json.loads(TOTALS.read_text(encoding="utf-8")) if TOTALS.exists() else {}
    before = totals.get(name, {})
    totals[name] = {key: value + (0 if key == "edges" else before.get(key, 0)) for key, value in found.items()}
    TOTALS.write_text(json.dumps(totals), encoding="utf-8")


def _page() -> str:
    from fuzz.parsers import PARSERS

    totals = json.loads(TOTALS.read_text(encoding="utf-8"))
    head = """# Parsers that were fuzzed

Every parser of what others wrote, fed with mutated inputs by atheris, which keeps those that reach new code. A fault is
anything raised that is no error of ours, a time-out of 60 s, or more than 3 GB of memory.

| parser | seconds | inputs | edges reached | faults |
|---|--:|--:|--:|--:|
"""
    none = {"seconds": 0, "inputs": 0, "edges": 0, "faults": 0}
    rows = (
        f"| {name} | {each['seconds']:,} | {each['inputs']:,} | {each['edges']:,} | {each['faults']} |\n"
        for name, each in ((name, totals.get(name, none)) for name in PARSERS)
    )
    foot = "Written by `make fuzz`, of what build/fuzz holds; what was found once is in `found.py` and stays mended."
    return f"{head}{''.join(rows)}\n{foot}\n"


def _one(name: str, settings: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["audit"]):
        from fuzz.parsers import PARSERS, tried
    atheris.Setup([sys.argv[0], *settings], lambda data: tried(PARSERS[name], data))
    atheris.Fuzz()
    return 0


def _escaped(word: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "".join(f"\\x{b:02x}" for b in c.encode()) for c in word)


if __name__ == "__main__":
    sys.exit(main())
