"""An audit started on the page: the same file as the command's, one at a time, cancelled without a trace."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from assets.client import Client, form
from assets.live import served

from audit.domain.cohort.labels import LABEL_SETS
from audit.load import find_model, load_model
from audit.serve import App
from audit.serve.audits.kept import FILES
from audit.serve.seeing.models import load_shown
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

EPOCH = "1790000000"
POLICY = '[[criteria]]\nmetric = "recall"\nfeature = "age_group"\nlimit = 0.3\n'
RULES = {
    "one limit": {"max_difference": "0.1"},
    "a file that is brought": {"rules": "brought", "policy": POLICY, "policy_name": "policy.toml"},
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    write_cohort(
        draw_cohort(DrawnPlan(faces=120, labels=LABEL_SETS["happy-sad"], seed=9)), folder / "cohorts" / "drawn"
    )
    (folder / "secret.txt").write_text("nobody's business")
    (folder / "policy.toml").write_text(POLICY)
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


@pytest.mark.parametrize("rules", RULES)
def test_it_gives_every_file_of_its_command_to_the_byte(page, place, tmp_path, rules) -> None:
    job = ended(page, start(page, **RULES[rules]).json["number"])
    assert job["state"] == "done"
    name, *words = shlex.split(job["command"])
    assert name == "emotion-audit"
    shutil.copytree(place / "cohorts", tmp_path / "cohorts")
    shutil.copy(place / "policy.toml", tmp_path)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run([sys.executable, "-m", "audit", *words], cwd=tmp_path, env=environment, check=False)
    assert done.returncode in (0, 1, 3)
    folder = Path(words[words.index("--out") + 1])
    written = [name for name in FILES if (tmp_path / folder / name).is_file()]
    assert len(written) > 5
    for name in written:
        assert page.get(f"/reports/{job['report']}/{name}").body == (tmp_path / folder / name).read_bytes()
    assert "sandbox" in page.get(f"/reports/{job['report']}/index.html").headers["content-security-policy"]


def test_an_earlier_report_is_kept_and_the_look_page_knows_the_new_one(page) -> None:
    reports = [ended(page, start(page, max_difference=limit).json["number"])["report"] for limit in ("0.1", "0.3")]
    assert len(set(reports)) == 2
    assert set(reports) <= {audit["key"] for audit in page.get("/reports").json["audits"]}
    (known,) = page.get("/api/audits").json["audits"]
    assert (known["model"], known["about"], known["caution"]) == ("drawn-happy-sad", "same weights", "")


def test_policies_that_cannot_be_followed_are_said_before_anything_is_started(page) -> None:
    before = len(page.get("/jobs").json["jobs"])
    reply = start(page, rules="brought", policy="x = 1", policy_name="mine.toml")
    assert reply.status == 400
    assert reply.json["error"].startswith("mine.toml: ")
    assert len(page.get("/jobs").json["jobs"]) == before


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
    assert job["report"] is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"cohort": "../../etc"}, "unknown cohort"),
        ({"model": "alexnet"}, "unknown model 'alexnet'; expected one of drawn-happy-sad, "),
        ({"max_difference": "nan"}, "between 0 and 1"),
        ({"max_difference": "2"}, "between 0 and 1"),
    ],
)
def test_only_what_is_on_show_can_be_audited(page, fields, words) -> None:
    reply = start(page, **fields)
    assert reply.status == 400
    assert words in reply.json["error"]
