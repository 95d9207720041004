"""What is written to standard error inside is lost, what follows is not, and nobody reports home."""

from __future__ import annotations

import os
import subprocess
import sys


def test_standard_error_is_silent_inside_and_speaks_again_after() -> None:
    code = "import os; from audit.quiet import quiet\nwith quiet(): os.write(2, b'banner')\nos.write(2, b'after')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "after"


def test_what_reports_to_a_library_s_makers_cannot_be_imported_inside_and_can_after(tmp_path) -> None:
    (tmp_path / "openvino_telemetry.py").write_text("print('reported')\n")
    code = (
        "from audit.quiet import quiet\nwith quiet():\n"
        "    try: import openvino_telemetry\n    except ImportError: print('stub')\n"
        "import openvino_telemetry"
    )
    where = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=where)
    assert done.stdout == "stub\nreported\n"
