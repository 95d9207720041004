"""Commands that are killed: a few of what `make soak-ends` does on many."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).resolve().parents[1] / "soak"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_a_killed_audit_leaves_the_older_report_and_goes_on_to_the_same_bytes() -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOAK.parent)}
    command = [sys.executable, str(SOAK / "kills.py"), "--few"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| run | at 3 of" in done.stdout or "| run | at 2 of" in done.stdout
