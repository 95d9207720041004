"""A published table from Python, and by the command: one result, its report, its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import audit
from audit.cli.main import run

TABLE = "age,right,total\nyoung,95,100\nold,55,100\n"
LABELLED = "age,label,right,total\nyoung,happy,95,100\nold,happy,55,100\nold,sad,60,80\nyoung,sad,61,80\n"


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    path = tmp_path / "published.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_the_command_and_the_call_give_one_result(counts: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "report"
    assert run(["run", "--counts", str(counts), "--out", str(out), "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    found = audit.run_counts(counts)
    assert found.verdict is audit.Verdict.FAIL
    assert printed["counts"]["told"] == "right"
    assert printed["findings"][0]["reason"] == found.findings[0].reason
    again = audit.read_audit(out)
    assert again.result.counts.told.value == "right"
    assert audit.rejudge(out, found.result.policy).verdict is audit.Verdict.FAIL
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "names no people" in page
    assert "names no emotions" in page
    assert "the most frequent label" not in page
    assert "are called" not in (out / "summary.md").read_text(encoding="utf-8")


def test_a_report_of_each_form_says_only_what_is_told(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    path.write_text(LABELLED, encoding="utf-8")
    found = audit.run_counts(path, max_difference=0.9)
    found.report(tmp_path / "report", export="csv")
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert found.verdict is audit.Verdict.PASS
    assert "the table of counts does not tell it" in page
    assert "is called" not in page
    assert found.by_group("recall", "happy")["images"].tolist() == [200, 100, 100]
    with pytest.raises(audit.UsageError, match="does not tell"):
        found.by_group("precision", "happy")


def test_a_table_is_checked_before_it_is_judged(counts: Path, capsys) -> None:
    assert run(["check", "--counts", str(counts)]) == 0
    said = capsys.readouterr().out
    assert "published: 200 pictures, 150 right (75.0\xa0%); the table is sound" in said
    assert "age: old 55 of 100, young 95 of 100" in said
    assert run(["check", "--counts", str(counts), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == audit.check_counts(counts)
    assert run(["check"]) == 2


@pytest.mark.parametrize(
    "more",
    [
        ["--cohort", "people.csv"],
        ["--predictions", "answers.csv"],
        ["--label-map", "a=b"],
        ["--series", "folder"],
        ["--policy", "one.toml", "--policy", "two.toml"],
    ],
)
def test_what_does_nothing_beside_a_table_of_counts_is_refused(counts: Path, capsys, more: list[str]) -> None:
    assert run(["run", "--counts", str(counts), *more]) == 2
    assert more[0] in capsys.readouterr().err


def test_what_does_nothing_in_its_check_is_refused(counts: Path, capsys) -> None:
    assert run(["check", "people.csv", "--counts", str(counts), "--pictures"]) == 2
    assert "people.csv, --pictures: --counts is a table" in capsys.readouterr().err
