"""`report` on files and folders: what it writes, what it says, what it tells the shell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import drawn, five_pictures

from audit.cli.main import run
from audit.report import to_document


def saved(name: str, result, created: str) -> None:
    """Write an audit into a folder."""
    Path(name).mkdir(parents=True)
    changed = replace(result, provenance=replace(result.provenance, created=created))
    Path(name, "audit.json").write_text(to_document(changed), encoding="utf-8")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two audits of one model, one of other pictures, a file that is none, and a folder of somebody else."""
    monkeypatch.chdir(tmp_path)
    saved("all/march", five_pictures(), "2026-03-01T12:00:00+00:00")
    saved("all/april", five_pictures(), "2026-04-01T12:00:00+00:00")
    saved("drawn", drawn(), "2026-05-01T12:00:00+00:00")
    Path("foreign").mkdir()
    Path("foreign/index.html").write_text("mine")
    Path("broken").mkdir()
    Path("broken/audit.json").write_text("{")


MARCH, APRIL, DRAWN = "all/march/audit.json", "all/april/audit.json", "drawn/audit.json"

ENDINGS = [
    ([MARCH, DRAWN], 0, "report of 2 audits: out/index.html"),
    (["all"], 0, "report of 2 audits: out/index.html"),
    (["all", DRAWN], 0, "report of 3 audits: out/index.html"),
    (["."], 0, "1 of 4 places could not be read as audits"),
    (["drawn"], 0, "report of 1 audit: out/index.html"),
    ([MARCH], 0, "report: out/index.html"),
    ([MARCH, "broken/audit.json"], 2, "broken/audit.json:1: column 2: not valid JSON"),
    ([MARCH, "nowhere.json"], 2, "nowhere.json: no such file"),
    (["broken"], 2, "broken: holds no audit"),
    ([MARCH, MARCH], 2, "all/march/audit.json: named twice"),
    (["all", APRIL], 2, "all/april/audit.json: named twice"),
    ([], 2, "Missing argument"),
]


@pytest.mark.parametrize(("arguments", "status", "words"), ENDINGS)
def test_what_is_typed_has_an_ending(capfd, arguments, status, words) -> None:
    assert run(["report", *arguments, "--out", "out"]) == status
    printed = capfd.readouterr()
    assert words in printed.err
    assert printed.out == ""
    assert Path("out").exists() is (status == 0)


def test_one_file_gives_the_report_of_its_audit() -> None:
    run(["report", DRAWN, "--out", "out"])
    written = {path.name for path in Path("out").iterdir()}
    assert written == {"audit.json", "index.html", "junit.xml", "model-card.md", "summary.md"}


def test_a_folder_gives_the_trend_and_a_list_in_order_of_time() -> None:
    run(["report", "all", "--out", "out"])
    assert 'id="trend"' in Path("out/index.html").read_text()
    listed = json.loads(Path("out/audits.json").read_text())
    assert [each["created"][:7] for each in listed["audits"]] == ["2026-03", "2026-04"]


def test_a_page_of_several_audits_can_be_written_again_where_it_is() -> None:
    assert run(["report", "all", "--out", "all/together"]) == 0
    assert run(["report", "all", "--out", "all/together"]) == 0


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("foreign", "foreign: holds files that are no page of several audits"),
        ("drawn", "drawn: holds the report of one audit"),
        ("foreign/index.html", "holds files that are no page of several audits"),
    ],
)
def test_nothing_of_others_is_replaced(capfd, out, words) -> None:
    before = Path(out).read_text() if Path(out).is_file() else sorted(Path(out).iterdir())
    assert run(["report", "all", "--out", out]) == 2
    assert words in capfd.readouterr().err
    assert before == (Path(out).read_text() if Path(out).is_file() else sorted(Path(out).iterdir()))


def test_a_page_of_several_audits_is_not_replaced_by_that_of_one() -> None:
    assert run(["report", "all", "--out", "out"]) == 0
    assert run(["report", DRAWN, "--out", "out"]) == 2
