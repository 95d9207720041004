"""What this machine takes from a worker is what a worker says that it gives up."""

from __future__ import annotations

import subprocess
import sys

from audit.predict.worker.powers import taken_from_workers


def test_it_is_what_the_command_says() -> None:
    command = [sys.executable, "-m", "audit.predict.worker.confined"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert ", ".join(sorted(taken_from_workers())) == ("" if said == "nothing" else ", ".join(sorted(said.split(", "))))
