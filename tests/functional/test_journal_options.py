"""`--journal`, `--fresh`: a second audit by other rules classifies nothing, says so, and its bytes do not tell."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

import audit
from audit.cli.main import run
from audit.domain.cohort.labels import LABEL_SETS
from audit.predict.worker.classifiers import WorkedClassifier
from audit.predict.worker.frames import Frame
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

FACES = 60


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("journal") / "faces"
    write_cohort(draw_cohort(DrawnPlan(faces=FACES, labels=LABEL_SETS["happy-sad"], size=48, seed=5)), folder)
    return folder


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """How many pictures the worker of a network was given in each call."""
    calls: list[int] = []
    some = WorkedClassifier._some
    monkeypatch.setattr(WorkedClassifier, "_some", lambda self, batch: calls.append(len(batch)) or some(self, batch))
    return calls


def test_a_second_audit_by_other_rules_classifies_nothing(faces, tmp_path, monkeypatch, capsys, asked) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    command = ["run", "--cohort", str(faces), "--model", "happy-sad", "--features", "age_group", "--out", "out"]
    assert run(command) in (0, 1, 3)
    assert "kept from an earlier run" not in capsys.readouterr().err
    names = ("audit.json", "images.csv.gz", "index.html", "summary.md", "junit.xml", "model-card.md")
    first = {name: Path("out", name).read_bytes() for name in names}
    calls = len(asked)
    assert calls > 0
    monkeypatch.setattr("audit.predict.journal.journal.time.time", lambda: 2e9)
    assert run(command) in (0, 1, 3)
    told = capsys.readouterr().err
    assert f"note: {FACES} of {FACES} answers kept from an earlier run, the oldest of " in told
    assert {name: Path("out", name).read_bytes() for name in names} == first
    other = ["--metric", "macro_recall", "--max-difference", "0.3", "--features", "glasses,hair"]
    assert run([*command[:5], *other, "--out", "other"]) in (0, 1, 3)
    assert run(["predict", "--cohort", str(faces), "--model", "happy-sad", "--out", "answers.csv"]) == 0
    assert "answers kept from an earlier run" in capsys.readouterr().err
    assert len(asked) == calls
    assert run([*command, "--fresh"]) in (0, 1, 3)
    assert run([*command, "--journal", "off"]) in (0, 1, 3)
    assert len(asked) == 3 * calls


def test_in_a_matrix_each_prediction_is_made_once(faces, tmp_path, asked) -> None:
    rows = (faces / "manifest.csv").read_text().splitlines()
    half = faces / "half.csv"
    half.write_text("\n".join(rows[: FACES // 2]))
    found = audit.run_many([faces, half], models=["happy-sad", "cnn48"], features="age_group", journal=tmp_path)
    assert [each.error for each in found] == [None] * 4
    assert len(asked) == 2
    again = audit.run_many([half], models=["cnn48"], features="age_group", journal=tmp_path)
    assert len(asked) == 2
    alone = audit.run(half, model="cnn48", features="age_group", journal="off")
    assert again.audits[0].audit is not None
    said = [each.scored.answered.predictions.probabilities for each in (again.audits[0].audit, alone)]
    assert np.array_equal(*said)


def test_nothing_of_paths_labels_or_groups_is_in_it(faces, tmp_path) -> None:
    audit.run(faces, model="happy-sad", features="age_group", journal=tmp_path)
    with sqlite3.connect(tmp_path / "journal.sqlite") as file:
        (dump,) = ["\n".join(file.iterdump())]
    file.close()
    for private in (str(faces), "images/", "manifest", "senior", "age_group", "happy"):
        assert private not in dump
    assert dump.count('INSERT INTO "answers"') == FACES


def test_a_journal_that_cannot_be_used_is_refused_where_it_was_named(faces, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("x")
    command = ["predict", "--cohort", str(faces), "--model", "happy-sad", "--out", "answers.csv"]
    assert run([*command, "--journal", "file"]) == 2
    assert "name another folder (--journal), or none: --journal off" in capsys.readouterr().err
    assert run([*command, "--journal", "kept", "--journal-size", "0"]) == 2
    monkeypatch.setenv("EMOTION_AUDIT_CACHE", "file")
    assert run(command) == 0
    assert "note: no answers are kept: file/journal.sqlite: the journal could not be opened" in capsys.readouterr().err


def test_answers_before_a_worker_died_are_kept_and_those_it_made_up_are_not(
    faces, tmp_path, monkeypatch, capsys, asked
) -> None:
    monkeypatch.setattr("audit.predict.looking._TOGETHER", 20)
    some = WorkedClassifier._some

    def falsified(self: WorkedClassifier, batch: np.ndarray) -> object:
        if len(asked) == 2:
            made_up = Frame(words={"shape": [20, 2], "outcomes": [0] * 20, "reasons": [""] * 20}, numbers=bytes(320))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(type(self._loaded), "ask", lambda *_: made_up)
                return some(self, batch)
        return some(self, batch)

    command = ["predict", "--cohort", str(faces), "--model", "happy-sad", "--journal", str(tmp_path / "kept")]
    monkeypatch.setattr(WorkedClassifier, "_some", falsified)
    assert run([*command, "--out", str(tmp_path / "a.csv")]) == 2
    assert "its worker sent probabilities that do not sum to 1" in capsys.readouterr().err
    assert not (tmp_path / "a.csv").exists()
    monkeypatch.setattr(WorkedClassifier, "_some", some)
    monkeypatch.setattr("audit.predict.journal.journal.time.time", lambda: 2e9)  # a run of the same second is this one
    asked.clear()
    assert run([*command, "--out", str(tmp_path / "a.csv")]) == 0
    assert asked == [20]
    assert f"40 of {FACES} answers kept from an earlier run" in capsys.readouterr().err
