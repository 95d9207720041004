"""The self-test on the command line: what people type, what it tells the shell, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.cli.main import run

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "reports" / "example" / "audit.json")
FIRST_STUDY = ROOT / "cohorts" / "first-study"

POLICY = """
title = "recall <b>"
[[criteria]]
metric = "recall"
feature = "glasses"
limit = 0.1
[[criteria]]
metric = "scored_rate"
feature = "glasses"
limit = 0.1
"""

REFUSED = [
    (["no-such.json"], "no-such.json"),
    ([EXAMPLE, "--gap", "0"], "above 0 and at most 1, found 0.0"),
    ([EXAMPLE, "--gap", "nan"], "found nan"),
    ([EXAMPLE, "--repeats", "0"], "from 1 to 100,000, found 0"),
    ([EXAMPLE, "--seed", "-1"], "from 0 on, found -1"),
    ([EXAMPLE, "--repeats", "x"], "'x' is not a valid integer"),
    ([EXAMPLE, "--policy", "no-such.toml"], "no-such.toml"),
    ([], "Missing argument 'AUDIT_JSON'"),
]


def test_the_example_report_is_tried(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["selftest", EXAMPLE, "--repeats", "50"]) == 0
    printed = capfd.readouterr().out
    assert "the whole gate of 3 limits cries wolf in 0.0\xa0% of audits (a plain comparison:" in printed
    assert "With these 2 groups of 2,982 and 18 pictures it cries wolf in 0.0\xa0%" in printed
    assert "catches a true difference of 20 points in" in printed
    assert "every group at 93.7" in printed


def test_five_pictures_per_group_catch_nothing_and_it_says_what_to_collect(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    table = str(FIRST_STUDY / "predictions.csv")
    run(["run", "--cohort", str(FIRST_STUDY), "--predictions", table, "--out", str(tmp_path / "out")])
    capfd.readouterr()
    assert run(["selftest", str(tmp_path / "out" / "audit.json"), "--repeats", "50"]) == 0
    printed = capfd.readouterr().out
    assert "With these 5 groups of 5 pictures each it cries wolf in 0.0\xa0%" in printed
    assert "It cannot catch that in its smallest group. Collect about" in printed


def test_json_alone_goes_to_stdout_under_another_policy(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy.toml").write_text(POLICY)
    assert run(["selftest", EXAMPLE, "--policy", str(tmp_path / "policy.toml"), "--repeats", "20", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert [test["code"] for test in document["tests"]] == [
        "recall[happy]/glasses/difference",
        "recall[sad]/glasses/difference",
    ]
    assert [each["code"] for each in document["untested"]] == ["scored_rate/glasses/difference"]
    shares = document["tests"][0]["trials"][1]["shares"]
    assert shares["failed"] + shares["passed"] + shares["inconclusive"] == pytest.approx(1)
    assert shares["audits"] == 20


def test_series_are_tried_with_so_many_looks(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["selftest", EXAMPLE, "--repeats", "5", "--looks", "3"]) == 0
    printed = capfd.readouterr().out
    assert "5 simulated series of 3 looks in each world" in printed
    assert "of series without disparity (a plain comparison: " in printed


def test_what_is_not_tried_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy.toml").write_text(POLICY)
    assert run(["selftest", EXAMPLE, "--policy", str(tmp_path / "policy.toml"), "--repeats", "5"]) == 0
    assert "not tried: scored_rate/glasses/difference: scored rate counts who got an answer" in capfd.readouterr().out


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_cannot_be_tried_is_refused(arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["selftest", *arguments]) == 2
    printed = capfd.readouterr()
    assert words in printed.err
    assert printed.out == ""
