"""Who connects and says nothing is hung up on."""

from __future__ import annotations

import socket

from assets.client import Client
from assets.live import made_up, served

from audit.serve import App
from audit.serve.http import patience


def test_who_connects_and_says_nothing_or_drips_is_hung_up_on(monkeypatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.5)
    model = made_up()
    with served(App(models=(model.spec,), port=0), [model]) as address:
        host, port = Client(address).place.split(":")
        for start in (b"", b"GET / HTTP/1.1\r\nHost: "):
            with socket.create_connection((host, int(port)), timeout=10) as slow:
                slow.sendall(start)
                assert slow.recv(1000) == b""
