"""Coverage-guided fuzzing of every parser: `make fuzz`, ten minutes for each unless SECONDS says otherwise.

    PYTHONPATH=tests .venv-fuzz/bin/python tests/fuzz/run.py [--seconds N] [PARSER …]

What is met on the way is kept in `build/fuzz/PARSER`, so that a later run goes on from there; what is raised and is no
error of ours is kept as `build/fuzz/PARSER-crash-…` and ends with status 1. Mend it, and add the bytes to `found.py`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "fuzz"


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
    runs = next((line.split()[-1] for line in said.splitlines() if "number_of_executed_units" in line), "?")
    covered = next((line for line in reversed(said.splitlines()) if " cov: " in line), "")
    parts = covered.split()
    cover = parts[parts.index("cov:") + 1] if "cov:" in parts else "?"
    print(f"{name}: {seconds} s, {runs} inputs, {cover} edges, status {done.returncode}", flush=True)  # noqa: T201
    if done.returncode:
        print(said[-3000:], flush=True)  # noqa: T201
    return done.returncode == 0


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
