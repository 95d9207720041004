"""An address that nobody answers ends in a sentence, at once."""

from __future__ import annotations

import signal
import socket
import threading

import pytest

from audit.errors import UsageError
from audit.pipeline.engines.connection import own_handlers, require_reachable


@pytest.mark.parametrize("address", ["nowhere", "ray://head:10001", ":6379", "head:", "head:port"])
def test_what_is_no_address_is_refused_with_the_form_of_one(address) -> None:
    with pytest.raises(UsageError, match="expected host:port"):
        require_reachable(address)


def test_a_port_that_takes_no_connection_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"--address 127\.0\.0\.1:{port}: nobody takes connections there"):
            require_reachable(f"127.0.0.1:{port}")
        taken.listen()
        require_reachable(f"127.0.0.1:{port}")


def test_this_process_ends_as_it_did() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with own_handlers():
        signal.signal(signal.SIGTERM, lambda *_: None)
    assert signal.getsignal(signal.SIGTERM) is before


def test_elsewhere_than_in_the_main_thread_there_is_nothing_to_keep() -> None:
    done = []

    def run() -> None:
        with own_handlers():
            done.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == [True]
