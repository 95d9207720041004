"""A cluster simulated: the product's own `Dispatch`, workers whose shards take unlike times, machines that are lost."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from audit.domain.answers.shards import Shard
from audit.pipeline.engines.dispatch import Dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """Workers on machines that are lost now and then.

    Attributes
    ----------
    workers, each
        All workers, and those of a machine.
    lost_after
        Seconds after which a machine is lost, on average; None for never.
    replaced
        Seconds after which another one stands in its place.
    """

    workers: int
    each: int = 10
    lost_after: float | None = None
    replaced: float = 300.0

    @property
    def number(self) -> int:
        """How many machines there are."""
        return -(-self.workers // self.each)

    def of(self, machine: int) -> range:
        """Return the workers of a machine."""
        return range(machine * self.each, min(self.workers, (machine + 1) * self.each))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of it: seconds, machines lost, and how often a shard was asked beyond once."""

    seconds: float
    lost: int
    again: int


class Simulation:
    """One pass of all shards through a cluster.

    Parameters
    ----------
    shards
        Each is answered once.
    machines
        Who answers.
    times
        Seconds that shards took, float64, from which that of each is drawn.
    sender
        Seconds that whoever sends the shards takes for each, one after the other.
    """

    def __init__(self, shards: tuple[Shard, ...], machines: Machines, times: np.ndarray, sender: float) -> None:
        self._rng = np.random.default_rng(0)
        self._dispatch, self._machines, self._sender = Dispatch(shards), machines, sender
        self._times = self._rng.choice(times, len(shards))
        self._number = len(shards)
        self._open = set(shards)
        self._has: defaultdict[int, list[Shard]] = defaultdict(list)
        self._ends: dict[int, float] = {}
        self._away: set[int] = set()
        self._idle: set[int] = set()
        self._busy_until, self._lost, self._asked, self._count = 0.0, 0, 0, 0
        self._events: list[tuple[float, int, str, int]] = []

    def run(self) -> Run:
        """Return what comes of it."""
        now = 0.0
        for machine in range(self._machines.number):
            self._lose_later(0.0, machine)
        for worker in range(self._machines.workers):
            self._give(now, worker)
        steps = {"lost": self._lose, "back": self._replace, "done": self._done}
        while self._open:
            now, _, kind, which = heapq.heappop(self._events)
            steps[kind](now, which)
        return Run(seconds=max(now, self._busy_until), lost=self._lost, again=self._asked - self._number)

    def _later(self, at: float, kind: str, which: int) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, kind, which))

    def _lose_later(self, now: float, machine: int) -> None:
        if self._machines.lost_after is not None:
            self._later(now + self._rng.exponential(self._machines.lost_after), "lost", machine)

    def _lose(self, now: float, machine: int) -> None:
        """Take a machine away: what its workers have waits until they are back, or somebody else is given it."""
        self._lost += 1
        for worker in self._machines.of(machine):
            self._away.add(worker)
            self._ends.pop(worker, None)
        self._later(now + self._machines.replaced, "back", machine)

    def _replace(self, now: float, machine: int) -> None:
        for worker in self._machines.of(machine):
            self._away.discard(worker)
            self._give(now, worker)
        self._lose_later(now, machine)

    def _done(self, now: float, worker: int) -> None:
        if self._ends.get(worker) != now:
            return  # its machine was lost meanwhile
        del self._ends[worker]
        shard = self._has[worker].pop(0)
        self._busy_until = max(self._busy_until, now) + self._sender
        if self._dispatch.answered(shard):
            self._open.discard(shard)
        for free in (worker, *sorted(self._idle)):
            self._give(now, free)

    def _give(self, now: float, worker: int) -> None:
        """Give a worker what it is to have, and let it begin when the sender has time."""
        self._idle.discard(worker)
        if worker in self._away:
            return
        while (shard := self._dispatch.next_for(worker)) is not None:
            self._has[worker].append(shard)
        if not self._has[worker]:
            self._idle.add(worker)
        elif worker not in self._ends:
            self._ends[worker] = max(now, self._busy_until) + float(self._times[self._asked % self._number])
            self._asked += 1
            self._later(self._ends[worker], "done", worker)
