"""The way to a cluster: an address that nobody answers is found out in seconds, and this process ends as it did."""

from __future__ import annotations

import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONNECT = 10.0
"""Seconds in which the head of a cluster has to take a connection."""


def require_reachable(address: str) -> None:
    """Raise UsageError unless a machine takes connections at an address `host:port`."""
    host, _, port = address.rpartition(":")
    if "://" in address or not host or not port.isdigit():
        raise UsageError(
            f"--address {address}: expected host:port of the cluster's head, as `ray start --head` prints it; run this "
            "on a machine of the cluster"
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT).close()
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"--address {address}: nobody takes connections there within {_CONNECT:.0f} s ({error}); is the cluster "
            "running, and may this machine reach it?"
        ) from error


@contextmanager
def own_handlers() -> Iterator[None]:
    """Leave this process its way of ending: Ray would put its own in the place of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
