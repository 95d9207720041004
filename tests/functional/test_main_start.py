"""The command starts without what it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIGHT = ["--help", "list metrics", "check first-study", "power --groups 2 --limit 0.2"]
HEAVY = ("tensorflow", "keras", "fairlearn", "cv2", "plotly", "pyarrow")
NEVER = ("pandas", "sklearn", "scipy.stats", "scipy.optimize", "scipy.sparse", "rich", "tinycss2", "PIL")


@pytest.mark.parametrize("arguments", LIGHT)
def test_light_commands_import_nothing_heavy(arguments: str) -> None:
    code = (
        "import sys; from audit.cli.main import run; status = run(sys.argv[1].split());"
        f"print([name for name in {HEAVY} if name in sys.modules], status, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[] 0"


def test_an_audit_of_saved_predictions_imports_nothing_that_only_others_need(tmp_path) -> None:
    """A small audit is done before these would be loaded."""
    (tmp_path / "a.csv").write_text("image,label,group,predicted\na.png,happy,x,happy\nb.png,sad,y,sad\n")
    code = (
        "import sys; from audit.cli.main import run;"
        "audit = run('run --cohort a.csv --predictions a.csv --out out'.split());"
        "page = run('report out/audit.json --out o'.split());"
        f"print([name for name in {(*HEAVY, *NEVER)} if name in sys.modules], int(audit), int(page))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[] 3 0"


def test_every_command_is_listed_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    from audit.cli.main import _PACKAGES, run

    for name in _PACKAGES:
        assert run([name, "--help"]) == 0
        assert f"Usage: emotion-audit {name}" in capsys.readouterr().out
