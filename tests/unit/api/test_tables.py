"""`audit.run` hands on every argument it takes, each by its name; `test_front_door` holds it against the command."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import audit
from audit.api import tables
from audit.api.model_arguments import ModelArguments
from audit.api.requests import RunArguments

OWN = {*inspect.signature(tables.run).parameters} - {"cohort", "steps", "model_options"}


class Heard(Exception):
    """The arguments have been heard."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    said: dict[str, object] = {}

    def request_of(cohort: object, given: dict[str, object], choices: object) -> None:
        said.update(given, cohort=cohort, choices=choices)
        raise Heard

    monkeypatch.setattr(tables, "request_of", request_of)
    return said


def test_every_argument_is_handed_on(heard: dict[str, object]) -> None:
    with pytest.raises(Heard):
        tables.run(Path("people"), model="cnn48", split="Valid", max_difference=0.2, size=48, trust="ab", explain=True)
    assert OWN | {"size", "trust"} == heard.keys() - {"cohort", "choices"}
    told = {name: heard[name] for name in ("model", "split", "max_difference", "size", "trust", "explain", "policy")}
    assert told == {
        "model": "cnn48",
        "split": "Valid",
        "max_difference": 0.2,
        "size": 48,
        "trust": "ab",
        "explain": True,
        "policy": None,
    }


def test_what_many_audits_take_is_what_one_takes() -> None:
    assert {*RunArguments.__annotations__} == OWN | {*ModelArguments.__annotations__}


def test_answers_are_kept_for_a_model_alone() -> None:
    with pytest.raises(audit.UsageError, match="journal="):
        audit.run("first-study", predictions="table.csv", journal="kept")
