"""The journal as a run sees it: for each classifier a shelf, from which answers are taken and onto which they go."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from audit.domain.cohort.predictions import Outcome
from audit.domain.model.kinds import Kind
from audit.errors import InputError
from audit.predict.journal.entries import KeptAnswer, packed, unpacked
from audit.predict.journal.identity import name_of
from audit.predict.journal.place import FILE, cache_folder, private_file
from audit.predict.journal.store import Store
from audit.predict.journal.trouble import JournalDamagedError, JournalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from audit.domain.keeping import Keeping
    from audit.domain.model.model import ModelSpec

_SERVICE_STAYS = 12 * 3600
"""Seconds for which answers of a service are taken from a journal that nobody named: another model may stand behind its
address tomorrow, so they serve a run that goes on, not the next night's gate."""

_MEGABYTE = 10**6
_NOTED_AT_ONCE = 4096


@contextmanager
def journal_for(keeping: Keeping) -> Iterator[Journal | None]:
    """Give the journal that was asked for while the block runs; None where none was.

    One that nobody named is an aid: where it cannot be used the run goes on without, and `Journal.trouble` says so; one
    that is damaged is set aside first.

    Raises
    ------
    InputError
        When a journal that was named cannot be used.
    """
    if not keeping.on:
        yield None
        return
    journal = Journal(keeping)
    try:
        yield journal
    finally:
        journal.close()


