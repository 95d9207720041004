"""Colour and width follow the terminal; a pipe gets whole lines without either."""

from __future__ import annotations

import sys

import click
import pytest

from audit.cli.terminal import WIDEST, coloured, wanted_colour, wrapped

LINE = "FAIL         accuracy/age/difference: " + "success rate is 70.0 % for senior " * 6


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),  # no-color.org: set and not empty
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_is_asked_for_by_the_environment(environment: dict[str, str], wanted: object, monkeypatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wanted_colour() is wanted


def test_a_verdict_has_its_colour_and_a_word_has_none() -> None:
    assert coloured("FAIL") == click.style("FAIL", fg="red", bold=True)
    assert coloured("FAIL, waived") == click.style("FAIL, waived", fg="red", bold=True)
    assert len({coloured(verdict).split("m")[0] for verdict in ("PASS", "FAIL", "INCONCLUSIVE")}) == 3
    assert coloured("partly") != "partly"
    assert coloured("word") == "word"


def test_a_pipe_gets_the_line_as_it_is() -> None:
    assert wrapped(LINE, 13) == [LINE]


@pytest.mark.parametrize(("columns", "widest"), [("80", 80), ("1000", WIDEST), ("10", 40)])
def test_a_terminal_gets_lines_with_a_hanging_indent(columns: str, widest: int, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    first, *others = wrapped(LINE, 13)
    assert others
    assert max(map(len, (first, *others))) <= widest
    assert all(line.startswith(" " * 13) and line[13] != " " for line in others)
    assert " ".join(" ".join((first, *others)).split()) == " ".join(LINE.split())


def test_the_space_behind_a_verdict_stays(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert wrapped(LINE, 13)[0].startswith("FAIL         accuracy/age/difference: success")


def test_a_short_line_is_left_alone(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert wrapped("  yes: It does.", 2) == ["  yes: It does."]
