"""How many processors this process may keep busy."""

from __future__ import annotations

import os


def processors() -> int:
    """Return how many threads that compute this process may have: as many as `OMP_NUM_THREADS` says, where it says.

    Else as many as there are processors that it may run on. A worker of a Ray cluster is told its share by that
    variable, as programs of OpenMP are (OpenMP 5.2, section 21.1.2); with more threads than that, workers of one
    machine wait for one another.
    """
    said = os.environ.get("OMP_NUM_THREADS", "")
    if said.isascii() and said.isdecimal() and int(said):
        return min(int(said), _allowed())
    return _allowed()


def _allowed() -> int:
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
