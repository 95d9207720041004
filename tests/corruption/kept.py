"""Trials kept in a file, so that a long run that was stopped goes on where it was; other code begins anew."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from corruption.trial import Ending, Trial

NAMED = "named in every channel"
"""What is counted beside the endings: damages that every channel names, whatever the verdict."""

_ROOT = Path(__file__).resolve().parents[2]
_CODE = ("audit/**/*.py", "audit/**/*.j2", "audit/**/*.toml", "tests/corruption/**/*.py")


def fingerprint() -> str:
    """Return what tells the code that is tried, and that tries it, from any other."""
    found = hashlib.sha256()
    for pattern in _CODE:
        for path in sorted(_ROOT.glob(pattern)):
            found.update(path.relative_to(_ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


class Kept:
    """The trials of one state of the code, by the name of the damage and the seed of the table."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.trials: dict[tuple[str, int], Trial] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            name, trial = json.loads(line)
            self.trials[name, trial["seed"]] = Trial(**{**trial, "ending": Ending(trial["ending"])})

    def add(self, name: str, trial: Trial) -> None:
        """Keep a trial."""
        self.trials[name, trial.seed] = trial
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([name, asdict(trial)]) + "\n")

    def tallies(self, tables: int) -> dict[str, Counter[str]]:
        """Return how the first so many tables of each damage ended, and how many of them were `NAMED`."""
        found: dict[str, Counter[str]] = {}
        for (name, seed), trial in self.trials.items():
            if seed < tables:
                found.setdefault(name, Counter()).update([trial.ending, *([NAMED] if trial.named else [])])
        return found
