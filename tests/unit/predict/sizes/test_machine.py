"""What the system tells of itself and of a process, and what follows where it tells nothing."""

from __future__ import annotations

import os

from audit.predict.sizes.machine import machine_memory, use_of


def test_a_container_that_has_less_than_the_machine_counts(tmp_path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal:       16000 kB\nMemFree: 3 kB\n")
    (tmp_path / "max").write_text("4096000\n")
    assert machine_memory(tmp_path, ()) == 16000 * 1024
    assert machine_memory(tmp_path, (tmp_path / "max",)) == 4096000
    (tmp_path / "max").write_text("max\n")
    assert machine_memory(tmp_path, (tmp_path / "max",)) == 16000 * 1024


def test_nothing_is_made_up_where_the_system_says_nothing(tmp_path) -> None:
    assert machine_memory(tmp_path, (tmp_path / "max",)) is None
    assert use_of(os.getpid(), tmp_path) is None


def test_what_a_process_takes_is_read_whatever_it_is_called(tmp_path) -> None:
    folder = tmp_path / "7"
    folder.mkdir()
    (folder / "status").write_text("Name: x\nVmRSS:\t 100 kB\nVmData:\t 300 kB\nVmSwap:\t 20 kB\n")
    numbers = " ".join(str(number) for number in range(3, 53))
    (folder / "stat").write_text(f"7 (a) b) {numbers}")
    found = use_of(7, tmp_path)
    assert found is not None
    assert (found.memory, found.writable) == (120 * 1024, 300 * 1024)
    assert found.cpu == (14 + 15) / os.sysconf("SC_CLK_TCK")


def test_this_process_takes_something() -> None:
    found = use_of(os.getpid())
    assert found is None or found.memory > 1 << 20
