"""The tab key completes what is bundled, and files where nothing bundled begins so."""

from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete

from audit.cli.main import emotion_audit


def offered(words: list[str], incomplete: str) -> list[tuple[str, str]]:
    completion = ShellComplete(emotion_audit, {}, "emotion-audit", "_EMOTION_AUDIT_COMPLETE")
    return [(item.value, item.type) for item in completion.get_completions(words, incomplete)]


@pytest.mark.parametrize(
    ("words", "incomplete", "wanted"),
    [
        (["run", "--model"], "cnn", "cnn48"),
        (["run", "--cohort"], "first", "first-study"),
        (["predict", "--model"], "cnn", "cnn48"),
        (["predict", "--cohort"], "fir", "first-study"),
        (["run", "--labels"], "fer", "fer7"),
        (["run", "--narrow"], "happy", "happy-sad"),
        (["check"], "first", "first-study"),
        (["calibrate"], "cnn", "cnn48"),
    ],
)
def test_ids_of_what_is_bundled(words: list[str], incomplete: str, wanted: str) -> None:
    assert (wanted, "plain") in offered(words, incomplete)
    assert all(value.startswith(incomplete) for value, _ in offered(words, incomplete))


def test_presets_are_named() -> None:
    names = [value for value, _ in offered(["run", "--preset"], "")]
    assert names == sorted(names)
    assert names


def test_a_path_is_completed_by_the_shell() -> None:
    assert offered(["run", "--model"], "./my") == [("./my", "file")]
    assert offered(["check"], "people") == [("people", "file")]
