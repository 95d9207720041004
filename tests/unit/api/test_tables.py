"""`audit.run`: every argument arrives by its name, a cohort and its answers make an audit, mistakes are refused.

`test_front_door` holds it against the command.
"""

from __future__ import annotations

import inspect
from contextlib import contextmanager
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


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("image,label,age,split\na,happy,old,x\nb,sad,young,x\nc,sad,old,y\n")
    Path("said.csv").write_text("image,p_happy,p_sad\na,.9,.1\nb,.4,.6\nc,.3,.7\n")


def test_a_cohort_and_a_table_make_an_audit_with_its_steps_and_command() -> None:
    steps = []

    @contextmanager
    def noted(name: str):
        steps.append(name)
        yield lambda _done, _total: None

    found = audit.run("people.csv", predictions="said.csv", steps=noted, command="typed")
    assert found.result.counts.overall().total == 3
    assert [finding.code for finding in found.findings] == ["accuracy/age/difference"]
    assert found.result.provenance.command == "typed"
    assert steps == ["measuring"]
    assert found.gallery is None
    assert audit.run("people.csv", predictions="said.csv").result.provenance.command == "audit.run(…)"


def test_what_is_said_arrives() -> None:
    Path("said.csv").write_text("image,p_happy,p_sad\na,.9,.1\nb,.4,.6\n")
    found = audit.run("people.csv", predictions="said.csv", split="x", metric="recall", min_ratio=0.5)
    assert found.result.counts.overall().total == 2
    assert {finding.criterion.metric for finding in found.findings} == {"recall"}
    assert {finding.criterion.limit for finding in found.findings} == {0.5}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "either model= or predictions="),
        ({"predictions": "said.csv", "model": "cnn48"}, "either model= or predictions="),
        ({"predictions": "nowhere.csv"}, "nowhere.csv"),
        ({"predictions": "said.csv", "features": "gender"}, "gender"),
        ({"model": "drawn-happy-sad", "trust": "ab" * 32}, "no part of the model has this SHA-256"),
        ({"predictions": "said.csv", "pictures": "seen"}, "'seen'"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_runs(more: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        audit.run("people.csv", **more)
