"""A policy that promises its error for each limit by itself: verdicts, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import weeks

from audit.cli.main import run
from audit.exit_status import ExitStatus

LIMITS = """[[criteria]]
metric = "accuracy"
feature = "age"
limit = 0.1
[[criteria]]
metric = "recall"
feature = "age"
limit = 0.1
"""


def audited(folder: Path, policy: str, *more: str) -> tuple[int, Path]:
    table, rules, out = str(weeks.week(folder, 1)), str(weeks.policy(folder, policy)), folder / "report"
    told = ["--cohort", table, "--predictions", table, "--policy", rules, "--out", str(out), *more]
    return run(["run", *told]), out


def test_each_limit_has_all_of_the_error_and_every_channel_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = audited(tmp_path, 'promise = "criterion"\n' + LIMITS)
    document = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    bounds = [finding["disparity"]["bounds"] for finding in document["findings"]]
    assert len(bounds) > 1
    assert {each["family"] for each in bounds} == {1}
    assert all(each["error_lower"] == pytest.approx(0.05) for each in bounds)
    assert document["policy"]["promise"] == "criterion"
    texts = [(out / name).read_text(encoding="utf-8") for name in ("index.html", "summary.md")]
    for text in (*texts, capsys.readouterr().out):
        assert "each limit has an error of its own" in " ".join(text.split()).replace("\\", "")
    assert "for each limit by itself, and so is PASS" in texts[0]
    assert "Each limit has an error of a wrong FAIL of its own" in texts[0]


def test_without_the_key_the_error_is_shared_and_nothing_is_written_of_it(tmp_path: Path) -> None:
    _, out = audited(tmp_path, LIMITS)
    document = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    families = {finding["disparity"]["bounds"]["family"] for finding in document["findings"]}
    assert max(families) == len(document["findings"])
    assert "promise" not in document["policy"]


def test_a_series_says_which_promise_it_keeps(tmp_path: Path) -> None:
    _, out = audited(tmp_path, 'promise = "criterion"\n' + LIMITS, "--series", str(tmp_path / "series"))
    document = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    assert document["series"]["promised_for"] == "criterion"
    page = " ".join((out / "index.html").read_text(encoding="utf-8").split())
    assert "of series for each limit by itself, and PASS too" in page.replace("\xa0", " ")
    assert "for all limits together" not in page


def test_a_primary_limit_shares_what_nobody_shares_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = audited(tmp_path, 'promise = "criterion"\n' + LIMITS + "primary = true\n")
    assert status == ExitStatus.COULD_NOT_RUN
    assert "a primary limit has half of the error that all share" in " ".join(capsys.readouterr().err.split())
