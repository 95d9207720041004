"""Who writes into a folder, one process at a time."""

from __future__ import annotations

import threading
import time

import pytest

from audit.errors import OutputError
from audit.files import alone_in


def test_a_short_piece_of_work_waits_for_another_one(tmp_path) -> None:
    order: list[str] = []
    begun = threading.Event()

    def first() -> None:
        with alone_in(tmp_path / "made"):
            begun.set()
            time.sleep(0.2)
            order.append("first")

    worker = threading.Thread(target=first)
    worker.start()
    begun.wait()
    with alone_in(tmp_path / "made"):
        order.append("second")
    worker.join()
    assert order == ["first", "second"]


def test_patience_ends_with_who_is_there(tmp_path) -> None:
    with (
        alone_in(tmp_path),
        pytest.raises(OutputError, match="another run is writing there"),
        alone_in(tmp_path, patience=0),
    ):
        pytest.fail("two were in it at once")


def test_a_folder_that_cannot_be_made_is_said(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="could not be made"), alone_in(tmp_path / "file" / "in it"):
        pytest.fail("it was made")
