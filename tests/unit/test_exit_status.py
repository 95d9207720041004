"""The number that a shell is told; and that help costs nothing of what reaches it."""

from __future__ import annotations

import subprocess
import sys

from audit.exit_status import ExitStatus, gravest


def test_of_several_a_failure_counts_then_what_cannot_be_told() -> None:
    passed, failed, open_ = ExitStatus.PASSED, ExitStatus.FAILED, ExitStatus.INCONCLUSIVE
    assert gravest([passed, open_, failed]) is failed
    assert gravest([passed, open_]) is open_
    assert gravest([passed]) is gravest([]) is passed


def test_help_and_import_load_no_arithmetic() -> None:
    code = "import sys, audit; from audit.cli.main import run; run(['--help']); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
