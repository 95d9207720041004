"""The command line, the pytest plugin and Python go through one door: the same audit.json, byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import audit
from audit.api.spoken import in_python
from audit.cli.main import run
from audit.load.find import find_cohort
from audit.pytest_plugin import _assert_no_disparity
from audit.report import to_document

PREDICTIONS = find_cohort("first-study") / "predictions.csv"
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
