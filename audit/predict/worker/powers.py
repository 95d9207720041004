"""What this machine can take from a worker, said without being one."""

from __future__ import annotations

import subprocess  # nosec B404
import sys
from functools import cache

from audit.predict.worker.confined import FILES, NETWORK
from audit.predict.worker.process import environment


@cache
def taken_from_workers() -> frozenset[str]:
    """Return what a worker gives up here, `FILES` and `NETWORK`, before it reads a model that nobody vouches for."""
    command = [sys.executable, "-P", "-m", "audit.predict.worker.confined"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603  # nosec B603
    return frozenset(done.stdout.strip().split(", ")) & {FILES, NETWORK}
