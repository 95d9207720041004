"""Kept audits over HTTP: opened, compared, taken along; nothing else of the disk can be asked for."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from assets.client import Client, form
from assets.live import made_up, served

import audit
from audit.serve import App


def audited(folder: Path, name: str, *, right: float) -> None:
    """Write an audit of 400 made-up pictures of two groups, of which a share is answered right."""
    rows = 400
    happy = np.arange(rows) % 2 == 0
    said = np.where(np.arange(rows) % 100 < 100 * right, happy, ~happy)
    found = audit.audit(
        np.where(happy, "happy", "sad"),
        np.where(said, "happy", "sad"),
        sensitive_features={"age": np.where(np.arange(rows) % 4 < 2, "old", "young")},
        images=[f"{row}.png" for row in range(rows)],
        model_name=name,
    )
    found.report(folder / name)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    audited(folder / "reports", "before", right=0.9)
    audited(folder / "named", "after", right=0.6)
    (folder / "reports" / "before" / "secret.txt").write_text("nobody's business")
    return folder


@pytest.fixture(scope="module")
def page(place: Path) -> Iterator[Client]:
    model = made_up()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        with served(App(models=(model.spec,), audits=(Path("named"),), port=0), [model]) as address:
            client = Client(address)
            client.headers = {"Origin": client.origin, "X-Page-Token": client.page_token()}
            yield client


def keys(page: Client) -> dict[str, str]:
    return {each["model"]: each["key"] for each in page.get("/reports").json["audits"]}


def compared(page: Client, **fields: str):
    known = keys(page)
    body, kind = form(**{"baseline": known["before"], "candidate": known["after"], "max_worse": "0.05", **fields})
    return page.send("POST", "/compare", body, **kind)


def test_audits_that_were_named_and_those_in_reports_are_opened_in_a_sandbox(page) -> None:
    assert set(keys(page)) == {"before", "after"}
    for key in keys(page).values():
        report = page.get(f"/reports/{key}/index.html")
        assert b"<html" in report.body
        assert "sandbox" in report.headers["content-security-policy"]


def test_two_are_compared_as_the_command_compares_them(page, place, monkeypatch) -> None:
    made = compared(page).json
    assert made["verdict"] == "FAIL"
    assert made["command"].endswith("--max-worse 0.05")
    monkeypatch.chdir(place)
    result = audit.compare("reports/before", "named/after", max_worse=0.05)
    assert made["sentence"] == result.decision.sentence
    from audit.report import comparison_document

    shown = page.get(f"/compare/{made['number']}/comparison.json")
    assert json.loads(shown.body) == json.loads(comparison_document(result))
    opened = page.get(f"/compare/{made['number']}/comparison.html")
    assert "sandbox" in opened.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"candidate": "0" * 16}, 404, "no such audit"),
        ({"baseline": "../../etc"}, 404, "no such audit"),
        ({"max_worse": "7"}, 400, "largest loss is a number between 0 and 1"),
    ],
)
def test_what_cannot_be_compared_is_said(page, fields, status, words) -> None:
    reply = compared(page, **fields)
    assert (reply.status, words in reply.json["error"]) == (status, True)


def test_one_with_itself_and_a_comparison_that_is_gone_are_said(page) -> None:
    assert compared(page, candidate=keys(page)["before"]).json["error"] == "Choose two different audits to compare."
    assert page.get("/compare/99/comparison.html").status == 404
    assert page.get("/compare/1/../../secret.txt").status == 404


def test_everything_is_taken_along_as_one_file(page) -> None:
    whole = zipfile.ZipFile(io.BytesIO(page.get("/reports/all.zip").body))
    assert {"before/index.html", "after/audit.json", "before/images.csv.gz"} <= set(whole.namelist())
    one = zipfile.ZipFile(io.BytesIO(page.get(f"/reports/{keys(page)['before']}/all.zip").body))
    assert {name.partition("/")[0] for name in one.namelist()} == {"before"}
    assert not any("secret" in name for name in whole.namelist())


@pytest.mark.parametrize("name", ["../../secret.txt", "..%2f..%2fsecret.txt", "secret.txt", "images.csv", ""])
def test_no_other_file_can_be_asked_for(page, name) -> None:
    reply = page.get(f"/reports/{keys(page)['before']}/{name}")
    assert reply.status == 404
    assert b"nobody's business" not in reply.body
