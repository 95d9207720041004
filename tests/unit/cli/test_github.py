"""On GitHub logs are quoted and annotated; elsewhere nothing is added."""

from __future__ import annotations

import re

import click
import pytest
from assets.audits import drawn

from audit.cli.github import address, annotate, quoted


@pytest.fixture
def on_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for name, value in (("SERVER_URL", "https://github.com"), ("REPOSITORY", "a/b"), ("RUN_ID", "7")):
        monkeypatch.setenv(f"GITHUB_{name}", value)


@pytest.mark.usefixtures("on_github")
def test_a_log_is_quoted_by_a_token_nobody_can_guess(capsys) -> None:
    with quoted():
        click.echo("::error::not ours")
    first, line, last = capsys.readouterr().out.splitlines()
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", first)[1]
    assert (line, last) == ("::error::not ours", f"::{token}::")


@pytest.mark.usefixtures("on_github")
def test_findings_become_annotations_unless_stdout_is_json(capsys) -> None:
    assert address() == "https://github.com/a/b/actions/runs/7"
    annotate(drawn(), as_json=True)
    assert "::error" not in capsys.readouterr().out
    annotate(drawn())
    assert capsys.readouterr().out.startswith("::error title=FAIL")


def test_elsewhere_nothing_is_added(monkeypatch, capsys) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    with quoted():
        click.echo("text")
    annotate(drawn())
    assert (capsys.readouterr().out, address()) == ("text\n", None)
