"""Kept answers where the journal is not: what is known was brought along, and what is new is carried home.

A worker on another machine cannot open the journal, and whoever can does not see the pictures. So the worker first says
the keys of its pictures (`KeyList`), is told what is known of them, and brings what is new (`CarriedJournal`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from audit.domain.cohort.predictions import Outcome
from audit.predict.journal.entries import KeptAnswer
from audit.predict.journal.identity import name_of

if TYPE_CHECKING:
    from audit.domain.model.model import ModelSpec

Known = Mapping[str, Mapping[bytes, KeptAnswer]]
"""Answers by the name of who gave them and the key of the picture."""


class AnyShelf(Protocol):
    """The kept answers of one classifier, wherever they are; may be asked in several threads."""

    name: str

    def kept(self, keys: Iterable[bytes]) -> dict[bytes, KeptAnswer]:
        """Return what was answered about pictures; nothing of those that nobody knows."""

    def keep(self, answers: Iterable[tuple[bytes, KeptAnswer]]) -> None:
        """Put answers onto it, by the keys of their pictures."""

    def note_taken(self, made: Sequence[int], answers: int) -> None:
        """Count how many of its answers were taken from it, and when those were made."""


class AnyJournal(Protocol):
    """Kept answers of any classifiers."""

    def shelf(self, spec: ModelSpec) -> AnyShelf | None:
        """Return the shelf of a classifier; None where its answers cannot be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedAnswers:
    """What a worker brings for one shelf.

    Attributes
    ----------
    new
        Answers that were not known, with the keys of their pictures.
    made
        When those were made that were known and taken, in seconds since 1970.
    answers
        How many there are in all.
    """

    new: tuple[tuple[bytes, KeptAnswer], ...]
    made: tuple[int, ...]
    answers: int


class CarriedShelf:
    """One shelf away from home; see `AnyShelf`."""

    def __init__(self, name: str, known: Mapping[bytes, KeptAnswer]) -> None:
        self.name = name
        self._known = known
        self._new: list[tuple[bytes, KeptAnswer]] = []
        self._made: list[int] = []
        self._answers = 0

    def kept(self, keys: Iterable[bytes]) -> dict[bytes, KeptAnswer]:
        """Return what was brought along about pictures."""
        return {key: self._known[key] for key in keys if key in self._known}

    def keep(self, answers: Iterable[tuple[bytes, KeptAnswer]]) -> None:
        """Take answers that are to be carried home."""
        self._new += answers

    def note_taken(self, made: Sequence[int], answers: int) -> None:
        """Count what is told at home."""
        self._made += made
        self._answers += answers

    @property
    def carried(self) -> CarriedAnswers:
        """What is to be carried home."""
        return CarriedAnswers(new=tuple(self._new), made=tuple(self._made), answers=self._answers)


class CarriedJournal:
    """A journal away from home.

    Parameters
    ----------
    known
        What was brought along.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._shelves: dict[str, CarriedShelf] = {}

    def shelf(self, spec: ModelSpec) -> CarriedShelf | None:
        """Return the shelf of a classifier by the name that it has on this machine; None where it has none."""
        name = name_of(spec)
        if name is None:
            return None
        return self._shelves.setdefault(name, CarriedShelf(name, self._known.get(name, {})))

    @property
    def carried(self) -> dict[str, CarriedAnswers]:
        """What is to be carried home, by the name of the shelf."""
        return {name: shelf.carried for name, shelf in self._shelves.items()}


class KeyList:
    """In place of a journal: writes down the keys of pictures and says that each is known, so that nobody is asked."""

    def __init__(self) -> None:
        self.keys: set[bytes] = set()

    def shelf(self, spec: ModelSpec) -> _ListedShelf:
        """Return a shelf that knows every picture."""
        return _ListedShelf(self.keys, KeptAnswer(Outcome.NO_ANSWER, np.zeros(len(spec.labels)), 0))


class _ListedShelf:
    """One shelf of a list of keys."""

    name = "keys"

    def __init__(self, keys: set[bytes], answer: KeptAnswer) -> None:
        self._keys, self._answer = keys, answer

    def kept(self, keys: Iterable[bytes]) -> dict[bytes, KeptAnswer]:
        found = dict.fromkeys(keys, self._answer)
        self._keys.update(found)
        return found

    def keep(self, answers: Iterable[tuple[bytes, KeptAnswer]]) -> None:
        """Keep nothing: of a picture that cannot be read there is no key."""

    def note_taken(self, made: Sequence[int], answers: int) -> None:
        """Count nothing."""
