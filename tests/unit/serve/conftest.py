"""The app on a port of its own, with a classifier that needs no network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from assets.client import Client
from assets.live import made_up, served

pytest.importorskip("uvicorn", reason="the extra app is not installed")

from audit.serve import App


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    model = made_up()
    with served(App(models=(model.spec,), port=0), [model]) as address:
        yield Client(address)
