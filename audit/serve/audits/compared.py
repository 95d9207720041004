"""Two kept audits held against each other, as `emotion-audit compare` does; the page keeps them in memory."""

from __future__ import annotations

import shlex
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.api import compare
from audit.report import COMPARISON_FILES, comparison_lines, promise, write_comparison
from audit.serve.http.guard import Refused

if TYPE_CHECKING:
    from audit.serve.audits.kept import KeptAudit

MOST_KEPT = 20
"""Comparisons that are remembered, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptComparison:
    """One comparison.

    Attributes
    ----------
    number
        Counted from 1 since the app started.
    title
        What was compared with what.
    verdict, sentence
        Its end.
    reading
        What was not counted in either audit, or read otherwise than written, a sentence each.
    promise
        What it proves of every group, in a sentence; empty where nothing was compared.
    command
        The same as a command line.
    files
        What `emotion-audit compare --out` writes, by name.
    """

    number: int
    title: str
    verdict: str
    sentence: str
    reading: tuple[str, ...]
    promise: str
    command: str
    files: dict[str, bytes]


class Comparisons:
    """The comparisons that were made on the page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[int, KeptComparison] = {}
        self._count = 0

    def make(self, baseline: KeptAudit, candidate: KeptAudit, max_worse: float) -> KeptComparison:
        """Compare a candidate with a baseline.

        Raises
        ------
        InputError, UsageError
            When the audits are not of the same images, emotions and groups, or lack their table of images.
        """
        result = compare(baseline.file, candidate.file, max_worse=max_worse)
        with tempfile.TemporaryDirectory(prefix="emotion-audit-") as folder:
            write_comparison(result, Path(folder))
            files = {name: (Path(folder) / name).read_bytes() for name in COMPARISON_FILES}
        words = ["emotion-audit", "compare", str(baseline.file), str(candidate.file), "--max-worse", f"{max_worse:g}"]
        compared_any = any(finding.changes for finding in result.findings)
        with self._lock:
            self._count += 1
            made = self._kept[self._count] = KeptComparison(
                number=self._count,
                title=f"{candidate.model} on {candidate.cohort}, against {baseline.model} on {baseline.cohort}",
                verdict=result.decision.verdict.value,
                sentence=result.decision.sentence,
                reading=comparison_lines(result),
                promise=promise(result) if compared_any else "",
                command=shlex.join(words),
                files=files,
            )
            self._kept.pop(self._count - MOST_KEPT, None)
        return made

    def find(self, number: int) -> KeptComparison:
        """Return a comparison; refuses where there is none of this number."""
        with self._lock:
            if number not in self._kept:
                raise Refused(404, "There is no such comparison since the app was started; compare again.")
            return self._kept[number]
