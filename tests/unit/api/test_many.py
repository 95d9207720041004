"""Each classifier over each cohort under each policy: names, the worst exit status, one page."""

from __future__ import annotations

import json

import pytest

from audit.api.many import ManyAudits, run_declared, run_many
from audit.errors import InputError, OutputError, UsageError
from audit.exit_status import ExitStatus

POLICY = "[[criteria]]\nmetric = 'accuracy'\nfeature = 'g'\nlimit = {}\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Two cohorts of 400, a table of two models: `good` is always right, `bad` only for one group."""
    monkeypatch.chdir(tmp_path)
    rows = [(f"{i}.png", ("happy", "sad")[i % 2], "fm"[i // 200]) for i in range(400)]
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("image,label,g\n" + "\n".join(map(",".join, rows)))
    said = [f"{image},good,{label}" for image, label, _ in rows]
    said += [f"{image},bad,{label if g == 'f' else 'happy'}" for image, label, g in rows]
    (tmp_path / "t.csv").write_text("image,net,predicted\n" + "\n".join(said))
    (tmp_path / "strict.toml").write_text(POLICY.format(0.1))
    (tmp_path / "loose.toml").write_text(POLICY.format(0.9))
    return tmp_path


@pytest.mark.usefixtures("here")
def test_every_model_of_a_table_over_every_cohort_under_every_policy() -> None:
    found = run_many(["a.csv", "b.csv"], tables="t.csv", model_column="net", policies=["strict.toml", "loose.toml"])
    verdicts = {each.name: str(each.audit.verdict) for each in found}
    assert len(verdicts) == 8
    assert verdicts["good--a--strict"] == "PASS"
    assert verdicts["bad--b--strict"] == "FAIL"
    assert verdicts["bad--b--loose"] == "PASS"
    assert found.exit_status is ExitStatus.FAILED


def test_the_page_and_every_report_are_written(here) -> None:
    written = run_many("a.csv", tables="t.csv", model_column="net").report("out")
    assert written.index == here.joinpath("out/index.html").relative_to(here)
    listed = json.loads((here / "out" / "audits.json").read_text())
    assert [each["model"]["id"] for each in listed["audits"]] == ["good", "bad"]
    assert (here / "out" / "bad--a" / "audit.json").exists()


@pytest.mark.usefixtures("here")
def test_a_typed_hash_of_no_classifier_is_refused_before_any_is_asked() -> None:
    with pytest.raises(UsageError, match=r"--trust 0000.*no part of the model has this SHA-256"):
        run_many(["a.csv", "b.csv"], models=["drawn-happy-sad", "happy-sad"], trust="0" * 64)


def test_a_typed_hash_is_of_one_of_several_classifiers(here, monkeypatch) -> None:
    from audit.files import content_sha256

    monkeypatch.syspath_prepend(here)
    for name in ("one", "other"):
        code = f"import numpy\n\ndef {name}(pictures):\n    return numpy.full((len(pictures), 2), .5)\n"
        (here / f"{name}.py").write_text(code)
    found = run_many(
        "a.csv", models=["one:one", "other:other"], labels="happy-sad", trust=content_sha256(here / "one.py"), size=16
    )
    assert len(found.audits) == 2


def test_one_that_cannot_run_is_named_and_shuts_the_gate(here) -> None:
    (here / "broken.csv").write_text("image\na\n")
    found = run_many(["a.csv", "broken.csv"], tables="t.csv", model_column="net", max_difference=0.9)
    assert [each.error is None for each in found] == [True, True, False, False]
    assert found.exit_status is ExitStatus.COULD_NOT_RUN
    found.report("out")
    unread = json.loads((here / "out" / "audits.json").read_text())["unread"]
    assert [each["path"] for each in unread] == ["good--broken", "bad--broken"]
    assert "there is no column 'label'" in unread[0]["reason"]


def test_none_that_runs_is_an_error_with_every_reason(here) -> None:
    (here / "broken.csv").write_text("image\na\n")
    with pytest.raises(InputError, match=r"good--broken: .*; bad--broken: "):
        run_many("broken.csv", tables="t.csv", model_column="net").report("out")


def test_names_differ_where_files_are_called_alike(here) -> None:
    (here / "x").mkdir()
    (here / "x" / "A.csv").write_text((here / "a.csv").read_text())
    found = run_many(["a.csv", "x/A.csv"], tables="t.csv", model_column="net")
    assert [each.name for each in found] == ["good--a", "bad--a", "good--A-2", "bad--A-2"]


def test_a_folder_of_something_else_is_not_written_over(here) -> None:
    (here / "out").mkdir()
    (here / "out" / "index.html").write_text("mine")
    found = run_many("a.csv", tables="t.csv", model_column="net")
    with pytest.raises(OutputError, match=r"its index\.html is no page of several audits"):
        found.report("out")


def test_what_a_file_declares_is_run_from_its_folder(here, monkeypatch) -> None:
    (here / "emotion-audit.toml").write_text(
        '[[audit]]\ncohort = ["a.csv", "b.csv"]\npredictions = "t.csv"\nmodel_column = "net"\npolicy = "strict.toml"\n'
        '[[audit]]\ncohort = "a.csv"\npredictions = "t.csv"\nmodel_column = "net"\nmax_difference = 0.9\n'
    )
    monkeypatch.chdir("/")
    found = run_declared(here / "emotion-audit.toml")
    assert isinstance(found, ManyAudits)
    assert [(each.name, str(each.audit.verdict)) for each in found] == [
        ("good--a", "PASS"),
        ("bad--a", "FAIL"),
        ("good--b", "PASS"),
        ("bad--b", "FAIL"),
        ("good--a-2", "PASS"),
        ("bad--a-2", "PASS"),
    ]


@pytest.mark.usefixtures("here")
def test_nothing_to_audit_is_refused() -> None:
    with pytest.raises(UsageError, match="either --model or --predictions"):
        run_many("a.csv")
