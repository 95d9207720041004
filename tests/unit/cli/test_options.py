"""Options that several commands share become the values they stand for."""

from __future__ import annotations

import sys

import click
import pytest
from click.testing import CliRunner

from audit.cli.options import command_line, one_of_enum, picture_options, policy_options
from audit.domain.cohort.pictures import MOST_PICTURES, PictureMode
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.policy import DEFAULT_LIMIT


def test_a_choice_is_of_values_and_not_of_names() -> None:
    assert one_of_enum(OnInconclusive).choices == ("block", "warn")


@pytest.mark.parametrize("default", list(PictureMode))
def test_pictures_have_the_mode_of_their_command_unless_another_is_asked_for(default: PictureMode) -> None:
    @click.command()
    @picture_options(default)
    def command(**given: object) -> None:
        click.echo(f"{given['pictures']} {given['max_pictures']} {given['explain']}")

    assert CliRunner().invoke(command, []).output == f"{default.value} None False\n"
    said = CliRunner().invoke(command, ["--pictures", "shown", "--max-pictures", "3", "--explain"])
    assert said.output == "shown 3 True\n"
    assert CliRunner().invoke(command, ["--pictures", "SHOWN"]).exit_code == 2
    assert str(MOST_PICTURES) in CliRunner().invoke(command, ["--help"]).output


def test_nothing_said_of_limits_is_nothing_and_not_a_default() -> None:
    @click.command()
    @policy_options
    def command(**given: object) -> None:
        click.echo(sorted(given.items()))

    output = CliRunner().invoke(command, []).output
    names = ("features", "max_difference", "metric", "min_ratio", "on_inconclusive")
    assert output == f"{[*((name, None) for name in names), ('policies', ())]}\n"
    assert str(DEFAULT_LIMIT) in CliRunner().invoke(command, ["--help"]).output


def test_the_command_is_kept_as_it_can_be_typed_again(monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/emotion-audit", "run", "--cohort", "my people", "--features", "a*b"])
    assert command_line() == "emotion-audit run --cohort 'my people' --features 'a*b'"
