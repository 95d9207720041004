"""A worker while it is waited for: its memory and its computing held against what it may take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from audit.domain.running.allowance import size_shown
from audit.predict.sizes.machine import ProcessUse, use_of

if TYPE_CHECKING:
    from collections.abc import Callable

STILL = 90.0
"""Seconds without any computing after which a worker is held to wait for something that never comes."""

_PROGRESS = 0.02
"""Seconds of computing that count as progress: two ticks of the clock that Linux counts them by."""


class Overrun(Exception):
    """A worker took more than it may, with what it did and what could be said to allow it, as parts of a sentence."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what, self.advice = what, advice


class Watch:
    """One request, from when it is sent.

    Time is that of the clock on the wall or that of all threads' computing, whichever is less: neither a machine that
    is busy with other work nor one with many cores makes a model look slow.

    Parameters
    ----------
    pid
        The worker.
    memory
        Bytes it may take beyond what it has now; None where that is not bounded.
    in_all
        Bytes it may have, with all models that are loaded; None where that is not bounded.
    seconds
        Time it may take.
    patience
        Seconds it may do nothing.
    use, clock
        Who tells what the process takes, and the time.
    """

    def __init__(
        self,
        pid: int,
        *,
        memory: int | None,
        in_all: int | None,
        seconds: float,
        patience: float = STILL,
        use: Callable[[int], ProcessUse | None] = use_of,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pid, self._memory, self._seconds, self._patience = pid, memory, seconds, patience
        self._use, self._clock = use, clock
        self._began = self._moved = clock()
        begin = use(pid)
        self._cpu_at_begin = self._cpu = None if begin is None else begin.cpu
        self._most = None if begin is None or memory is None else min(begin.memory + memory, in_all or 1 << 62)

    def check(self) -> None:
        """Raise Overrun when the worker took more than it may, or stands still."""
        now, found = self._clock(), self._use(self._pid)
        if found is not None and self._most is not None and self._memory and found.memory > self._most:
            raise Overrun(
                f"took more than {size_shown(self._memory)} of memory",
                f"where you know it and it needs more: --limit-memory {size_shown(2 * self._memory).replace(' ', '')}",
            )
        taken = now - self._began
        if found is not None and self._cpu is not None and self._cpu_at_begin is not None:
            taken = min(taken, found.cpu - self._cpu_at_begin)
            if found.cpu - self._cpu >= _PROGRESS:
                self._cpu, self._moved = found.cpu, now
            if now - self._moved > self._patience:
                raise Overrun(f"did nothing for {now - self._moved:.0f} seconds", "mend or replace it")
        if taken > self._seconds:
            raise Overrun(
                f"computed for more than {self._seconds:g} seconds",
                "where you know it and it is that slow, allow more with --limit-seconds-per-picture",
            )
