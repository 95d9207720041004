"""How many threads compute: what the environment says, and never more than there are processors."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from audit.processors import processors

ALLOWED = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


@pytest.mark.parametrize("said", [None, "", "0", "-1", "2,4", "many", "²"])
def test_without_a_number_all_processors_that_it_may_run_on_are_used(said, monkeypatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if said is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert processors() == ALLOWED


@pytest.mark.parametrize(("said", "used"), [("1", 1), (str(ALLOWED), ALLOWED), ("100000", ALLOWED)])
def test_the_environment_may_ask_for_fewer_and_not_for_more(said, used, monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert processors() == used


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux lets a process be held to some processors")
def test_a_process_that_is_held_to_one_processor_has_one(monkeypatch) -> None:
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
        "from audit.processors import processors; print(processors())"
    )
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"
