"""Commands that are killed: a few of what `make soak-ends` does on many."""

from __future__ import annotations

import os
import re
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
    assert re.search(r"\| run \| at steps of writing \(\d+ there are\) \| [23] \| .* \| 0 \|", done.stdout)
    assert re.search(r"\| run \| at random moments \| 1 \| .* \| 0 \|", done.stdout)
