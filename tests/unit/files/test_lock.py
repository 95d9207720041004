"""Who writes into a folder, one process at a time."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from audit.errors import OutputError
from audit.files import alone_in, lock
from audit.files.lock import held, if_left, is_of, made_and_held


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
    process = rf" \(process {os.getpid()}\)" if Path("/proc/locks").exists() else ""
    with (
        alone_in(tmp_path),
        pytest.raises(OutputError, match=f"another run is writing there{process}; wait until it ends"),
        alone_in(tmp_path, patience=0),
    ):
        pytest.fail("two were in it at once")


def test_a_folder_that_cannot_be_made_is_said(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="could not be made"), alone_in(tmp_path / "file" / "in it"):
        pytest.fail("it was made")


def left(path: Path, seconds: float = 0.0) -> bool:
    with if_left(path, seconds) as found:
        return found


def test_unfinished_work_is_left_where_nobody_holds_it_and_a_while_has_passed(tmp_path) -> None:
    path = tmp_path / "unfinished"
    path.touch()
    handle = held(path)
    assert not left(path, -1)
    assert handle is not None
    os.close(handle)
    assert left(path, -1)
    assert not left(path, 60)
    assert not left(tmp_path / "gone")


def test_a_folder_that_is_swept_away_before_it_is_held_is_made_again(tmp_path, monkeypatch) -> None:
    folder, times = tmp_path / "staging", []

    def swept_first(path: Path) -> int | None:
        times.append(path)
        if len(times) == 1:
            path.rmdir()
        return held(path)

    monkeypatch.setattr(lock, "held", swept_first)
    handle = made_and_held(folder)
    assert handle is not None
    assert is_of(handle, folder)
    assert len(times) == 2
    folder.rmdir()
    assert not is_of(handle, folder)
    folder.mkdir()
    assert not is_of(handle, folder)
    os.close(handle)


def test_who_waits_does_so_for_half_a_minute_looking_twenty_times_a_second() -> None:
    assert (lock._PATIENCE, lock._PAUSE) == (30.0, 0.05)


def test_a_folder_is_free_again_when_the_work_in_it_ends(tmp_path) -> None:
    for _ in range(2):
        with alone_in(tmp_path / "deep" / "er", patience=0):
            assert (tmp_path / "deep" / "er").is_dir()


def test_a_system_without_locks_holds_nothing_and_finds_nothing_left(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    (tmp_path / "unfinished").touch()
    assert held(tmp_path / "unfinished") is None
    assert made_and_held(tmp_path / "made") is None
    assert (tmp_path / "made").is_dir()
    assert not left(tmp_path / "unfinished", -1)
    with alone_in(tmp_path), alone_in(tmp_path, patience=0):
        pass


def test_without_a_list_of_locks_nobody_is_named(tmp_path, monkeypatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise FileNotFoundError

    with alone_in(tmp_path):
        monkeypatch.setattr("builtins.open", none)
        with pytest.raises(OutputError, match="another run is writing there; wait until it ends"):
            lock.locked(tmp_path)


def test_what_was_made_for_nobody_else_is_nobody_elses_to_read(tmp_path) -> None:
    handle = made_and_held(tmp_path / "staging")
    assert handle is not None
    assert (tmp_path / "staging").stat().st_mode & 0o777 == 0o700
    os.close(handle)


def test_of_many_locks_the_one_of_this_folder_says_who_has_it(tmp_path, monkeypatch) -> None:
    status = tmp_path.stat()
    own = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    lines = ["1: FLOCK ADVISORY WRITE 11 08:01:7 0 EOF", f"2: POSIX ADVISORY WRITE 12 {own} 0 EOF", "3: ->"]
    listed = tmp_path / "locks"
    listed.write_text("\n".join([*lines, f"4: FLOCK ADVISORY WRITE 13 {own} 0 EOF"]) + "\n")
    handle, real = os.open(tmp_path, os.O_RDONLY), open
    monkeypatch.setattr("builtins.open", lambda _, **more: real(listed, **more))
    assert lock._holder(handle) == " (process 13)"
    listed.write_text("\n".join(lines) + "\n")
    assert lock._holder(handle) == ""
    os.close(handle)


def test_unless_told_what_nobody_holds_is_left_at_once(tmp_path) -> None:
    (tmp_path / "unfinished").touch()
    time.sleep(0.05)
    with if_left(tmp_path / "unfinished") as found:
        assert found


def test_who_waits_does_not_look_all_the_time(tmp_path, monkeypatch) -> None:
    looks, locked = [], lock.locked
    monkeypatch.setattr(lock, "locked", lambda folder: looks.append(folder) or locked(folder))
    with alone_in(tmp_path), pytest.raises(OutputError), alone_in(tmp_path, patience=0.2):
        pytest.fail("two were in it at once")
    assert 2 <= len(looks) <= 7  # the first, and one every twentieth of a second


def test_a_folder_of_our_own_that_stands_already_is_held_as_it_is(tmp_path) -> None:
    (tmp_path / "staging").mkdir()
    (tmp_path / "staging" / "half").touch()
    handle = made_and_held(tmp_path / "staging")
    assert handle is not None
    assert is_of(handle, tmp_path / "staging")
    assert (tmp_path / "staging" / "half").exists()
    os.close(handle)
