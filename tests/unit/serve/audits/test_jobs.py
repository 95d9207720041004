"""An audit started on the page: the same file as the command's, one at a time, cancelled without a trace."""

from __future__ import annotations

import io
import json
import shlex
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from assets.client import Client, form
from assets.live import served

from audit.cli.main import run as command_line
from audit.domain.cohort.labels import LABEL_SETS
from audit.load import find_model, load_model
from audit.serve import App
from audit.serve.seeing.models import load_shown
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

pytestmark = pytest.mark.keras
EPOCH = "1790000000"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    write_cohort(
        draw_cohort(DrawnPlan(faces=120, labels=LABEL_SETS["happy-sad"], seed=9)), folder / "cohorts" / "drawn"
    )
    (folder / "secret.txt").write_text("nobody's business")
    return folder


@pytest.fixture(scope="module")
def page(place: Path) -> Iterator[Client]:
    patch = pytest.MonkeyPatch()
    patch.chdir(place)
    patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    model = load_shown(load_model(find_model("drawn-happy-sad")))
    with served(App(models=(model.spec,), port=0), [model]) as address:
        client = Client(address)
        client.headers = {"Origin": client.origin, "X-Page-Token": client.page_token()}
        yield client
    patch.undo()


def start(page: Client, **fields: str):
    body, kind = form(**{"cohort": "drawn", "model": "drawn-happy-sad", "max_difference": "0.1", **fields})
    return page.send("POST", "/jobs", body, **kind)


def ended(page: Client, number: int) -> dict:
    for _ in range(600):
        job = next(job for job in page.get("/jobs").json["jobs"] if job["number"] == number)
        if job["state"] != "running":
            return job
        time.sleep(0.2)
    raise AssertionError("the audit did not end")


def test_it_gives_the_same_file_as_its_command_and_shows_its_report(page, place) -> None:
    job = ended(page, start(page).json["number"])
    assert job["state"] == "done"
    name, *words = shlex.split(job["command"])
    assert name == "emotion-audit"
    assert command_line([*words, "--out", str(place / "by-command")]) in (0, 1, 3)
    shown = page.get(f"/jobs/{job['number']}/audit.json").body
    ours, theirs = (json.loads(document) for document in (shown, (place / "by-command" / "audit.json").read_bytes()))
    assert ours["provenance"].pop("command") == job["command"]
    theirs["provenance"].pop("command")  # with the folder that was named
    assert json.dumps(ours) == json.dumps(theirs)
    report = page.get(f"/jobs/{job['number']}/index.html")
    assert b"<html" in report.body
    assert "sandbox" in report.headers["content-security-policy"]
    packed = zipfile.ZipFile(io.BytesIO(page.get(f"/jobs/{job['number']}/all.zip").body))
    assert "drawn-happy-sad--drawn/index.html" in packed.namelist()


def test_a_second_one_waits_and_a_cancelled_one_writes_nothing(page, place, monkeypatch) -> None:
    from audit.serve.audits import jobs

    before = sorted((place / "reports").rglob("*"))
    slow = jobs.Jobs._change

    def slowly(self, number, **values):
        slow(self, number, **values)
        time.sleep(0.3)

    monkeypatch.setattr(jobs.Jobs, "_change", slowly)
    number = start(page).json["number"]
    second = start(page)
    assert second.status == 400
    assert second.json["error"] == "An audit is running; wait for it, or cancel it first."
    assert page.send("POST", f"/jobs/{number}/cancel").status == 200
    job = ended(page, number)
    assert (job["state"], job["sentence"]) == ("cancelled", "Cancelled; nothing was written.")
    assert sorted((place / "reports").rglob("*")) == before
    assert page.get(f"/jobs/{number}/audit.json").status == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"cohort": "../../etc"}, "unknown cohort"),
        ({"model": "alexnet"}, "unknown model 'alexnet'; expected one of drawn-happy-sad"),
        ({"max_difference": "nan"}, "between 0 and 1"),
        ({"max_difference": "2"}, "between 0 and 1"),
    ],
)
def test_only_what_is_on_show_can_be_audited(page, fields, words) -> None:
    reply = start(page, **fields)
    assert reply.status == 400
    assert words in reply.json["error"]


@pytest.mark.parametrize("name", ["../../secret.txt", "..%2f..%2fsecret.txt", "secret.txt", "images.csv", ""])
def test_no_other_file_can_be_asked_for(page, name) -> None:
    number = ended(page, start(page).json["number"])["number"] if not page.get("/jobs").json["jobs"] else 1
    reply = page.get(f"/jobs/{number}/{name}")
    assert reply.status == 404
    assert b"nobody's business" not in reply.body
