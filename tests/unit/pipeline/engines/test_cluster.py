"""Shards on a cluster that is pretended: whatever becomes of its workers, the audit is that of this process."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from assets.pretended_ray import ENDS, HANGS, RUNS, PretendedRay

import audit
from audit.domain.keeping import NOTHING_KEPT, Keeping
from audit.domain.results.serialization import to_data
from audit.errors import InputError, ModelRefused, UsageError
from audit.load import find_model, load_cohort, load_model
from audit.pipeline import Scored
from audit.pipeline.engines import cluster, engine
from audit.pipeline.engines.cluster import RayEngine, last_line
from audit.pipeline.stages.scoring import score_with_model
from audit.predict import journal_for
from audit.predict.worker.classifiers import WorkedClassifier
from audit.report import to_document


@pytest.fixture(autouse=True)
def few_rows_and_no_time(monkeypatch) -> None:
    monkeypatch.setattr(cluster, "_FEWEST", 2)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)


@pytest.fixture
def ray(monkeypatch) -> PretendedRay:
    found = PretendedRay()
    monkeypatch.setitem(sys.modules, "ray", found)
    return found


@pytest.fixture(scope="session")
def here(drawn_faces) -> str:
    return said(score_with_model(load_cohort(drawn_faces), load_model(find_model("happy-sad"))))


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """How many pictures the worker of a network was given in each call."""
    calls: list[int] = []
    some = WorkedClassifier._some
    monkeypatch.setattr(WorkedClassifier, "_some", lambda self, batch: calls.append(len(batch)) or some(self, batch))
    return calls


def said(scored: Scored) -> str:
    """Return everything that is said of a cohort, to the last bit."""
    answers = scored.answered.predictions
    assert scored.summary is not None
    parts = (answers.outcomes.tolist(), answers.probabilities.tolist(), to_data(answers.reading))
    return json.dumps([*parts, to_data(scored.summary)])


def there(folder: Path, progress=None, journal: Path | None = None, address: str | None = None) -> str:
    """Return what is said by a cluster; where nothing is kept, of a model that somebody vouches for."""
    keeping = NOTHING_KEPT if journal is None else Keeping(folder=journal)
    spec = load_model(find_model("happy-sad"))
    if journal is None:
        spec = replace(spec.as_run, trusted=spec.as_run.sha256)
    with journal_for(keeping) as kept, RayEngine(address) as engine:
        return said(score_with_model(load_cohort(folder), spec, progress, kept, engine))


def test_a_cluster_says_what_this_process_says(drawn_faces, ray, here, capsys) -> None:
    seen: list[tuple[int, int]] = []
    assert there(drawn_faces, lambda *at: seen.append(at)) == here
    assert sorted(seen) == seen
    assert seen[-1] == (30, 30)
    assert {worker for worker, _ in ray.calls} == {0, 1}
    assert (ray.killed, ray.is_down, ray.started["log_to_driver"]) == (2, True, False)
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("ray")
def test_the_audit_is_the_same_to_the_byte(drawn_faces) -> None:
    given = {"features": "age_group", "journal": "off", "command": "test"}
    one, other = (audit.run(drawn_faces, "happy-sad", engine=engine, **given) for engine in ("local", "ray"))
    assert to_document(one.result) == to_document(other.result)


FATES = pytest.mark.parametrize(
    "fate",
    [
        lambda worker, method, times: ENDS if (worker, method, times) == (0, "answers", 2) else RUNS,
        lambda worker, method, times: HANGS if (worker, method) == (1, "answers") and times > 1 else RUNS,
        lambda worker, method, _: HANGS if (worker, method) == (1, "meet") else RUNS,
        lambda worker, method, _: ENDS if (worker, method) == (1, "meet") else RUNS,
    ],
    ids=["a worker ends", "a worker hangs", "a worker never comes", "a worker ends at once"],
)


@FATES
def test_a_worker_that_is_gone_costs_no_row(drawn_faces, ray, here, fate) -> None:
    ray.fate = fate
    assert there(drawn_faces) == here


def table(folder: Path, path: Path, **asked) -> bytes:
    """Return the table of predictions of pictures whose labels nobody reads."""
    audit.classify(folder / "manifest.csv", "happy-sad", **asked).write(path)
    return path.read_bytes()


@FATES
def test_predictions_are_the_same_to_the_byte_whatever_becomes_of_a_worker(drawn_faces, ray, tmp_path, fate) -> None:
    ray.fate = fate
    near = table(drawn_faces, tmp_path / "near.csv", journal="off")
    assert table(drawn_faces, tmp_path / "far.csv", journal="off", engine="ray") == near
    assert {method for _, method in ray.calls} == {"meet", "answers"}
    assert near.count(b"\n") == 31


def test_predictions_that_were_ended_go_on_where_they_were(drawn_faces, ray, asked, tmp_path) -> None:
    ray.processors = 1.0
    ray.fate = lambda _, method, times: ENDS if method == "answers" and times > 3 else RUNS
    journal = tmp_path / "journal"
    with pytest.raises(InputError, match="every worker of the cluster at local has ended"):
        table(drawn_faces, tmp_path / "far.csv", journal=journal, engine="ray")
    before = sum(asked)
    ray.fate = lambda *_: RUNS
    found = table(drawn_faces, tmp_path / "far.csv", journal=journal, engine="ray")
    assert 0 < before < sum(asked)
    asked.clear()
    assert table(drawn_faces, tmp_path / "near.csv", journal=journal) == found
    assert not asked


@pytest.mark.usefixtures("ray")
def test_every_face_is_looked_for_here(drawn_faces) -> None:
    with pytest.raises(UsageError, match='looked for by this machine; leave engine="ray" out'):
        audit.classify(drawn_faces, "happy-sad", every_face=True, engine="ray")


def test_a_run_that_is_ended_goes_on_where_it_was(drawn_faces, ray, here, asked, tmp_path) -> None:
    ray.processors = 1.0
    ray.fate = lambda _, method, times: ENDS if method == "answers" and times > 3 else RUNS
    with pytest.raises(InputError, match=r"every worker of the cluster at local has ended \(Its machine was taken"):
        there(drawn_faces, journal=tmp_path)
    before = sum(asked)
    assert "keys" not in {method for _, method in ray.calls}  # there was nothing to look up
    ray.fate = lambda *_: RUNS
    assert there(drawn_faces, journal=tmp_path) == here
    assert there(drawn_faces, journal=tmp_path) == here
    assert before < sum(asked) == 28  # of which two could not be read


def test_what_a_worker_cannot_do_is_said_with_its_name(drawn_faces, ray, monkeypatch) -> None:
    def refused(_: object) -> None:
        raise ModelRefused("net.onnx: no such file")

    monkeypatch.setattr(engine, "load_classifier", refused)
    with pytest.raises(InputError, match=r"net\.onnx: no such file \(said on .*, a machine of the cluster\)"):
        there(drawn_faces)
    assert ray.is_down


@pytest.mark.usefixtures("ray")
def test_a_web_service_is_asked_from_here() -> None:
    service = replace(load_model(find_model("happy-sad")), service="https://example.org", onnx=None)
    with pytest.raises(UsageError, match="asked from this machine"):
        RayEngine().load(service)


@pytest.mark.parametrize(
    ("processors", "refusal"),
    [
        (0.0, r"the cluster at local has 0 processors, and a worker takes 1; .*--worker-cpus"),
        (2.0, r"no worker has started within 0 s on the cluster at local, which has 2 processors"),
    ],
)
def test_a_cluster_without_room_is_not_waited_for(drawn_faces, ray, monkeypatch, processors, refusal) -> None:
    monkeypatch.setattr(cluster, "_START", 0.0)
    ray.processors, ray.fate = processors, lambda *_: HANGS
    with pytest.raises(InputError, match=refusal):
        there(drawn_faces)


def test_machines_that_are_gone_are_not_waited_for(drawn_faces, ray, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "_GONE", 0.0)

    def gone(_: int, method: str, __: int) -> str:
        if method == "answers":
            ray.processors = 0.0
        return HANGS if method == "answers" else RUNS

    ray.fate = gone
    with pytest.raises(InputError, match="the machines of the cluster at local are gone"):
        there(drawn_faces)


def test_an_address_without_a_cluster_is_refused(drawn_faces, ray, monkeypatch) -> None:
    def not_there(**_: object) -> None:
        raise ConnectionError("Could not find any running Ray instance.\nMore.")

    monkeypatch.setattr(ray, "init", not_there)
    with pytest.raises(
        UsageError, match=r"--address auto: there is no Ray cluster to join: Could not find any running Ray"
    ):
        there(drawn_faces, address="auto")
    with pytest.raises(UsageError, match="expected host:port"):
        there(drawn_faces, address="nowhere")


def test_the_last_line_that_says_something() -> None:
    assert last_line("a\nb\n  \n") == "b"
    assert last_line("") == "it said nothing"
