"""The hostile corpus by the command itself, as far as it takes no seconds; `make hostile` meets all of it.

No payload runs, each input ends with a sentence and exit status 2, and a picture in a counted outcome.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from assets.models import Weights, write_onnx
from corpus.case import CANARY, Case
from corpus.files import archives, declarations, pictures, tables
from corpus.models import models

from audit.cli.main import run
from audit.predict.worker import pool

for _package in ("h5py", "onnx", "onnxruntime", "pyarrow", "skops"):
    pytest.importorskip(_package)

CASES = [case for kind in (models, tables, declarations, archives) for case in kind() if not case.costly]


@pytest.fixture(scope="module", autouse=True)
def one_worker(tmp_path_factory) -> None:
    """One confined worker for all: which model is in which is the matter of the pool's own tests."""
    room = pool.Room("all", (tmp_path_factory.getbasetemp(),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "room_of", lambda _: room)
        yield
    pool.close()


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kind}: {case.name}" for case in CASES])
def test_hostile_input_ends_with_a_sentence_and_runs_nothing(case: Case, tmp_path: Path, capfd, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(case.make(tmp_path)) == 2
    said = capfd.readouterr().err
    assert "Traceback" not in said
    assert said.strip()
    assert not (tmp_path / CANARY).exists()


def test_every_hostile_picture_ends_in_an_outcome(tmp_path: Path, capfd) -> None:
    arguments, names = pictures(tmp_path, costly=False)
    model = write_onnx(Weights.drawn(), tmp_path / "net.onnx", channels_first=True)
    flags = ["--labels", "happy,sad,neutral", "--size", "16", "--face", "whole"]
    assert run([*arguments, "--model", str(model), *flags]) == 0
    with (tmp_path / "said.csv").open(newline="", encoding="utf-8") as table:
        outcomes = {row["image"]: row["outcome"] for row in csv.DictReader(table)}
    lost = {what: outcomes.get(name) for name, what in names.items() if outcomes.get(name) in (None, "", "scored")}
    assert lost == {}
    assert sum(outcome == "scored" for outcome in outcomes.values()) == 4
    assert f"4 of {len(names) + 4} images scored" in capfd.readouterr().err


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    assert len(CASES) >= 230
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)
