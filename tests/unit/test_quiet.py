"""What is written to standard error inside is lost, and what follows is not."""

from __future__ import annotations

import subprocess
import sys


def test_standard_error_is_silent_inside_and_speaks_again_after() -> None:
    code = "import os; from audit.quiet import quiet\nwith quiet(): os.write(2, b'banner')\nos.write(2, b'after')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "after"
