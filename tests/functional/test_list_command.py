"""What can be named is listed with what was measured of it."""

from __future__ import annotations

import pytest

from audit.cli.main import run


def listed(what: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["list", what]) == 0
    return capsys.readouterr().out


def test_models_come_with_what_was_measured_of_them(capsys) -> None:
    (line,) = [line for line in listed("models", capsys).splitlines() if line.startswith("cnn48 ")]
    assert "Keras" in line
    assert "success rate" in listed("models", capsys)


def test_cohorts_and_metrics_come_with_their_meaning(capsys) -> None:
    assert "first-study" in listed("cohorts", capsys)
    assert "(shown, never gated)" in listed("metrics", capsys)


def test_label_sets_show_which_number_stands_for_which_emotion(capsys) -> None:
    assert "0 happy, 1 sad" in listed("labels", capsys)


def test_anything_else_is_refused(capsys) -> None:
    assert run(["list", "people"]) == 2
    assert "is not one of" in capsys.readouterr().err
