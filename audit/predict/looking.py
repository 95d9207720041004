"""Pictures shown to classifiers: each read once, asked about once, and not at all where its answer is known."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.contract.input_contract import InputContract
from audit.images import box_of, prepared_for
from audit.predict.answers import asked
from audit.predict.composed.ensemble import EnsembleClassifier
from audit.predict.journal import AnyShelf, picture_key
from audit.predict.journal.entries import KeptAnswer
from audit.predict.protocol import Classifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from audit.domain.cohort.cohort import Cohort, PictureList
    from audit.domain.model.model import ModelSpec
    from audit.images import Prepared
    from audit.predict.journal import AnyJournal

_TOGETHER = 256
"""Pictures that a classifier is shown at once, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a classifier said about some rows.

    Attributes
    ----------
    outcomes
        int64, shape (n,): position in `OUTCOMES`.
    probabilities
        float64, shape (n, k): as the classifier gives them; zeros where there are no pixels, or no answer.
    reasons
        Why there is no answer of somebody who was asked, of each row; "" for the others. Empty where nobody was asked.
    beside
        Other faces in the picture of each row, where a finder chose the one that was asked about.
    against
        Share of the union of the found face box and the manifest's, of each row; NaN where no finder was held against
        one. Empty where nobody was asked.
    """

    outcomes: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    reasons: tuple[str, ...] = ()
    beside: tuple[int, ...] = ()
    against: tuple[float, ...] = ()

    @classmethod
    def of_parts(cls, parts: Sequence[Looked]) -> Looked:
        """Return the rows of several, one after the other; at least one."""
        return cls(
            outcomes=np.concatenate([part.outcomes for part in parts]),
            probabilities=np.concatenate([part.probabilities for part in parts]),
            reasons=tuple(chain.from_iterable(part.reasons for part in parts)),
            beside=tuple(chain.from_iterable(part.beside for part in parts)),
            against=tuple(chain.from_iterable(part.against for part in parts)),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """Somebody who is shown pictures: a classifier that is no ensemble, what it takes in, its kept answers."""

    classifier: Classifier
    contract: InputContract
    shelf: AnyShelf | None = None


def shown_to(
    classifier: Classifier, contract: InputContract, spec: ModelSpec | None = None, journal: AnyJournal | None = None
) -> Iterator[Shown]:
    """Give who is shown a picture: the classifier, or the members of an ensemble, of which each has its own answers.

    Parameters
    ----------
    classifier, contract
        As in `predict`.
    spec
        Its declaration; None where nothing is to be kept.
    journal
        Where answers are kept; None for nowhere.
    """
    if isinstance(classifier, EnsembleClassifier):
        for voice in classifier.voices:
            yield from shown_to(voice.classifier, voice.contract, voice.spec, journal)
        return
    shelf = None if journal is None or spec is None else journal.shelf(spec)
    yield Shown(classifier=classifier, contract=contract, shelf=shelf)


def joined(classifier: Classifier, parts: Iterator[Looked]) -> Looked:
    """Return what a classifier says, from what those said that `shown_to` gave for it, in their order."""
    if not isinstance(classifier, EnsembleClassifier):
        return next(parts)
    return of_members(classifier, [joined(voice.classifier, parts) for voice in classifier.voices])


def of_members(classifier: EnsembleClassifier, parts: Sequence[Looked]) -> Looked:
    """Return what an ensemble says; a picture that a member cannot be shown ends as it did for the first of these."""
    outcomes = parts[0].outcomes
    for part in parts[1:]:
        outcomes = np.where(outcomes == Outcome.SCORED.code, part.outcomes, outcomes)
    scored = outcomes == Outcome.SCORED.code
    mean = classifier.mean([part.probabilities for part in parts])
    return Looked(
        outcomes=outcomes,
        probabilities=np.where(scored[:, None], mean, 0.0),
        reasons=tuple(next(filter(None, said), "") for said in zip(*(part.reasons for part in parts), strict=False)),
        beside=tuple(max(others) for others in zip(*(part.beside for part in parts), strict=True)),
        against=tuple(np.fmin.reduce([part.against for part in parts]).tolist()),
    )


def looked_at(
    shown: Sequence[Shown],
    pictures: Cohort | PictureList,
    rows: NDArray[np.int64],
    progress: Callable[[int, int], None] | None = None,
) -> list[Looked]:
    """Return what each of several classifiers says about some rows, not rounded; each picture is read once.

    Classifiers with one shelf are one, and asked once.

    Parameters
    ----------
    shown
        Who is shown them; at least one.
    pictures, rows
        Which.
    progress
        Called with the rows done so far and their number.
    """
    contracts = list(dict.fromkeys(each.contract for each in shown))
    sheets: dict[object, _Sheet] = {}
    for each in shown:
        sheets.setdefault(_who(each), _Sheet(each, contracts.index(each.contract), len(rows)))
    boxes = None if pictures.boxes is None else pictures.boxes[rows]

    def wanted(read: Mapping[int, bytes]) -> dict[int, list[bool]]:
        given = {place: None if boxes is None else box_of(boxes[place]) for place in read}
        keys = {place: picture_key(data, given[place]) for place, data in read.items()}
        lacks: list[set[int]] = [set() for _ in contracts]
        for sheet in sheets.values():
            lacks[sheet.contract] |= sheet.lacking(keys)
        return {place: [place in each for each in lacks] for place in read}

    keeps = any(sheet.keeps for sheet in sheets.values())
    step = min(sheet.together for sheet in sheets.values())
    names = [pictures.images[row] for row in rows]
    for place, seen in enumerate(prepared_for(pictures.root, names, boxes, contracts, wanted if keeps else None)):
        for sheet in sheets.values():
            sheet.take(place, seen[sheet.contract])
        if progress is not None and (place + 1) % step == 0:
            progress(place + 1, len(rows))
    found = {who: sheet.looked() for who, sheet in sheets.items()}
    if progress is not None and len(rows) % step:
        progress(len(rows), len(rows))
    return [found[_who(each)] for each in shown]


def _who(shown: Shown) -> object:
    return id(shown) if shown.shelf is None else shown.shelf.name


def _held(seen: Prepared) -> float:
    return np.nan if seen.against is None else seen.against


class _Sheet:
    """What one classifier says of each row, as it comes in.

    Parameters
    ----------
    shown
        The classifier.
    contract
        The place of its contract among those that pictures are prepared for.
    rows
        How many there are.
    """

    def __init__(self, shown: Shown, contract: int, rows: int) -> None:
        self.contract = contract
        self._shown, self._shelf = shown, shown.shelf
        self.together = int(getattr(shown.classifier, "asked_at_once", _TOGETHER))
        self._outcomes = np.zeros(rows, np.int64)
        self._probabilities = np.zeros((rows, len(shown.classifier.labels)))
        self._reasons, self._beside = [""] * rows, [0] * rows
        self._against = [np.nan] * rows
        self._known: dict[int, KeptAnswer] = {}
        self._keys: dict[int, bytes] = {}
        self._waiting: list[tuple[int, Prepared]] = []
        self._made: list[int] = []

    @property
    def keeps(self) -> bool:
        """Whether answers are looked up and kept."""
        return self._shelf is not None

    def lacking(self, keys: Mapping[int, bytes]) -> set[int]:
        """Return the places of pictures whose answer is not known, from their keys; called in threads."""
        known = {} if self._shelf is None else self._shelf.kept(keys.values())
        lacks = {place for place, key in keys.items() if key not in known}
        self._known |= {place: known[key] for place, key in keys.items() if place not in lacks}
        self._keys |= {place: keys[place] for place in lacks}
        return lacks

    def take(self, place: int, seen: Prepared | None) -> None:
        """Take the picture of a row: its answer is known, it has none, or it waits until enough are asked at once."""
        known = self._known.pop(place, None)
        if known is not None:
            self._write(place, known)
            self._made.append(known.made)
        elif seen is not None and seen.pixels is None:
            nothing = np.zeros(self._probabilities.shape[1])
            entry = KeptAnswer(seen.outcome, nothing, int(time.time()), "", seen.beside, _held(seen))
            self._write(place, entry)
            self._keep([(place, entry)])
        elif seen is not None:
            self._waiting.append((place, seen))
            if len(self._waiting) >= self.together:
                self._ask()

    def looked(self) -> Looked:
        """Return what was said, when every row was taken."""
        if self._waiting:
            self._ask()
        if self._shelf is not None:
            self._shelf.note_taken(self._made, len(self._outcomes))
        return Looked(
            outcomes=self._outcomes,
            probabilities=self._probabilities,
            reasons=tuple(self._reasons),
            beside=tuple(self._beside),
            against=tuple(self._against),
        )

    def _ask(self) -> None:
        waiting, self._waiting = self._waiting, []
        pixels = [seen.pixels for _, seen in waiting if seen.pixels is not None]
        answers = asked(self._shown.classifier, np.stack(pixels))
        now = int(time.time())
        said = zip(waiting, answers.outcomes, answers.probabilities, answers.reasons, strict=True)
        entries = [
            (place, KeptAnswer(outcome, numbers, now, reason, seen.beside, _held(seen)))
            for (place, seen), outcome, numbers, reason in said
        ]
        for place, entry in entries:
            self._write(place, entry)
        self._keep(entries)

    def _write(self, place: int, entry: KeptAnswer) -> None:
        self._outcomes[place] = OUTCOMES.index(entry.outcome)
        self._probabilities[place] = entry.probabilities
        self._reasons[place], self._beside[place] = entry.reason, entry.beside
        self._against[place] = entry.against

    def _keep(self, entries: list[tuple[int, KeptAnswer]]) -> None:
        """Keep answers about pictures whose bytes could be read."""
        keyed = [(self._keys.pop(place, None), entry) for place, entry in entries]
        if self._shelf is not None:
            self._shelf.keep((key, entry) for key, entry in keyed if key is not None)
