"""Several classifiers over one cohort: every picture is read once, and its face found once, for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.cohort import Cohort
from audit.domain.contract.input_contract import InputContract
from audit.images import prepared_for
from audit.predict.adapters.ensemble import EnsembleClassifier
from audit.predict.protocol import Classifier
from audit.predict.run import Looked, in_whole, of_members, rows_to_ask, said_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from audit.domain.cohort.predictions import Predictions

_CHUNK = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Questioned:
    """One classifier, what it takes in, and the cohort in its words."""

    classifier: Classifier
    contract: InputContract
    cohort: Cohort

    @property
    def members(self) -> tuple[tuple[Classifier, InputContract], ...]:
        """Who is shown a picture: the classifier, or the members of an ensemble that take different ones."""
        classifier = self.classifier
        if isinstance(classifier, EnsembleClassifier) and not classifier.asked_together:
            return tuple((voice.classifier, voice.contract) for voice in classifier.voices)
        return ((classifier, self.contract),)


def predict_together(
    questioned: Sequence[Questioned], progress: Callable[[int, int], None] | None = None
) -> tuple[Predictions, ...]:
    """Return what each of several classifiers says about one cohort; the same as `predict` says of each.

    Parameters
    ----------
    questioned
        At least one; their cohorts differ in the words of labels alone.
    progress
        Called with the rows done so far and their number.
    """
    of_each = [rows_to_ask(one.classifier, one.cohort) for one in questioned]
    rows = np.unique(np.concatenate(of_each))
    members = [member for one in questioned for member in one.members]
    said = iter(_looked(members, questioned[0].cohort, rows, progress))
    predictions = []
    for one, own in zip(questioned, of_each, strict=True):
        parts = [_at(next(said), np.searchsorted(rows, own)) for _ in one.members]
        predictions.append(in_whole(one.classifier, one.cohort, own, _joined(one.classifier, parts)))
    return tuple(predictions)


def _looked(
    members: Sequence[tuple[Classifier, InputContract]],
    cohort: Cohort,
    rows: NDArray[np.int64],
    progress: Callable[[int, int], None] | None,
) -> list[Looked]:
    """Return what each member says about some rows, each picture read once."""
    contracts = list(dict.fromkeys(contract for _, contract in members))
    outcomes = np.zeros((len(members), len(rows)), np.int64)
    probabilities = [np.zeros((len(rows), len(classifier.labels))) for classifier, _ in members]
    reasons: list[list[str]] = [[] for _ in members]
    beside: list[list[int]] = [[] for _ in members]
    boxes = None if cohort.boxes is None else cohort.boxes[rows]
    pictures = iter(prepared_for(cohort.root, [cohort.images[row] for row in rows], boxes, contracts))
    for start in range(0, len(rows), _CHUNK):
        chunk = list(islice(pictures, _CHUNK))
        here = slice(start, start + len(chunk))
        for place, (classifier, contract) in enumerate(members):
            seen = [each[contracts.index(contract)] for each in chunk]
            said = said_of(classifier, seen)
            outcomes[place, here], probabilities[place][here] = said.outcomes, said.probabilities
            reasons[place].extend(said.reasons)
            beside[place].extend(said.beside)
        if progress is not None:
            progress(start + len(chunk), len(rows))
    return [
        Looked(
            outcomes=outcomes[place],
            probabilities=probabilities[place],
            reasons=tuple(reasons[place]),
            beside=tuple(beside[place]),
        )
        for place in range(len(members))
    ]


def _joined(classifier: Classifier, parts: Sequence[Looked]) -> Looked:
    if len(parts) > 1 and isinstance(classifier, EnsembleClassifier):
        return of_members(classifier, parts)
    return parts[0]


def _at(looked: Looked, places: NDArray[np.int64]) -> Looked:
    return Looked(
        outcomes=looked.outcomes[places],
        probabilities=looked.probabilities[places],
        reasons=tuple(looked.reasons[place] for place in places),
        beside=tuple(looked.beside[place] for place in places),
    )
