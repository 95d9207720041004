"""The command starts without what it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIGHT = ["--help", "list metrics", "check first-study", "power --groups 2 --limit 0.2"]
HEAVY = ("tensorflow", "keras", "fairlearn", "cv2", "plotly")


@pytest.mark.parametrize("arguments", LIGHT)
def test_light_commands_import_nothing_heavy(arguments: str) -> None:
    code = (
        "import sys; from audit.cli.main import run; status = run(sys.argv[1].split());"
        f"print([name for name in {HEAVY} if name in sys.modules], status, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[] 0"


def test_every_command_is_listed_and_explains_itself() -> None:
    from audit.cli.main import _PACKAGES

    for name in _PACKAGES:
        done = subprocess.run(
            [sys.executable, "-m", "audit", name, "--help"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "Usage: emotion-audit " + name in done.stdout
