"""Progress goes to stderr, and only where somebody looks."""

from __future__ import annotations

import re
import sys

import click
import pytest

from audit.cli.progress import detail, progress_bar, say
from audit.cli.terminal import Volume


def asked(volume: Volume) -> click.Context:
    context = click.Context(click.Command("run"))
    context.meta["audit.volume"] = volume
    return context


@pytest.mark.parametrize(
    ("volume", "said", "detailed"), [(Volume.QUIET, "", ""), (Volume.NORMAL, "x\n", ""), (Volume.LOUD, "x\n", "x\n")]
)
def test_lines_go_to_stderr_as_loud_as_people_asked_for(volume: Volume, said: str, detailed: str, capsys) -> None:
    for write, expected in ((say, said), (detail, detailed)):
        with asked(volume):
            write("x")
        assert capsys.readouterr() == ("", expected)


def test_without_a_terminal_there_is_no_bar_and_its_time_only_where_it_is_asked_for(capsys) -> None:
    with progress_bar("classifying") as update:
        update(3, 10)
    assert capsys.readouterr() == ("", "")
    with asked(Volume.LOUD), progress_bar("classifying") as update:
        update(3, 10)
        update(1200, 1200)
    assert re.fullmatch(r"classifying: 1,200 in \d+\.\d s\n", capsys.readouterr().err)
    with asked(Volume.LOUD), progress_bar("measuring"):
        pass
    assert re.fullmatch(r"measuring: \d+\.\d s\n", capsys.readouterr().err)


def test_a_terminal_is_shown_how_far_it_is(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_bar("classifying") as update:
        update(3, 10)
    out, err = capsys.readouterr()
    assert out == ""
    assert "classifying" in err
    assert "3/10" in err
    with asked(Volume.QUIET), progress_bar("classifying") as update:
        update(3, 10)
    assert capsys.readouterr() == ("", "")


def test_a_step_that_fails_fails(capsys) -> None:
    def fail() -> None:
        with progress_bar("classifying"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert capsys.readouterr() == ("", "")
