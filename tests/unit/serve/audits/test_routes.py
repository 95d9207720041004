"""The page of audits: what can be asked for, and what is refused before anything starts."""

from __future__ import annotations

import pytest
from assets.client import Client, form

from audit.serve.audits import routes


@pytest.fixture
def page(client: Client) -> Client:
    return Client(client.address, {"Origin": client.origin, "X-Page-Token": client.page_token()})


def test_the_page_names_bundled_cohorts_and_the_model_on_show(client: Client) -> None:
    text = client.get("/audits").body.decode()
    assert "first-study" in text
    assert "brightness" in text


def test_nothing_runs_before_anybody_starts_it(page: Client) -> None:
    assert page.get("/jobs").json == {"jobs": []}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "unknown cohort ''; expected one of"),
        ({"cohort": "first-studi", "model": "brightness"}, "did you mean 'first-study'"),
        ({"cohort": "first-study", "model": "brightnes"}, "unknown model 'brightnes'; expected one of brightness"),
        ({"cohort": "x" * 500, "model": "brightness"}, f"unknown cohort '{'x' * 80}';"),
        ({"cohort": "first-study", "model": "brightness", "max_difference": "2"}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_audited_is_refused_and_nothing_started(page: Client, fields: dict, words: str) -> None:
    body, kind = form(**fields)
    reply = page.send("POST", "/jobs", body, **kind)
    assert (reply.status, words in reply.json["error"]) == (400, True)
    assert page.get("/jobs").json == {"jobs": []}


def test_a_table_is_checked_and_nothing_kept(page: Client) -> None:
    found = page.send("POST", "/check", b"image,label,g\na.png,happy,x\nb.png,sad,y\n")
    assert found.status == 200
    faulty = page.send("POST", "/check", b"image,label\na.png,happy\na.png,sad\n")
    assert found.json != faulty.json
    assert "already listed" in faulty.body.decode()


def test_no_table_and_too_large_a_one_are_refused(page: Client, monkeypatch) -> None:
    reply = page.send("POST", "/check", b"")
    assert (reply.status, reply.json["error"]) == (400, "Choose a CSV file to check.")
    monkeypatch.setattr(routes, "LARGEST_TABLE", 2**20)
    reply = page.send("POST", "/check", b"x" * (2**20 + 1))
    assert (reply.status, reply.json["error"]) == (
        413,
        "A table to check has at most 1 MiB; use emotion-audit check.",
    )
