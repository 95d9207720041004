"""The command line, the pytest plugin and Python go through one door: the same audit.json, byte for byte."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import audit
from audit.api.spoken import in_python
from audit.cli.main import run
from audit.domain.results.serialization import to_data
from audit.load.find import find_cohort
from audit.pytest_plugin import _assert_no_disparity
from audit.report import to_document

PREDICTIONS = find_cohort("first-study") / "predictions.csv"
SECONDS = re.compile(r"training_seconds = .*")
COMMAND = re.compile(r'"command": "[^"]*"')

ASKED: dict[str, tuple[list[str], dict[str, object]]] = {
    "nothing": ([], {}),
    "one limit": (
        ["--features", "age_group,ethnicity,age_group*ethnicity", "--metric", "recall", "--max-difference", "0.2"],
        {"features": ["age_group", "ethnicity", ("age_group", "ethnicity")], "metric": "recall", "max_difference": 0.2},
    ),
    "a ratio that warns": (
        ["--min-ratio", "0.8", "--on-inconclusive", "warn"],
        {"min_ratio": 0.8, "on_inconclusive": "warn"},
    ),
    "columns of another tool": (
        ["--columns", "predicted=predicted,label=label", "--features", "age_group"],
        {"columns": {"predicted": "predicted", "label": "label"}, "features": "age_group"},
    ),
    "a policy": (["--policy", "rules.toml"], {"policy": "rules.toml"}),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules.toml").write_text('[[criteria]]\nmetric = "accuracy"\nfeature = "ethnicity"\nlimit = 0.3\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")
    return tmp_path


def without_command(document: str) -> str:
    """Return a document without the command line, the one thing that may differ."""
    text, times = COMMAND.subn('"command": ""', document)
    assert times == 1
    return text


@pytest.mark.parametrize("asked", ASKED)
def test_the_command_and_python_write_the_same_audit(asked: str, here: Path) -> None:
    options, arguments = ASKED[asked]
    cohort = ["--cohort", "first-study", "--predictions", str(PREDICTIONS), "--out", "typed"]
    status = run(["run", *cohort, *options])
    found = audit.run("first-study", predictions=PREDICTIONS, **arguments)
    found.report("called")
    assert status == found.decision.exit_status
    typed, called = ((here / name / "audit.json").read_text(encoding="utf-8") for name in ("typed", "called"))
    assert without_command(typed) == without_command(called)
    assert sorted(path.name for path in Path("typed").iterdir()) == sorted(p.name for p in Path("called").iterdir())


@pytest.mark.filterwarnings("ignore::audit.pytest_plugin.ReadingWarning")
def test_the_plugin_and_python_make_the_same_audit(here: Path) -> None:
    (here / "rules.toml").write_text(
        '[[criteria]]\nmetric = "accuracy"\nfeature = "ethnicity"\nlimit = 0.9\ndecide_on = "point"\n'
    )
    tested = _assert_no_disparity(cohort="first-study", predictions=PREDICTIONS, policy="rules.toml")
    found = audit.run("first-study", predictions=PREDICTIONS, policy="rules.toml")
    assert without_command(to_document(tested)) == without_command(to_document(found.result))
    found.report("saved")
    again = _assert_no_disparity(audit_json="saved/audit.json", policy="rules.toml")
    assert to_document(again) == to_document(audit.rejudge("saved", "rules.toml").result)


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        (["--cohort", "nowhere", "--model", "cnn48"], {"cohort": "nowhere", "model": "cnn48"}),
        (["--cohort", "first-study"], {"cohort": "first-study"}),
        (["--cohort", "first-study", "--model", "cn48"], {"cohort": "first-study", "model": "cn48"}),
        (
            ["--cohort", "first-study", "--predictions", "no.csv"],
            {"cohort": "first-study", "predictions": "no.csv"},
        ),
        (
            ["--cohort", "first-study", "--predictions", str(PREDICTIONS), "--features", "age"],
            {"cohort": "first-study", "predictions": PREDICTIONS, "features": ["age"]},
        ),
        (
            ["--cohort", "first-study", "--predictions", str(PREDICTIONS), "--explain", "--pictures", "shown"],
            {"cohort": "first-study", "predictions": PREDICTIONS, "explain": True, "pictures": "shown"},
        ),
        (
            ["--cohort", "first-study", "--predictions", str(PREDICTIONS), "--columns", "imag=x"],
            {"cohort": "first-study", "predictions": PREDICTIONS, "columns": {"imag": "x"}},
        ),
    ],
)
def test_what_is_refused_is_refused_in_the_same_words(
    options: list[str], arguments: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", *options]) == 2
    said = capsys.readouterr().err.removeprefix("emotion-audit: ").strip()
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the words are compared below
        audit.run(**arguments)
    assert str(caught.value) == in_python(said)


def test_arrays_give_the_counts_and_findings_of_the_tables() -> None:
    rows = [line.split(",") for line in (find_cohort("first-study") / "manifest.csv").read_text().splitlines()]
    header, cells = rows[0], list(zip(*rows[1:], strict=True))
    column = dict(zip(header, cells, strict=True))
    answers = dict(line.split(",") for line in PREDICTIONS.read_text().splitlines()[1:])
    tables = audit.run("first-study", predictions=PREDICTIONS, features="age_group,ethnicity").result
    arrays = audit.audit(
        column["label"],
        [answers[image] for image in column["image"]],
        sensitive_features={name: column[name] for name in ("age_group", "ethnicity")},
        labels=tables.labels,
        images=column["image"],
    ).result
    of_arrays, of_tables = ([(f.code, f.verdict, f.disparity.bounds) for f in r.findings] for r in (arrays, tables))
    assert of_arrays == of_tables
    assert arrays.counts.overall().cells.tolist() == tables.counts.overall().cells.tolist()


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> object:
    """Return the JSON that a command prints."""
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def as_json(document: object) -> object:
    return json.loads(json.dumps(document))


@pytest.fixture
def faces(here: Path) -> Path:
    """Return a folder with two pictures in folders named by their label."""
    for number, label in enumerate(("happy", "sad")):
        (here / "faces" / label).mkdir(parents=True)
        pixels = np.random.default_rng(number).integers(0, 255, (48, 48, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(here / "faces" / label / f"{number}.png")
    return here / "faces"


def test_a_cohort_is_checked_as_the_command_checks_it(capsys: pytest.CaptureFixture[str]) -> None:
    checked = audit.check("first-study")
    assert printed(["check", "first-study"], capsys) == as_json(checked.to_dict())
    assert repr(checked) == "<CheckedCohort first-study: 50 images, age_group, ethnicity>"


def test_a_dataset_is_imported_as_the_command_imports_it(faces: Path, here: Path) -> None:
    assert run(["import", "folders", str(faces), "typed", "--levels", "label"]) == 0
    summary = audit.import_cohort("folders", faces, "called", levels=["label"])
    assert summary.rows == 2
    for name in ("manifest.csv", "cohort.toml"):
        assert (here / "typed" / name).read_bytes() == (here / "called" / name).read_bytes()


def test_pictures_are_classified_as_predict_does(faces: Path, here: Path) -> None:
    assert run(["predict", "--cohort", str(faces), "--model", "cnn48", "--out", "typed.csv"]) == 0
    answers = audit.classify(faces, model="cnn48")
    answers.write("called.csv")
    assert (here / "typed.csv").read_bytes() == (here / "called.csv").read_bytes()
    assert repr(answers) == f"<Classified 2 pictures, {answers.scored} scored>"


FOREST = """\
title = "A forest"
labels = "happy-sad"
weights = "weights.skops"
features = "pixels"

