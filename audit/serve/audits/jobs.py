"""Audits in the making: one at a time, with progress and a way to end it."""

from __future__ import annotations

import itertools
import shlex
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.model.model import ModelSpec
from audit.errors import AuditError, UsageError
from audit.load import find_model
from audit.serve.audits.rules import OneLimit, PolicyFile, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audit.domain.results.result import AuditResult

REPORTS = "reports"
MOST_KEPT = 50
"""Jobs that are remembered; the reports of older ones stay on the disk."""


class State(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Cancelled(Exception):
    """Raised out of a job whose person does not want it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be audited: a cohort and a model that are on this machine, by which rules."""

    cohort: str
    path: Path
    spec: ModelSpec
    rules: Rules

    def command(self, folder: Path) -> str:
        """Return the same audit as a command line, which writes its report into a folder."""
        words = ["run", "--cohort", str(self.path), "--model", _named(self.spec), *self.rules.words]
        return shlex.join(["emotion-audit", *words, "--out", str(folder)])


def _named(spec: ModelSpec) -> str:
    """Return how a command line names a model: by its id where that is enough, else by its folder."""
    folder = spec.weights.parent
    try:
        known = find_model(spec.id)
    except UsageError:
        return str(folder)
    return spec.id if known.resolve() == folder.resolve() else str(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One audit as it stands.

    Attributes
    ----------
    number
        Counted from 1 since the app started.
    wish
        What is audited.
    folder
        Where the report goes; it is there once the job is done.
    state
        How it stands.
    step, done, total
        What is being done, and how many pictures of how many.
    sentence
        The verdict's sentence, or why there is none.
    verdict
        Of a job that is done; else empty.
    reading
        Of a job that is done: what was not counted, or read otherwise than written, a sentence each.
    """

    number: int
    wish: Wish
    folder: Path
    state: State = State.RUNNING
    step: str = "reading the cohort"
    done: int = 0
    total: int = 0
    sentence: str = ""
    verdict: str = ""
    reading: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The same as a command line."""
        return self.wish.command(self.folder)


class Jobs:
    """The audits that were started on the page.

    Parameters
    ----------
    reports
        Folder the reports go to, each in a folder MODEL--COHORT as the command names it, and with a number behind it
        where an earlier one lies there: nothing is overwritten.
    done
        Told of every audit that ends in a report.
    """

    def __init__(self, reports: Path | None = None, done: Callable[[AuditResult], None] = lambda _: None) -> None:
        self._reports = reports or Path(REPORTS)
        self._done = done
        self._jobs: dict[int, Job] = {}
        self._lock = threading.Lock()
        self._unwanted = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, wish: Wish) -> Job:
        """Start an audit.

        Raises
        ------
        UsageError
            When one is running.
        """
        with self._lock:
            if any(job.state is State.RUNNING for job in self._jobs.values()):
                raise UsageError("An audit is running; wait for it, or cancel it first.")
            number = max(self._jobs, default=0) + 1
            self._jobs[number] = job = Job(number=number, wish=wish, folder=self._free(wish))
            self._jobs.pop(number - MOST_KEPT, None)
            self._unwanted.clear()
            self._thread = threading.Thread(target=self._work, args=(job,), daemon=True)
            self._thread.start()
        return job

    def all(self) -> tuple[Job, ...]:
        """Return every job, the newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def find(self, number: int) -> Job:
        """Return a job; raises UsageError where there is none of this number."""
        with self._lock:
            if number not in self._jobs:
                raise UsageError(f"There is no audit number {number} since the app was started.")
            return self._jobs[number]

    def cancel(self, number: int) -> None:
        """End a job at its next picture; one that has ended stays as it is."""
        if self.find(number).state is State.RUNNING:
            self._unwanted.set()

    def close(self) -> None:
        """End what is running."""
        self._unwanted.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _work(self, job: Job) -> None:
        try:
            self._change(job.number, **self._audited(job))
        except Cancelled:
            self._change(job.number, state=State.CANCELLED, sentence="Cancelled; nothing was written.")
        except AuditError as error:
            self._change(job.number, state=State.FAILED, sentence=str(error))
        except Exception as error:
            self._change(job.number, state=State.FAILED, sentence=f"Something went wrong: {type(error).__name__}.")
            raise

    def _audited(self, job: Job) -> dict[str, object]:
        from audit.api import run  # noqa: PLC0415 - when the first audit is started
        from audit.files import claimed  # noqa: PLC0415
        from audit.report import reading_lines  # noqa: PLC0415

        wish = job.wish
        with claimed(job.folder):  # a place that cannot be written is found out now
            found = run(
                wish.path,
                model=wish.spec,
                policy=wish.rules.policy if isinstance(wish.rules, PolicyFile) else None,
                max_difference=wish.rules.max_difference if isinstance(wish.rules, OneLimit) else None,
                steps=lambda name: self._step(job.number, name),
                command=job.command,
            )
            self._check_wanted()
            found.report(job.folder)
        self._done(found.result)
        decision = found.decision
        return {
            "state": State.DONE,
            "verdict": decision.verdict.value,
            "sentence": decision.sentence,
            "reading": reading_lines(found.result),
        }

    def _free(self, wish: Wish) -> Path:
        """Return the first folder of its name that is not there yet."""
        name = f"{wish.spec.id}--{wish.path.resolve().name}"
        numbers = itertools.count(2)
        folder = self._reports / name
        while folder.exists():
            folder = self._reports / f"{name}--{next(numbers)}"
        return folder

    @contextmanager
    def _step(self, number: int, name: str) -> Iterator[Callable[[int, int], None]]:
        self._change(number, step=name, done=0, total=0)

        def progress(done: int, total: int) -> None:
            self._check_wanted()
            self._change(number, done=done, total=total)

        yield progress

    def _check_wanted(self) -> None:
        if self._unwanted.is_set():
            raise Cancelled

    def _change(self, number: int, **values: object) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], **values)  # type: ignore[arg-type]
