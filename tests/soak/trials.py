"""What came of trials, kept in build/soak: a long soak that was stopped goes on while the code is the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


class KeptTrials:
    """Trials by name, each what came of it.

    Parameters
    ----------
    name
        Of the soak; None: nothing is kept.

    Attributes
    ----------
    found
        What is known, by the name of the trial.
    """

    def __init__(self, name: str | None) -> None:
        self._file = None if name is None else _ROOT / "build" / "soak" / f"{name}-{_code()}.jsonl"
        self.found: dict[str, dict[str, Any]] = {}
        if self._file is not None and self._file.exists():
            lines = self._file.read_text(encoding="utf-8").splitlines()
            self.found = {said["trial"]: said for said in map(json.loads, lines)}

    def add(self, trial: str, came: dict[str, Any]) -> None:
        """Keep what came of a trial."""
        self.found[trial] = came
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"trial": trial, **came}) + "\n")


def _code() -> str:
    """Return a hash over the package and these soaks: what was found of other code says nothing of this one."""
    tests = Path(__file__).parents[1]
    files = sorted(
        [*(_ROOT / "audit").rglob("*.py"), *(tests / "soak").glob("*.py"), *(tests / "corpus").rglob("*.py")]
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
