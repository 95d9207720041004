"""Every option says what it does, in a group where there are many; every example can be typed."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from audit.cli.command import OTHER, Command, no_such_command
from audit.cli.main import _PACKAGES, emotion_audit, run

NAMES = list(_PACKAGES)
COLUMNS = 80


def command(name: str) -> Command:
    found = emotion_audit.get_command(click.Context(emotion_audit), name)
    assert isinstance(found, Command)
    return found


def help_of(name: str) -> str:
    with click.Context(emotion_audit, info_name="emotion-audit") as parent:
        return command(name).get_help(
            click.Context(command(name), info_name=name, parent=parent, terminal_width=COLUMNS)
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_does(name: str) -> None:
    for param in command(name).get_params(click.Context(command(name))):
        if isinstance(param, click.Option):
            assert param.help, f"{name} {param.opts[-1]}"
            assert len(param.help.split()) > 1, f"{name} {param.opts[-1]}"


@pytest.mark.parametrize("name", NAMES)
def test_every_default_is_told_one_way(name: str) -> None:
    for param in command(name).params:
        if isinstance(param, click.Option):
            assert "default" not in (param.help or "").lower().replace("[default: ", ""), param.opts


@pytest.mark.parametrize("name", NAMES)
def test_the_help_fits_a_terminal_of_eighty_columns(name: str) -> None:
    assert max(map(len, help_of(name).splitlines())) <= COLUMNS


@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_be_typed(name: str) -> None:
    assert command(name).examples
    for what, line in command(name).examples:
        assert what
        program, called, *arguments = shlex.split(re.split(r"[>|]", line)[0])
        assert (program, called) == ("emotion-audit", name)
        command(name).make_context(name, arguments, parent=click.Context(emotion_audit))


def test_the_many_options_of_run_stand_in_groups() -> None:
    titles = [line[:-1] for line in help_of("run").splitlines() if line and line[0] != " " and line.endswith(":")]
    assert titles == [
        "Cohort", "Classifier", "A published table", "How words and numbers of tables are read", "Limits", "Report",
        "Pictures in the page", "A model without model.toml", "How faces are looked for",
        "A function or a service that is asked", "Answers that are kept", "Who asks the classifier", OTHER, "Examples",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_group_is_lost(name: str) -> None:
    text = help_of(name)
    for param in command(name).get_params(click.Context(command(name))):
        if isinstance(param, click.Option):
            assert param.opts[-1] in text


def test_a_mistyped_command_is_told_the_nearest_or_all() -> None:
    assert no_such_command("rn", NAMES).endswith("did you mean 'run'?")
    assert no_such_command("calibrat", NAMES).endswith("did you mean 'calibrate'?")
    assert no_such_command("xyzzy", NAMES).endswith(f"expected one of {', '.join(NAMES)}")


@pytest.mark.parametrize("name", ["t.csv", "hard.csv", "soft.csv", "c/cohort.toml"])
def test_no_command_writes_over_what_it_reads(tmp_path, monkeypatch, capsys, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("image,label\n")
    (tmp_path / "hard.csv").hardlink_to("t.csv")
    (tmp_path / "soft.csv").symlink_to("t.csv")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "cohort.toml").write_text("")
    for arguments in (
        ("judge", "a.json", "t.csv", "c", "--policy", "p.toml", "--junit", name),
        ("check", "t.csv", "c", "--out", name),
        ("predict", "--cohort", "c" if name.startswith("c/") else "t.csv", "--model", "m", "--out", name),
    ):
        assert run([*arguments]) == 2
        assert f"{name} would write over what is read; name another file" in capsys.readouterr().err
    assert (tmp_path / "t.csv").read_text() == "image,label\n"
