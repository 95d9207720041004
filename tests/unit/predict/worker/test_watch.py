"""A worker is ended for what it takes: memory, computing, standing still; not for a machine that is busy or large."""

from __future__ import annotations

import pytest

from audit.predict.sizes.machine import ProcessUse
from audit.predict.worker.watch import STILL, Overrun, Watch

GB = 1 << 30


class Process:
    """A process as it might be, and a clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.cpu = 7.0
        self.memory = GB
        self.known = True

    def use(self, _pid: int) -> ProcessUse | None:
        return ProcessUse(memory=self.memory, writable=0, cpu=self.cpu) if self.known else None

    def watch(self, seconds: float = 10.0) -> Watch:
        return Watch(1, memory=GB, in_all=4 * GB, seconds=seconds, use=self.use, clock=lambda: self.now)


def test_memory_above_the_limit_ends_it_with_the_flag_that_allows_more() -> None:
    process = Process()
    watch = process.watch()
    watch.check()
    process.memory = 3 * GB
    with pytest.raises(Overrun, match="took more than 1 GB of memory") as raised:
        watch.check()
    assert raised.value.advice.endswith("--limit-memory 2GB")


def test_what_all_models_may_have_together_ends_it_too() -> None:
    process = Process()
    process.memory = 7 * GB // 2
    watch = process.watch()
    process.memory = 4 * GB
    watch.check()
    process.memory += 1
    with pytest.raises(Overrun, match="of memory"):
        watch.check()


def test_computing_counts_and_not_waiting_for_a_busy_machine() -> None:
    process = Process()
    watch = process.watch()
    for _ in range(50):
        process.now, process.cpu = process.now + 5, process.cpu + 0.15
        watch.check()
    process.cpu += 10
    with pytest.raises(Overrun, match="computed for more than 10 seconds"):
        watch.check()


def test_the_clock_counts_and_not_the_sum_of_many_cores() -> None:
    process = Process()
    watch = process.watch()
    process.now, process.cpu = process.now + 2, process.cpu + 128
    watch.check()


def test_one_that_does_nothing_is_ended() -> None:
    process = Process()
    watch = process.watch()
    process.now += STILL
    watch.check()
    process.now += 1
    with pytest.raises(Overrun, match="did nothing for 91 seconds"):
        watch.check()


def test_where_the_system_tells_nothing_the_clock_counts() -> None:
    process = Process()
    process.known = False
    watch = process.watch()
    process.now += 11
    with pytest.raises(Overrun, match="computed for more than 10 seconds"):
        watch.check()