[input]
size = 16
colour = "grey"
channels = 1
face = "whole"

[recipe]
architecture = "random-forest"
data = "folder"
held_out = 0.25
epochs = 2

[recipe.trees]
per_epoch = 2
leaves = 4
"""


@pytest.fixture
def forest(here: Path) -> Path:
    """Return a model folder with the recipe of a small forest, and put the pictures it learns from beside it."""
    rows = ["image,label,split"]
    for number in range(32):
        pixels = np.random.default_rng(number).integers(0, 80, (16, 16)).astype(np.uint8)
        pixels[: 8 * (number % 2)] += 100
        (here / "people").mkdir(exist_ok=True)
        Image.fromarray(pixels).save(here / "people" / f"{number}.png")
        rows.append(f"{number}.png,{('happy', 'sad')[number % 2]},{'Train' if number < 24 else 'Valid'}")
    (here / "people" / "manifest.csv").write_text("\n".join(rows) + "\n")
    (here / "forest").mkdir()
    (here / "forest" / "model.toml").write_text(FOREST)
    return here / "forest"


def test_a_training_is_that_of_the_command(forest: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("skops", reason="skops is an extra that is not installed")
    assert run(["train", "forest", "--data", "people", "--out", "typed"]) == 0
    typed, heard = capsys.readouterr().err, []
    summary = audit.train(forest, data="people", out="called", on_epoch=heard.append)
    assert [each.epoch.epoch for each in heard] == [1, 2]
    assert typed.count("\nepoch ") + typed.startswith("epoch ") == 2
    for name in ("weights.skops", "history.csv"):
        assert (here / "typed" / name).read_bytes() == (here / "called" / name).read_bytes()
    typed_toml, called_toml = (
        SECONDS.sub("", (here / name / "model.toml").read_text()) for name in ("typed", "called")
    )
    assert typed_toml == called_toml
    assert f"{summary.best.epoch}" in repr(summary)
    assert callable(audit.train), "the room of this name is loaded now, and called it is the function still"


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        (["train", "nowhere"], {"model": "nowhere"}),
        (["train", "forest", "--epochs", "0", "--out", "short"], {"model": "forest", "epochs": 0, "out": "short"}),
        (["train", "forest", "--images", "20"], {"model": "forest", "images": 20}),
        (["train", "forest", "--data", "nobody"], {"model": "forest", "data": "nobody"}),
    ],
)
@pytest.mark.usefixtures("forest")
def test_a_training_is_refused_in_the_same_words(
    options: list[str], arguments: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(options) == 2
    said = capsys.readouterr().err.removeprefix("emotion-audit: ").strip()
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the words are compared below
        audit.train(**arguments)
    assert str(caught.value) == in_python(said)


def test_blends_are_those_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    typed = printed(["blend", "--drawn", "--people", "4", "--steps", "3", "--model", "cnn48"], capsys)
    called = as_json(to_data(audit.blend(model="cnn48", people=4, doses=3)))
    assert called["groups"] == typed["groups"]
    with pytest.raises(audit.UsageError, match=r"^people= says how many are drawn"):
        audit.blend("first-study", model="cnn48", people=4)


def test_the_gate_is_tried_as_selftest_tries_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = audit.run("first-study", predictions=PREDICTIONS)
    found.report("saved")
    typed = printed(["selftest", "saved/audit.json", "--repeats", "20"], capsys)
    assert as_json(to_data(audit.selftest("saved", repeats=20))) == typed
    assert as_json(to_data(audit.selftest(found, repeats=20))) == typed


def test_lists_name_what_the_command_lists(capsys: pytest.CaptureFixture[str]) -> None:
    for what, names in (
        ("models", [entry.id for entry in audit.list_models()]),
        ("cohorts", [entry.id for entry in audit.list_cohorts()]),
        ("metrics", [metric.name for metric in audit.list_metrics()]),
        ("labels", list(audit.list_labels())),
    ):
        assert run(["list", what]) == 0
        said = [line.split()[0] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
        assert said == names
