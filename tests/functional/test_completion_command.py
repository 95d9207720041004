"""The shell completes commands, options and their values."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audit.cli.main import run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_its_shell_can_read(shell: str, tmp_path: Path, capsys) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_EMOTION_AUDIT_COMPLETE" in script
    if shutil.which(shell):
        (tmp_path / "script").write_text(script)
        subprocess.run([shell, "-n", "script"], cwd=tmp_path, check=True)


@pytest.mark.parametrize(
    ("words", "position", "offered"),
    [
        ("emotion-audit ju", 1, "judge"),
        ("emotion-audit run --max-d", 2, "--max-difference"),
        ("emotion-audit list m", 2, "models"),
    ],
)
def test_the_shell_is_offered_commands_options_and_values(words: str, position: int, offered: str) -> None:
    environment = {
        **os.environ, "_EMOTION_AUDIT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(position),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "audit"], env=environment, capture_output=True, text=True, check=True)
    assert f"plain,{offered}" in done.stdout.splitlines()
