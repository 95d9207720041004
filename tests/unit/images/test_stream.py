"""The stream: one result for each name, in order, whatever the threads; a bounded number ahead."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.errors import InputError
from audit.images import prepared, stream

if TYPE_CHECKING:
    from pathlib import Path

GREY8 = InputContract(size=8, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """150 pictures of 8 px whose grey is their number; number 70 is missing."""
    for number in range(150):
        if number != 70:
            file = BytesIO()
            Image.fromarray(np.full((8, 8), number, np.uint8)).save(file, "PNG")
            (tmp_path / f"{number}.png").write_bytes(file.getvalue())
    return tmp_path


NAMES = [f"{number}.png" for number in range(150)]


@pytest.mark.parametrize("workers", [1, 2, 5, None])
def test_results_come_in_order_and_none_is_left_out(folder: Path, workers: int | None) -> None:
    results = list(prepared(folder, NAMES, None, GREY8, workers=workers))
    greys = [None if result.pixels is None else int(result.pixels[0, 0, 0]) for result in results]
    assert greys == [*range(70), None, *range(71, 150)]
    assert results[70].outcome is Outcome.MISSING_FILE


def test_each_row_has_its_own_box_and_minus_one_means_none(folder: Path) -> None:
    boxes = np.array([[0, 0, 8, 8], [-1, -1, -1, -1], [0, 0, 8, 8]])
    contract = InputContract(size=8, face=FacePolicy.BOX)
    outcomes = [result.outcome for result in prepared(folder, NAMES[:3], boxes, contract)]
    assert outcomes == [Outcome.SCORED, Outcome.NO_FACE, Outcome.SCORED]


def test_no_pictures_give_no_results(folder: Path) -> None:
    assert list(prepared(folder, [], None, GREY8)) == []


def test_boxes_for_other_pictures_are_refused_at_once(folder: Path) -> None:
    with pytest.raises(InputError, match="2 face boxes for 3 pictures"):
        prepared(folder, NAMES[:3], np.zeros((2, 4), np.int64), GREY8)


def test_no_threads_are_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="at least 1 thread"):
        prepared(folder, NAMES, None, GREY8, workers=0)


def test_two_chunks_for_each_thread_are_ahead_of_the_reader_and_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counting(ThreadPoolExecutor):
        submitted = 0

        def submit(self, *args: object) -> Future[object]:
            Counting.submitted += 1
            return super().submit(*args)

    monkeypatch.setattr(stream, "ThreadPoolExecutor", Counting)
    results = prepared(folder, NAMES * 100, None, GREY8, workers=2)
    next(results)
    assert Counting.submitted == 1 + 2 * 2  # the chunk that is read, and two for each of two threads
    results.close()


def test_closing_the_stream_ends_its_threads(folder: Path) -> None:
    results = prepared(folder, NAMES * 100, None, GREY8, workers=2)
    next(results)
    results.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("images")]


@pytest.mark.parametrize(("size", "expected"), [(48, 64), (224, 13), (1024, 1)])
def test_chunks_shrink_as_pictures_grow(size: int, expected: int) -> None:
    # 8 MiB / (224 · 224 · 3 · 4 bytes) = 8,388,608 / 602,112 = 13.9; one of 1024 px alone has 12 MiB
    assert stream._chunk_length(InputContract(size=size)) == expected