class Journal:
    """Kept answers of any classifiers; see `journal_for`."""

    def __init__(self, keeping: Keeping) -> None:
        self.keeping = keeping
        self._folder = cache_folder() if keeping.folder is None else keeping.folder
        self._shelves: dict[str, AnswerShelf] = {}
        self.trouble = ""
        self.started = int(time.time())
        self._taken, self._answers, self._oldest = 0, 0, self.started
        self._store: Store | None = None
        self._given_up: Store | None = None
        try:
            self._store = self._opened()
        except JournalError as error:
            if keeping.folder is not None:
                raise InputError(f"{error}; name another folder (--journal), or none: --journal off") from error
            self.trouble = f"no answers are kept: {error}"

    def _opened(self) -> Store:
        path, most = private_file(self._folder), self.keeping.megabytes * _MEGABYTE
        try:
            return Store(path, most)
        except JournalDamagedError:
            if self.keeping.folder is not None:
                raise
        _set_aside(path)
        self.trouble = f"the journal of kept answers was damaged, and a new one begun; it is now {path}.damaged"
        return Store(private_file(self._folder), most)

    def shelf(self, spec: ModelSpec) -> AnswerShelf | None:
        """Return the shelf of a classifier; None where its answers cannot be kept, or no longer."""
        name = None if self._store is None else name_of(spec)
        if name is None:
            self._say_why(spec)
            return None
        return self.shelf_named(name, spec)

    def shelf_named(self, name: str, spec: ModelSpec) -> AnswerShelf | None:
        """Return the shelf of a classifier by the name that it has on some machine; None where there is no room."""
        if name not in self._shelves:
            number = self._number(name)
            if number is None:
                return None
            brief = spec.kind is Kind.SERVICE and self.keeping.folder is None
            self._shelves[name] = AnswerShelf(
                self, name, number, len(spec.labels), stays=_SERVICE_STAYS if brief else None
            )
        self._shelves[name].look_through()
        return self._shelves[name]

    def _say_why(self, spec: ModelSpec) -> None:
        """Tell whoever named a journal for a function that nothing of it is kept, and what to do."""
        if self._store is None or self.keeping.folder is None or spec.kind is not Kind.CALLABLE:
            return
        mend = "its folder holds too much code to read" if spec.files else "name the files it reads (--weights)"
        self.trouble = f"answers of {spec.function} are not kept, as nobody could tell when they change: {mend}"

    def _number(self, name: str) -> int | None:
        if self._store is None:
            return None
        try:
            return self._store.number_of(name)
        except JournalError as error:
            self.give_up(error)
            return None

    @property
    def store(self) -> Store | None:
        """Its file; None since something was wrong with it."""
        return self._store

    def give_up(self, error: JournalError) -> None:
        """Go on without: what could not be read or written once is not tried for every picture."""
        store, self._store = self._store, None
        if store is None:
            return
        self._given_up = store
        self.trouble = f"answers are no longer kept: {error}; a run that is ended asks them again"
        if isinstance(error, JournalDamagedError) and self.keeping.folder is None:
            with suppress(JournalError):
                _set_aside(self._folder / FILE)

    def note_taken(self, made: Sequence[int], answers: int) -> None:
        """Count answers, and when those were made that were taken from it; those of this run are not news."""
        earlier = [each for each in made if each < self.started]
        self._taken += len(earlier)
        self._answers += answers
        self._oldest = min([self._oldest, *earlier])

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a person is told about the run: how much was kept from an earlier one, and what was wrong with it."""
        told = (self.trouble,) if self.trouble else ()
        if not self._taken:
            return told
        day = datetime.fromtimestamp(self._oldest, UTC).date().isoformat()
        taken = f"{self._taken:,} of {self._answers:,} answers kept from an earlier run, the oldest of {day}"
        return (f"{taken}; --fresh asks again", *told)

    def close(self) -> None:
        """Note what was used, and close the file."""
        for shelf in self._shelves.values():
            shelf.note_use()
        for store in (self._store, self._given_up):
            if store is not None:
                store.close()
        self._store = self._given_up = None


class AnswerShelf:
    """The kept answers of one classifier; may be asked in several threads.

    Parameters
    ----------
    journal
        Where it stands.
    name, number
        Of the classifier, see `name_of`; and the number that the journal's file has for it.
    width
        Numbers of one answer.
    stays
        Seconds for which an answer is taken; None for any time.
    """

    def __init__(self, journal: Journal, name: str, number: int, width: int, *, stays: int | None) -> None:
        self.name = name
        self._journal, self._number, self._width, self._stays = journal, number, width, stays
        self._used: list[bytes] = []
        self._is_empty = True
        self._lock = threading.Lock()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for on it."""
        return self._is_empty

    def look_through(self) -> None:
        """See whether there is any answer on it: if not, none is looked for."""
        store = self._journal.store
        if store is None or self._journal.keeping.fresh:
            return
        try:
            self._is_empty = not store.holds(self._number)
        except JournalError as error:
            self._journal.give_up(error)

    def kept(self, keys: Iterable[bytes]) -> dict[bytes, KeptAnswer]:
        """Return what was answered about pictures; nothing of those that nobody knows, or that are asked anew."""
        store = self._journal.store
        if store is None or self._is_empty:
            return {}
        try:
            found = store.read(self._number, list(keys))
        except JournalError as error:
            self._journal.give_up(error)
            return {}
        first = 0.0 if self._stays is None else time.time() - self._stays
        read = ((key, unpacked(said, self.name, key, self._width)) for key, (said, _) in found.items())
        known = {key: entry for key, entry in read if entry is not None and entry.made >= first}
        with self._lock:
            self._used += [key for key in known if found[key][1]]
        return known

    def keep(self, answers: Iterable[tuple[bytes, KeptAnswer]]) -> None:
        """Put answers onto it, by the keys of their pictures; failures are not kept, they may pass."""
        store = self._journal.store
        said = [(key, packed(entry, self.name, key)) for key, entry in answers if entry.outcome is not Outcome.FAILED]
        if store is None or not said:
            return
        try:
            store.write(self._number, said)
            if len(self._used) > _NOTED_AT_ONCE:
                self.note_use()
        except JournalError as error:
            self._journal.give_up(error)

    def note_taken(self, made: Sequence[int], answers: int) -> None:
        """Count how many of its answers were taken from it; see `Journal.note_taken`."""
        self._journal.note_taken(made, answers)

    def note_use(self) -> None:
        """Write down which answers were used, so that others go first when there are too many."""
        store = self._journal.store
        with self._lock:
            used, self._used = self._used, []
        if store is None or not used:
            return
        try:
            store.note_use(self._number, used)
        except JournalError as error:
            self._journal.give_up(error)


def _set_aside(path: Path) -> None:
    """Move a damaged journal out of the way, in place of one that was moved before."""
    try:
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.replace(path.with_name(f"{path.name}.damaged"))
    except OSError as error:
        raise JournalError(f"{path}: is damaged, and could not be moved away: {error.strerror or error}") from error
