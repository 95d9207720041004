"""Real clusters of Ray: an audit by one is that of this process, to the byte, whatever becomes of its machines.

`make soak-cluster` installs Ray. The two machines of a cluster are two of Ray's nodes on this one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

import audit
from audit.domain.answers.shards import rows_of
from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, UsageError
from audit.load import find_model, load_cohort, load_model
from audit.pipeline.engines import cluster
from audit.pipeline.engines.cluster import RayEngine
from audit.pipeline.stages.scoring import score_with_model
from audit.predict.worker.confined import FILES, NETWORK
from audit.predict.worker.powers import taken_from_workers
from audit.report import to_document
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("ignore")]
ray = pytest.importorskip("ray", reason="ray is an extra that is not in the lock; make soak-cluster installs it")

FACES = 200
GIVEN = {"features": "age_group", "command": "test"}


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cluster") / "faces"
    write_cohort(draw_cohort(DrawnPlan(faces=FACES, labels=LABEL_SETS["happy-sad"], size=48, seed=5)), folder)
    return folder


@pytest.fixture(autouse=True)
def small_shards_and_no_time(monkeypatch) -> None:
    monkeypatch.setattr(cluster, "_FEWEST", 10)
    monkeypatch.setattr(cluster, "_MOST", 10)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("RAY_worker_niceness", "0")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")


@pytest.fixture
def nodes():
    """Two machines of one processor each."""
    from ray.cluster_utils import Cluster

    found = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        yield found, found.add_node(num_cpus=1)
    finally:
        found.shutdown()


@pytest.fixture(scope="module")
def here(faces) -> str:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOURCE_DATE_EPOCH", "1700000000")
        return to_document(audit.run(faces, "happy-sad", journal="off", **GIVEN).result)


class Once:
    """Does something once, when so many rows are done."""

    def __init__(self, rows: int, what) -> None:
        self.rows, self.what, self.thread = rows, what, None

    def __call__(self, _: str):
        return nullcontext(self.seen)

    def seen(self, done: int, _: int) -> None:
        if done >= self.rows and self.thread is None:
            self.thread = threading.Thread(target=self.what)
            self.thread.start()


def test_a_cluster_of_this_machine_alone_says_what_this_process_says(faces, here, capsys) -> None:
    """The short one, which `make test` runs where Ray is installed."""
    found = audit.run(faces, "happy-sad", engine="ray", worker_cpus=0.5, journal="off", **GIVEN)
    assert to_document(found.result) == here
    assert capsys.readouterr().out == ""
    assert not ray.is_initialized()


def test_a_model_that_nobody_vouches_for_is_confined_beside_the_worker(faces, nodes) -> None:
    found, _ = nodes
    told: list[str] = []
    once = Once(1, lambda: told.extend(confined_below_workers()))
    audit.run(faces, "happy-sad", engine="ray", address=found.address, journal="off", steps=once, **GIVEN)
    once.thread.join()
    assert taken_from_workers() == {FILES, NETWORK}
    assert told
    assert all("NoNewPrivs:\t1" in status and "Seccomp:\t2" in status for status in told)


def confined_below_workers() -> list[str]:
    """Return what the system says of the processes of models whose parent is a worker of the cluster."""
    of_workers = {process.name for process in processes() if titled(process).startswith(b"ray::ClusterWorker")}
    models = [process for process in processes() if b"audit.predict.worker.confined" in titled(process)]
    told = [(process / "status").read_text() for process in models]
    return [status for status in told if status.split("PPid:\t")[1].split("\n")[0] in of_workers]


def processes() -> list[Path]:
    return list(Path("/proc").glob("[0-9]*"))


def titled(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_a_machine_that_is_taken_away_in_mid_run_costs_no_row(faces, here, nodes) -> None:
    found, second = nodes
    once = Once(40, lambda: found.remove_node(second, allow_graceful=False))
    done = audit.run(faces, "happy-sad", engine="ray", address=found.address, journal="off", steps=once, **GIVEN)
    once.thread.join()
    assert to_document(done.result) == here


def test_a_worker_that_is_killed_costs_no_row(faces, here, nodes) -> None:
    found, _ = nodes
    once = Once(40, kill_a_worker)
    done = audit.run(faces, "happy-sad", engine="ray", address=found.address, journal="off", steps=once, **GIVEN)
    once.thread.join()
    assert to_document(done.result) == here


def kill_a_worker() -> None:
    worker = next(process for process in processes() if titled(process).startswith(b"ray::ClusterWorker"))
    os.kill(int(worker.name), signal.SIGKILL)


def table(faces: Path, path: Path, **asked) -> bytes:
    """Return the table of predictions of pictures whose labels nobody reads."""
    audit.classify(faces, "happy-sad", journal="off", **asked).write(path)
    return path.read_bytes()


def test_predictions_are_those_of_this_process_though_a_worker_is_killed(faces, nodes, tmp_path) -> None:
    found, _ = nodes
    once = Once(40, kill_a_worker)
    far = table(faces, tmp_path / "far.csv", engine="ray", address=found.address, steps=once)
    once.thread.join()
    assert far == table(faces, tmp_path / "near.csv")


def test_pictures_at_an_address_are_asked_for_by_the_workers(faces, here) -> None:
    pytest.importorskip("fsspec", reason="the extra remote is not installed")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=faces))
    threading.Thread(target=server.serve_forever).start()
    try:
        root = f"http://127.0.0.1:{server.server_address[1]}"
        asked = {"engine": "ray", "worker_cpus": 0.5, "journal": "off", "images_root": root}
        found = audit.run(faces, "happy-sad", **asked, **GIVEN)
    finally:
        server.shutdown()
        server.server_close()
    assert to_document(found.result) == here


@pytest.mark.parametrize("ended", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_run_that_is_ended_goes_on_where_it_was(faces, here, nodes, tmp_path, ended) -> None:
    found, _ = nodes
    journal = tmp_path / "journal"
    begun = subprocess.Popen(
        [sys.executable, "-c", BEGIN, str(faces), str(found.address), str(journal)], stdout=subprocess.PIPE, text=True
    )
    assert begun.stdout.readline() == "half\n"
    begun.send_signal(ended[0])
    assert begun.wait(120) == ended[1]
    time.sleep(1)  # answers of another second are of an earlier run
    again = audit.run(faces, "happy-sad", engine="ray", address=found.address, journal=journal, **GIVEN)
    assert to_document(again.result) == here
    kept = int(again.kept[0].split(" of ")[0])
    assert FACES // 4 <= kept < FACES


BEGIN = """
import contextlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts beside itself ignore it
import audit.cli.audits.run_command as command
from audit.cli.main import main
from audit.pipeline.engines import cluster

