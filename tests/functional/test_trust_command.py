"""`trust`: what a model can do is shown, the person answers, and from then on it runs; nothing else grants that."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from audit.cli.main import emotion_audit
from audit.files import content_sha256
from audit.load.models.trust import trusted_hashes

NET = "import numpy as np\n\ndef predict(pictures):\n    return np.full((len(pictures), 2), 0.5)\n"
TOML = """title = "T"
labels = "happy-sad"
callable = "half:predict"
input = { size = 16, scale = "unit", face = "whole" }
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.chdir(tmp_path)
    net = tmp_path / "net"
    net.mkdir()
    (net / "half.py").write_text(NET)
    (net / "model.toml").write_text(TOML)
    return net


def trust(*arguments: str, answer: str | None = None):
    return CliRunner().invoke(emotion_audit, ["trust", *arguments], input=answer)


def test_a_yes_is_remembered_for_this_very_file(folder) -> None:
    done = trust("net", answer="y\n")
    assert "is Python code; its function half:predict and all it imports can do whatever you can" in done.output
    assert trusted_hashes() == {content_sha256(folder / "half.py")}


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
@pytest.mark.usefixtures("folder")
def test_anything_else_trusts_nothing(answer) -> None:
    trust("net", answer=answer)
    assert trusted_hashes() == frozenset()


def test_members_of_an_ensemble_are_shown_and_trusted(folder) -> None:
    both = folder.parent / "both"
    both.mkdir()
    (both / "model.toml").write_text('title = "B"\nlabels = "happy-sad"\nmembers = ["../net", "../net"]\n')
    assert trust("both", "--yes").exit_code == 0
    assert trusted_hashes() == {content_sha256(folder / "half.py")}


@pytest.mark.usefixtures("folder")
def test_what_only_computes_needs_no_trust() -> None:
    assert "there is nothing to vouch for" in trust("cnn48").output
    assert trusted_hashes() == frozenset()


def test_what_is_trusted_is_what_was_shown_not_what_came_while_somebody_thought(folder, monkeypatch) -> None:
    shown = content_sha256(folder / "half.py")

    def exchanged(*_: object, **__: object) -> bool:
        (folder / "half.py").write_text("import os")
        return True

    monkeypatch.setattr("click.confirm", exchanged)
    assert trust("net").exit_code == 0
    assert trusted_hashes() == {shown}


def test_no_name_acts_on_the_terminal_where_somebody_decides(folder) -> None:
    (folder / "half.py").rename(folder / "half\x1b[2J.py")
    (folder / "model.toml").write_text(TOML.replace("half:", "half\\u001b[2J:"))
    done = trust("net", "--yes")
    assert "\x1b" not in done.output
    assert trusted_hashes() == frozenset()
