"""The journal's file: answers in and out, bounded, told apart from what is none; whole after any end."""

from __future__ import annotations

import sqlite3
import time

import pytest

from audit.predict.journal import store as module
from audit.predict.journal.store import Store
from audit.predict.journal.trouble import JournalDamagedError, JournalError

KEY = bytes(32)


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "journal.sqlite"
    found.touch()
    return found


def test_answers_stay_and_newer_ones_take_their_place(path) -> None:
    first = Store(path, 10**6)
    one, other = first.number_of("one"), first.number_of("other")
    first.write(one, [(KEY, b"said")])
    beside = Store(path, 10**6)
    assert beside.read(one, [KEY]).get(KEY) == (b"said", False)
    assert beside.read(other, [KEY]).get(KEY) is None
    assert (beside.number_of("one"), beside.number_of("other")) == (one, other)
    beside.write(one, [(KEY, b"said again")])
    assert first.read(one, [KEY]).get(KEY) == (b"said again", False)
    first.close()
    beside.close()
    assert Store(path, 10**6).read(one, [KEY]).get(KEY) == (b"said again", False)


def test_what_was_not_used_for_longest_goes_when_it_is_too_much(path, monkeypatch) -> None:
    now = time.time()
    store = Store(path, 200_000)
    number = store.number_of("one")
    keys = [n.to_bytes(32, "big") for n in range(4_000)]
    for start in range(0, len(keys), 100):
        monkeypatch.setattr(module.time, "time", lambda start=start: now + start)
        store.note_use(number, keys[:10])
        store.write(number, [(key, bytes(100)) for key in keys[start : start + 100]])
    there = [key for key in keys if store.read(number, [key]).get(key) is not None]
    assert there[:10] == keys[:10]
    assert there[-1] == keys[-1]
    assert 500 < len(there) < 2_000
    store.close()
    assert path.stat().st_size < 260_000


def test_use_is_to_be_noted_once_an_hour(path, monkeypatch) -> None:
    store = Store(path, 10**6)
    number = store.number_of("one")
    store.write(number, [(KEY, b"said")])
    later = time.time() + 7200
    monkeypatch.setattr(module.time, "time", lambda: later)
    assert store.read(number, [KEY]).get(KEY) == (b"said", True)
    store.note_use(number, [KEY])
    assert store.read(number, [KEY]).get(KEY) == (b"said", False)


def test_what_is_no_journal_is_told_apart_and_left_as_it_is(path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="is a database of something else"):
        Store(path, 10**6)
    assert path.read_bytes() == before
    path.write_bytes(b"image,label\n" * 500)
    with pytest.raises(JournalDamagedError, match="file is not a database"):
        Store(path, 10**6)


def test_a_journal_of_another_version_is_left_alone(path) -> None:
    Store(path, 10**6).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(JournalError, match=r"written by another version of emotion-audit \(journal 99\)"):
        Store(path, 10**6)


def test_a_damaged_page_is_said(path) -> None:
    store = Store(path, 10**6)
    number = store.number_of("one")
    store.write(number, [(n.to_bytes(32, "big"), bytes(200)) for n in range(200)])
    store.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(bytes(data))

    def used() -> None:
        again = Store(path, 10**6)
        again.read(again.number_of("one"), KEY)

    with pytest.raises(JournalDamagedError, match="malformed"):
        used()


def test_a_full_disk_is_said_and_what_was_there_stays(path) -> None:
    store = Store(path, 10**9)
    number = store.number_of("one")
    store.write(number, [(KEY, b"said")])
    store._file.execute("PRAGMA max_page_count = 10")
    with pytest.raises(JournalError, match="the disk is full"):
        store.write(number, [(n.to_bytes(32, "big"), bytes(1000)) for n in range(1, 100)])
    assert store.read(number, [KEY]).get(KEY) == (b"said", False)
    assert store.read(number, [(1).to_bytes(32, "big")]).get((1).to_bytes(32, "big")) is None


def test_what_a_damaged_or_made_up_row_says_is_no_answer(path) -> None:
    store = Store(path, 10**6)
    number = store.number_of("one")
    keys = [bytes([n]) * 32 for n in range(5)]
    store.write(number, [(key, b"said") for key in keys])
    for key, column, value in zip(keys, ("said", "said", "used", "used"), ("text", 7, "text", b"blob"), strict=False):
        change = {
            "said": "UPDATE answers SET said = ? WHERE key = ?",
            "used": "UPDATE answers SET used = ? WHERE key = ?",
        }
        store._file.execute(change[column], (value, key))
    assert store.read(number, keys) == {keys[4]: (b"said", False)}
    store.close()


def test_one_that_only_bears_the_mark_of_a_journal_is_said(path) -> None:
    with sqlite3.connect(path) as file:
        file.execute(f"PRAGMA application_id = {module._OURS}")
        file.execute(f"PRAGMA user_version = {module._VERSION}")
        file.execute("CREATE VIEW answers AS SELECT 1 AS name, 2 AS key, 3 AS said, 4 AS used")
    file.close()
    store = Store(path, 10**6)
    for use in (
        lambda: store.number_of("one"),
        lambda: store.write(1, [(KEY, b"said")]),
        lambda: store.note_use(1, [KEY]),
    ):
        with pytest.raises(JournalError, match=r"journal\.sqlite: "):
            use()
    assert store.read(1, [KEY]) == {}
    store.close()


def test_one_that_another_process_keeps_to_itself_is_said(path, monkeypatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    Store(path, 10**6).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(JournalError, match="database is locked"):
        Store(path, 10**6)
    other.close()
