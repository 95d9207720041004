"""Several classifiers over one cohort: every picture is read once, and its face found once, for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.cohort import Cohort
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.predict.looking import Looked, joined, looked_at, shown_to
from audit.predict.protocol import Classifier
from audit.predict.run import rows_to_ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from audit.predict.journal import AnyJournal


@dataclass(frozen=True, slots=True, kw_only=True)
class Questioned:
    """One classifier, what it takes in, the cohort in its words, and its declaration where answers are kept."""

    classifier: Classifier
    contract: InputContract
    cohort: Cohort
    spec: ModelSpec | None = None


def looked_together(
    questioned: Sequence[Questioned],
    progress: Callable[[int, int], None] | None = None,
    journal: AnyJournal | None = None,
) -> tuple[Looked, ...]:
    """Return what each of several classifiers says of the rows that it is asked about; the same as each says alone.

    Parameters
    ----------
    questioned
        At least one; their cohorts differ in the words of labels alone.
    progress
        Called with the rows done so far and their number.
    journal
        Where answers are kept: what is known there is not asked.

    Returns
    -------
    Of each, in order, not rounded; see `in_whole`.
    """
    of_each = [rows_to_ask(one.classifier.labels, one.cohort) for one in questioned]
    rows = np.unique(np.concatenate(of_each))
    shown = [list(shown_to(one.classifier, one.contract, one.spec, journal)) for one in questioned]
    said = iter(looked_at([each for some in shown for each in some], questioned[0].cohort, rows, progress))
    looked = []
    for one, own, some in zip(questioned, of_each, shown, strict=True):
        parts = [_at(next(said), np.searchsorted(rows, own)) for _ in some]
        looked.append(joined(one.classifier, iter(parts)))
    return tuple(looked)


def _at(looked: Looked, places: NDArray[np.int64]) -> Looked:
    return Looked(
        outcomes=looked.outcomes[places],
        probabilities=looked.probabilities[places],
        reasons=tuple(looked.reasons[place] for place in places),
        beside=tuple(looked.beside[place] for place in places),
        against=tuple(looked.against[place] for place in places),
    )
