"""`audit.serve(…)` beside a notebook: it goes on meanwhile, and stops when told."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import pytest
from assets.client import Client
from assets.live import made_up

import audit
from audit.errors import OutputError, UsageError
from audit.serve import notebook


@pytest.fixture
def model(monkeypatch):
    shown = made_up()
    monkeypatch.setattr(notebook, "load_models", lambda _: (shown,))
    return shown.spec


def test_it_serves_until_it_is_stopped_also_under_a_loop_that_runs(model) -> None:
    async def cell():
        return audit.serve(model)

    app = asyncio.run(cell())
    assert Client(app.address).get("/").status == 200
    assert app.address in repr(app)
    app.stop()
    app.stop()
    with pytest.raises(ConnectionRefusedError):
        Client(app.address).get("/")


def test_the_name_is_a_function_and_a_package_whatever_came_first() -> None:
    for first in ("", "import audit.serve; ", "import audit.serve.app; ", "audit.serve; from audit.serve import App; "):
        then = "assert callable(audit.serve); import audit.serve.server; assert callable(audit.serve)"
        code = f"import audit; {first}{then}"
        subprocess.run([sys.executable, "-c", code], check=True)


def test_a_port_in_use_and_a_cohort_without_keeper_are_said(model, tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OutputError, match="cannot listen on"):
        audit.serve(model, port=taken.getsockname()[1])
    with pytest.raises(UsageError, match="keeper="):
        audit.serve(model, cohort=tmp_path / "given")
