"""The worker's process: it ends with what started it, and nothing of the working folder is imported into it."""

from __future__ import annotations

import os
import time

import pytest

from audit.predict.worker.process import WorkerProcess
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
