"""The journal's file: answers by who gave them and the picture they are about, in SQLite with a write-ahead log.

A process that is killed at any moment leaves what it had written, and nothing half.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.errors import guarded
from audit.predict.journal.trouble import JournalDamagedError, JournalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_OURS = 0x456D4175
"""Marks the file as ours (`application_id`): "EmAu"."""

_VERSION = 1
_PATIENCE = 10.0
"""Seconds in which another process ends what it is writing."""

_TABLES = (
    "CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE answers (name INTEGER NOT NULL, key BLOB NOT NULL, said BLOB NOT NULL, used INTEGER NOT NULL, "
    "PRIMARY KEY (name, key)) WITHOUT ROWID",
)

_AT_ONCE = 64
_READ = f"SELECT key, said, used FROM answers WHERE name = ? AND key IN ({','.join('?' * _AT_ONCE)})"  # noqa: S608  # nosec B608 - question marks alone

_LONG_AGO = 3600
"""Seconds after which it is noted again that an answer was used."""

_GOES = 4
"""One in so many answers goes when there are too many."""

_LEAST_ROOM = 1 << 18
"""Bytes free on a disk below which what fails there fails for want of room."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_sound(said: object, used: object) -> bool:
    """Return whether a row holds what was written: SQLite gives a damaged one as whatever its bytes say."""
    return isinstance(said, bytes) and isinstance(used, int)


class Store:
    """Answers as bytes, by name and key; several processes may have the same one open.

    Parameters
    ----------
    path
        A file that is there, empty or a journal.
    most
        Bytes that it holds at most; those answers go first that were not used for longest.

    Raises
    ------
    JournalError
        When it is something else, of another version, or damaged; methods also where it can no longer be read or
        written.
    """

    def __init__(self, path: Path, most: int) -> None:
        self._path, self._most = path, most
        self._lock = threading.Lock()
        with self._told():
            self._file = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._open()
        except BaseException:
            self._file.close()
            raise

    def _open(self) -> None:
        with self._told():
            for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "synchronous = NORMAL"):
                self._file.execute(f"PRAGMA {pragma}")
            self._check_ours()
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA journal_size_limit = 4194304")
            if self._is_new():
                with self._writing():
                    self._make()
            self._check_ours()

    def _is_new(self) -> bool:
        return self._asked("SELECT count(*) FROM sqlite_master") == self._asked("PRAGMA application_id") == 0

    def _make(self) -> None:
        if not self._is_new():
            return  # another process was faster
        for table in _TABLES:
            self._file.execute(table)
        self._file.execute(f"PRAGMA application_id = {_OURS}")
        self._file.execute(f"PRAGMA user_version = {_VERSION}")

    def _check_ours(self) -> None:
        """Raise JournalError for what is neither new nor a journal of this version; nothing is written."""
        if self._is_new():
            return
        if self._asked("PRAGMA application_id") != _OURS:
            raise JournalError(f"{self._path}: is a database of something else")
        version = self._asked("PRAGMA user_version")
        if version != _VERSION:
            raise JournalError(f"{self._path}: was written by another version of emotion-audit (journal {version})")

    def number_of(self, name: str) -> int:
        """Return the number under which the file has a name."""
        with self._lock, self._told():
            self._file.execute("INSERT OR IGNORE INTO names (name) VALUES (?)", (name,))
            (number,) = self._file.execute("SELECT number FROM names WHERE name = ?", (name,)).fetchone()
        return int(number)

    def holds(self, number: int) -> bool:
        """Return whether there is any answer under a number."""
        with self._lock, self._told():
            return self._file.execute("SELECT 1 FROM answers WHERE name = ? LIMIT 1", (number,)).fetchone() is not None

    def read(self, number: int, keys: Sequence[bytes]) -> dict[bytes, tuple[bytes, bool]]:
        """Return the answers there are, each with whether its use is to be noted."""
        long_ago = time.time() - _LONG_AGO
        found: dict[bytes, tuple[bytes, bool]] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            asked = [number, *some, *(None,) * (_AT_ONCE - len(some))]  # one statement for any number of keys
            with self._lock, self._told():
                rows = self._file.execute(_READ, asked).fetchall()
            found |= {key: (said, used < long_ago) for key, said, used in rows if _is_sound(said, used)}
        return found

    def write(self, number: int, answers: Iterable[tuple[bytes, bytes]]) -> None:
        """Add answers, each a key and what was said, all or none; they take the place of older ones."""
        now = int(time.time())
        with self._lock, self._told(), self._writing():
            self._file.executemany(
                "INSERT OR REPLACE INTO answers (name, key, said, used) VALUES (?, ?, ?, ?)",
                [(number, key, said, now) for key, said in sorted(answers)],  # in the order in which they will lie
            )
            if self._size() > self._most:
                self._let_go()

    def note_use(self, number: int, keys: Iterable[bytes]) -> None:
        """Note that answers were used now."""
        now = int(time.time())
        with self._lock, self._told(), self._writing():
            self._file.executemany(
                "UPDATE answers SET used = ? WHERE name = ? AND key = ?", [(now, number, key) for key in keys]
            )

    def close(self) -> None:
        """Close the file; what was written stays, whether this is called or not."""
        with self._lock:
            self._file.close()

    def _size(self) -> int:
        free = self._asked("PRAGMA freelist_count")
        return (self._asked("PRAGMA page_count") - free) * self._asked("PRAGMA page_size")

    def _let_go(self) -> None:
        going = self._asked("SELECT count(*) FROM answers") // _GOES + 1
        self._file.execute(
            "DELETE FROM answers WHERE (name, key) IN (SELECT name, key FROM answers ORDER BY used LIMIT ?)", (going,)
        )

    def _asked(self, question: str) -> int:
        return int(self._file.execute(question).fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._file.execute("COMMIT")
        except BaseException:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")
            raise

    def _no_room(self, code: int) -> bool:
        """Return whether an error of the disk comes from a full one: SQLite says so of some of its files alone."""
        if code != sqlite3.SQLITE_IOERR:
            return False
        try:
            return shutil.disk_usage(self._path.parent).free < _LEAST_ROOM
        except OSError:
            return False

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite says into one sentence."""
        try:
            with guarded(lambda said: JournalError(f"{self._path}: {said}"), JournalError, sqlite3.Error):
                yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            reason = "the disk is full" if code == sqlite3.SQLITE_FULL or self._no_room(code) else str(error)
            kind = JournalDamagedError if code in _DAMAGED else JournalError
            raise kind(f"{self._path}: {reason}") from error
