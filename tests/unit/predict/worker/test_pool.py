"""Which model is in which worker: each that nobody vouches for in one of its own."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from assets.models import declared

from audit.domain.model.model import ModelSpec, OnnxTwin
from audit.predict.worker import pool


class Standing:
    """In place of a process."""

    def __init__(self, own: tuple[Path, ...] | None = None) -> None:
        self.own, self.is_alive = own, True

    def end(self) -> None:
        self.is_alive = False


@pytest.fixture(autouse=True)
def without_processes(monkeypatch) -> None:
    pool.close()
    monkeypatch.setattr(pool, "WorkerProcess", Standing)
    yield
    pool.close()


def model(folder: Path, name: str, **changes: object) -> ModelSpec:
    path = folder / f"{name}.onnx"
    path.write_text(name)
    return declared(path, **{"trusted": None, **changes})


def test_models_that_nobody_vouches_for_meet_nobody(tmp_path) -> None:
    specs = [model(tmp_path, "a"), model(tmp_path, "b")]
    rooms = [pool.room_of(spec) for spec in specs]
    workers = [room.entered() for room in rooms]
    assert workers[0] is not workers[1]
    assert [worker.own for worker in workers] == [(spec.weights,) for spec in specs]
    assert pool.room_of(specs[0]) is rooms[0]
    assert rooms[0].entered() is workers[0]


def test_a_file_that_was_exchanged_is_another_model(tmp_path) -> None:
    before = pool.room_of(model(tmp_path, "a"))
    (tmp_path / "a.onnx").write_text("b")
    assert pool.room_of(declared(tmp_path / "a.onnx", trusted=None)) is not before


def test_the_same_words_and_bytes_in_another_folder_are_another_file(tmp_path, monkeypatch) -> None:
    """A worker may read its own model's files alone, and one that is idle is there still when somebody moves."""
    rooms = []
    for folder in (tmp_path / "here", tmp_path / "there"):
        folder.mkdir()
        monkeypatch.chdir(folder)
        (folder / "a.onnx").write_text("a")
        rooms.append(pool.room_of(declared(Path("a.onnx"), trusted=None)))
        assert rooms[-1].entered().own == (folder / "a.onnx",)
    assert rooms[0] is not rooms[1]


def test_those_that_somebody_vouches_for_share_one_that_may_do_anything(tmp_path) -> None:
    rooms = [pool.room_of(model(tmp_path, name, trusted="a" * 64)) for name in "ab"]
    assert rooms[0] is rooms[1]
    assert rooms[0].entered().own is None


def test_the_onnx_file_of_trusted_weights_is_vouched_for_by_nobody(tmp_path) -> None:
    twin = OnnxTwin(path=tmp_path / "n.onnx", sha256="b" * 64)
    assert not pool.is_vouched(model(tmp_path, "a", trusted="a" * 64, onnx=twin))


def test_what_nobody_asks_any_more_ends_when_others_are_needed(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(pool, "IDLE", 1)
    first = pool.room_of(model(tmp_path, "a")).entered()
    gc.collect()
    assert first.is_alive
    kept = pool.room_of(model(tmp_path, "b"))
    assert kept.entered().is_alive
    assert not first.is_alive


def test_when_there_are_too_many_the_one_asked_longest_ago_ends(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(pool, "MOST", 2)
    rooms = [pool.room_of(model(tmp_path, name)) for name in "abc"]
    first, second = rooms[0].entered(), rooms[1].entered()
    assert rooms[0].entered() is first
    rooms[2].entered()
    assert (first.is_alive, second.is_alive) == (True, False)
    assert rooms[1].worker is None
    assert rooms[1].entered() is not second


def test_one_that_died_is_started_anew(tmp_path) -> None:
    room = pool.room_of(model(tmp_path, "a"))
    room.forgotten.append(3)
    died = room.entered()
    room.forgotten.append(4)
    died.end()
    assert room.entered() is not died
    assert room.forgotten == []


def test_places_are_given_once() -> None:
    assert len({pool.next_place() for _ in range(5)}) == 5


def test_of_a_file_that_is_not_there_it_is_said_later(tmp_path) -> None:
    spec = replace(model(tmp_path, "a"), weights=tmp_path / "none.onnx")
    assert pool.room_of(spec).entered().own == (tmp_path / "none.onnx",)
