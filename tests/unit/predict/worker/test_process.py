"""The worker's process: it ends with what started it, and nothing of the working folder is imported into it."""

from __future__ import annotations

import os
import sys
import textwrap
import time
from pathlib import Path

import pytest

from audit.predict.worker import process
from audit.predict.worker.process import WorkerProcess, _environment_confined
from audit.predict.worker.watch import Overrun


def test_it_answers_until_it_is_ended(tmp_path, monkeypatch) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported from the working folder')")
    monkeypatch.chdir(tmp_path)
    worker = WorkerProcess()
    try:
        assert worker.request({"do": "open", "kind": "web service"}, seconds=60).words == {}
        assert worker.request({"do": "dance"}, seconds=60).words == {"failed": "KeyError: 'dance'"}
        pid = worker._process.pid
    finally:
        worker.end()
    assert not worker.is_alive
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(Overrun):
        worker.request({"do": "dance"}, seconds=1)


def test_it_ends_when_nobody_asks_any_more() -> None:
    worker = WorkerProcess()
    worker._process.stdin.close()
    end = time.monotonic() + 60
    while worker.is_alive and time.monotonic() < end:
        time.sleep(0.05)
    assert not worker.is_alive
    worker.end()


def asked_until_it_ends(worker: WorkerProcess) -> None:
    while True:
        worker.request({"do": "ask"}, seconds=300)
        time.sleep(0.5)


FALSE = {
    "pictures by the gigabyte": "send(given, {'shape': [1]}, np.zeros(1 << 18))",
    "what nobody asked for": "[send(given, {}) for _ in range(2)]",
    "lengths without an end": "given.write(b'\\xff' * 8)",
    "half a frame": "given.write(b'\\2\\0\\0\\0')",
    "no words": "given.write(b'\\2\\0\\0\\0\\0\\0\\0\\0[]')",
}
"""What a worker could send that a model has taken over."""


@pytest.mark.parametrize("name", FALSE)
def test_one_that_was_taken_over_is_ended_and_takes_no_memory_here(name, tmp_path, monkeypatch) -> None:
    code = f"""
        import os, sys, time
        import numpy as np
        from audit.predict.worker.frames import receive, send
        given = os.fdopen(1, "wb", buffering=0)
        while receive(sys.stdin.buffer) is not None:
            {FALSE[name]}
            if "half" in {name!r}:
                os._exit(0)
    """
    (tmp_path / "taken.py").write_text(textwrap.dedent(code))
    (tmp_path / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path / "taken.py"}"\n')
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(process, "sys", type("sys", (), {"executable": str(tmp_path / "python")}))
    worker = WorkerProcess()
    with pytest.raises(Overrun, match=r"sent what|made its process end"):
        asked_until_it_ends(worker)
    assert not worker.is_alive
    worker.end()


def test_a_confined_one_gets_no_secret_of_the_environment_and_leaves_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(process.tempfile, "tempdir", None)
    for name in ("GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL"):
        monkeypatch.setenv(name, "secret")
    worker = WorkerProcess((tmp_path / "net.onnx",))
    try:
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert worker.request({"do": "open", "kind": "web service"}, seconds=300).words == {}
        assert b"secret" not in Path(f"/proc/{worker._process.pid}/environ").read_bytes()
    except FileNotFoundError:
        pytest.skip("this system does not tell what a process was given")
    finally:
        worker.end()
    assert list(tmp_path.iterdir()) == []


def test_a_persons_settings_of_keras_stay_out_of_a_confined_worker(tmp_path, monkeypatch) -> None:
    """Keras reads `~/.keras/keras.json` when it is imported, which such a worker may not: it would end there."""
    monkeypatch.setenv("KERAS_HOME", "/home/person/.keras")
    assert _environment_confined(str(tmp_path))["KERAS_HOME"] == str(tmp_path)
    assert _environment_confined(None)["KERAS_HOME"] == "/home/person/.keras"