def half(done, total):
    if done >= total // 2:
        sys.__stdout__.write("half\\n")
        sys.__stdout__.flush()
        time.sleep(60)

cluster._FEWEST = cluster._MOST = 10
command.progress_bar = lambda _: contextlib.nullcontext(half)
faces, address, journal = sys.argv[1:]
said = ["--cohort", faces, "--model", "happy-sad", "--engine", "ray", "--address", address, "--journal", journal]
sys.argv = ["emotion-audit", "run", *said, "--out", journal + "-out"]
main()
"""
"""An audit that stands still, for a signal, when half of it is done."""


def test_a_worker_that_lacks_what_is_here_is_named(faces, nodes, monkeypatch) -> None:
    """Its machine would have the same path and another file behind it: here it is told to look for another one."""
    found, _ = nodes
    monkeypatch.setattr(cluster, "from_the_root", lambda spec: replace(spec, onnx=None, weights=Path("/none/net.onnx")))
    with pytest.raises(InputError, match=r"/none/net\.onnx.*\(said on .*, a machine of the cluster\)"):
        audit.run(faces, "happy-sad", engine="ray", address=found.address, journal="off", **GIVEN)


def test_what_is_no_cluster_is_not_waited_for(faces) -> None:
    begun = time.monotonic()
    with pytest.raises(UsageError, match="nobody takes connections there"):
        audit.run(faces, "happy-sad", engine="ray", address="127.0.0.1:1", **GIVEN)
    assert time.monotonic() - begun < 60


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="two processors are needed")
def test_two_workers_beside_one(faces, capsys, monkeypatch) -> None:
    """Each has one processor to itself. Measured and printed, not held to: who else wants them is not ours to say."""
    from ray.cluster_utils import Cluster

    monkeypatch.setattr(cluster, "_MOST", 256)
    first, other, *_ = sorted(os.sched_getaffinity(0))
    cohort = rows_of(load_cohort(faces), np.tile(np.arange(FACES), 25))
    with on(first):
        found = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        with on(other):
            second = found.add_node(num_cpus=1)
        times = {2: seconds(cohort, found.address, 2)}
        found.remove_node(second)
        times[1] = seconds(cohort, found.address, 1)
    finally:
        found.shutdown()
    with capsys.disabled():
        print(  # noqa: T201 - what it is for
            f"\n{len(cohort):,} pictures: one worker {times[1]:.2f} s, two {times[2]:.2f} s, "
            f"{times[1] / times[2]:.2f} times as fast"
        )


@contextmanager
def on(processor: int) -> Iterator[None]:
    """Let what this thread starts meanwhile run on one processor alone, and all that comes of it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {processor})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def seconds(cohort: Cohort, address: str, workers: int) -> float:
    """Return how long so many workers take, once all of them have the model."""
    spec = load_model(find_model("happy-sad"))
    with RayEngine(address) as engine:
        engine.load(spec)
        while sum(bool(worker.shelves) for worker in engine._workers.values()) < workers:
            engine._ready({})
        begun = time.monotonic()
        score_with_model(cohort, spec, engine=engine)
        return time.monotonic() - begun
