"""What the live app needs is said before a model is loaded or a port is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.cli.main import run

pytest.importorskip("uvicorn", reason="the extra app is not installed")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--cohort", "given"], "--keeper"),
        (["--model", "happy-sadd"], "did you mean 'happy-sad'"),
        (["--model", "happy-sad", "--model", "happy-sad"], "happy-sad"),
        (["--audit", "nowhere"], "nowhere"),
        (["--label", "nowhere"], "nowhere"),
        (["--trust", "0" * 64], "no part of the model has this SHA-256"),
    ],
)
def test_what_cannot_be_served_is_refused_in_a_sentence(flags: list[str], words: str, capsys) -> None:
    assert run(["serve", "--no-open", "--port", "0", *flags]) == 2
    said = capsys.readouterr()
    assert words in " ".join(said.err.split())
    assert said.out == ""


def test_a_port_is_a_number_that_a_machine_has(capsys) -> None:
    assert run(["serve", "--no-open", "--port", "65536"]) == 2
    assert "0<=x<=65535" in capsys.readouterr().err


def test_the_recommended_classifier_and_this_machine_alone_are_the_defaults(capsys) -> None:
    assert run(["serve", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "[default: emotion7]" in text
    assert "[default: 127.0.0.1]" in text
