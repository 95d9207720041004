"""What README and docs tell a reader to type works, and prints what they say."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from documents.blocks import Command, File, NotRun, says, steps
from documents.world import make_world

from audit.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
REAL = {"london-set": "london", "stereo-happy": "biased-heritage"}
"""What the commands of a page call real data, and the folder it comes from."""

PAGES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if "reference" not in page.parts),
]
MAY_END = {0, 1, 3}
"""A verdict may be any; a command that could not run is a fault of the page."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world, made once."""
    folder = tmp_path_factory.mktemp("world")
    make_world(folder)
    return folder


def _tried(page: Path) -> list[Command]:
    return [step for step in steps(page) if isinstance(step, Command)]


def _parameters() -> list[object]:
    pages = [page for page in PAGES if _tried(page)]
    return [pytest.param(page, id=str(page.relative_to(ROOT)), marks=_marks(page)) for page in pages]


def _marks(page: Path) -> list[pytest.MarkDecorator]:
    commands = " ".join(command.text for command in _tried(page))
    marks = [pytest.mark.shared_data] if any(name in commands for name in REAL) else []
    if " --engine ray" in commands:
        marks += [
            pytest.mark.ray,
            pytest.mark.skipif(not find_spec("ray"), reason="ray is an extra: make soak-cluster"),
        ]
    needs_tensorflow = any(word in commands for word in (" --model ", " demo", " train ", " calibrate ", "make audit"))
    return [*marks, *([pytest.mark.keras] if needs_tensorflow else [])]


@pytest.mark.parametrize("page", _parameters())
def test_a_page_does_what_it_says(
    *,
    page: Path,
    world: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(world, tmp_path, dirs_exist_ok=True)
    _bring_real_data(page, tmp_path, request)
    _stand_in(tmp_path, monkeypatch)
    for step in steps(page):
        if isinstance(step, File):
            (tmp_path / step.name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / step.name).write_text(step.text, encoding="utf-8")
        elif isinstance(step, Command):
            if re.fullmatch(r"[A-Z]+=\S+", step.text):
                monkeypatch.setenv(*step.text.split("=", 1))
            else:
                _try(step, page, capfd)


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be where the reader is: in the folder, with our command on the path, and on no runner of GitHub's."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)


def _bring_real_data(page: Path, folder: Path, request: pytest.FixtureRequest) -> None:
    commands = " ".join(command.text for command in _tried(page))
    if "london-set" in commands:
        _unpack_london(request.getfixturevalue("shared_data"), folder)
    if "stereo-happy" in commands:
        for table in (request.getfixturevalue("shared_data") / "biased-heritage").glob("stereo-happy*"):
            shutil.copy(table, folder)


def _unpack_london(shared: Path, folder: Path) -> None:
    """Put the London set where a reader who downloaded it would have it."""
    target = folder / "london-set"
    target.mkdir()
    subprocess.run(["tar", "xf", str(shared / "london" / "london.tar"), "-C", str(target)], check=True)
    (target / "london_info.csv").rename(target / "london_faces_info.csv")


def _try(command: Command, page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    words = _words(command.text) if page.name != "README.md" else None
    ended = subprocess.run(["bash", "-c", command.text], check=False).returncode if words is None else run(words)
    printed, complaints = capfd.readouterr()
    where = f"{page.relative_to(ROOT)}:{command.line}: {command.text}"
    assert ended in MAY_END, f"{where}\nended with {ended}\n{printed}{complaints}"
    for wanted in command.printed:
        assert says(wanted, printed), f"{where}\ndid not print\n{wanted}\nbut\n{printed}{complaints}"


def _words(text: str) -> list[str] | None:
    """Return the words of a call of ours that asks nothing of a shell: it needs no process of its own to start.

    The commands of the README start one each, as a reader's do.
    """
    words = shlex.split(text, comments=True)
    return words[1:] if words[:1] == ["emotion-audit"] and not re.search(r"[|&;<>$`*~\n]", text) else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_not_tried_has_a_reason(page: Path) -> None:
    for step in steps(page):
        if isinstance(step, NotRun):
            assert len(step.why) > 10, f"{page}:{step.line}: say why this is not run"


def test_what_the_readme_shows_of_the_demo_is_what_the_tutorial_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("## Try it")[1].split("## ")[0].split("```text\n")[1].split("```")[0]
    assert shown in (ROOT / "docs" / "tutorial" / "first-audit.md").read_text(encoding="utf-8")
