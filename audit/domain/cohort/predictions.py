"""What a classifier said about each image, and why it said nothing about some."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, chosen, frozen, in_blocks, let_go, packed
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import AS_WRITTEN, Reading
from audit.errors import InputError


class Outcome(StrEnum):
    """How one manifest row ended; every row has exactly one.

    `scored`: the classifier answered, and the row is counted. `missing file`: nothing stands at its path.
    `unreadable`: no regular file, no permission, or no picture in a known format. `corrupt`: a picture whose bytes are
    cut off or broken. `too large`: more bytes, pixels or a larger face than are decoded. `too small`: a side of the
    picture or of its face with too few pixels. `outside the cohort folder`: the path leaves the folder, and was not
    opened. `no face found`: the classifier wants a face, and neither the manifest nor the detector has one.
    `label unknown to the model`: the picture shows an emotion that the classifier cannot answer.
    `no prediction in the table`: the table of predictions has no row for it. `label left out`: rows of this label were
    asked to be left out. `no answer`: a function or service was asked, and had nothing to say of the picture. `failed`:
    asking it failed, in every try. `wrong face found`: the face finder was held against the manifest's face box, and
    took something else for the face.
    """

    SCORED = "scored"
    MISSING_FILE = "missing file"
    UNREADABLE = "unreadable"
    CORRUPT = "corrupt"
    TOO_LARGE = "too large"
    TOO_SMALL = "too small"
    OUTSIDE_COHORT = "outside the cohort folder"
    NO_FACE = "no face found"
    UNKNOWN_LABEL = "label unknown to the model"
    NO_PREDICTION = "no prediction in the table"
    LEFT_OUT = "label left out"
    NO_ANSWER = "no answer"
    FAILED = "failed"
    WRONG_FACE = "wrong face found"

    @property
    def code(self) -> int:
        """Its position in `OUTCOMES`, which stands for it in arrays."""
        return OUTCOMES.index(self)


OUTCOMES: tuple[Outcome, ...] = tuple(Outcome)

BY_WISH = (Outcome.LEFT_OUT,)
"""Outcomes of rows that somebody asked to leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictions:
    """A classifier over a cohort, row by row.

    Attributes
    ----------
    labels
        Emotions in model order.
    predicted
        Whole numbers, shape (n,): code of the predicted emotion, −1 where the outcome is not `scored`.
    outcomes
        Whole numbers, shape (n,): position in `OUTCOMES`.
    probabilities
        float64, shape (n, k): rows of scored images sum to 1, others are 0; None where only the decision is known.
    reading
        What was read otherwise than written.
    overlaps
        float64, shape (n,): share of the union that lies both in the found face box and in the manifest's, 0 to 1; NaN
        in a row where the face finder was not held against a box. None where it was in none.
    """

    labels: LabelSet
    predicted: Codes
    outcomes: Codes
    probabilities: NDArray[np.float64] | None = None
    reading: Reading = AS_WRITTEN
    overlaps: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "predicted", packed(self.predicted))
        object.__setattr__(self, "outcomes", packed(self.outcomes))
        if self.overlaps is not None:
            object.__setattr__(self, "overlaps", frozen(self.overlaps, np.float64))
        if self.probabilities is not None:
            object.__setattr__(self, "probabilities", frozen(self.probabilities, np.float64))
            self._check_probabilities(self.probabilities)
        if np.any((self.predicted < 0) == self.scored):
            raise InputError("predictions: a row has a predicted emotion if and only if it was scored")

    def _check_probabilities(self, probabilities: NDArray[np.float64]) -> None:
        expected = (len(self.predicted), len(self.labels))
        if probabilities.shape != expected:
            raise InputError(f"predictions: probabilities have shape {probabilities.shape}, expected {expected}")
        bad, negative = 0, False
        for block, scored in zip(in_blocks(probabilities), in_blocks(self.scored), strict=True):
            off = np.abs(chosen(block, scored).sum(axis=1) - 1)
            bad += int(np.sum(~(off < 1e-3)))  # noqa: PLR2004 - six published decimals, k ≤ 1000
            negative |= bool(np.any(block < 0))
        if bad or negative:
            raise InputError(f"predictions: {bad} rows of probabilities do not sum to 1 or hold negative values")

    def __len__(self) -> int:
        return len(self.predicted)

    def of(self, rows: slice) -> Predictions:
        """Return the rows from one on and before another."""
        found = replace(
            self,
            predicted=self.predicted[rows],
            outcomes=self.outcomes[rows],
            probabilities=None if self.probabilities is None else self.probabilities[rows],
            overlaps=None if self.overlaps is None else self.overlaps[rows],
        )
        if self.probabilities is not None:
            let_go(self.probabilities[rows])
        return found

    def leaving_out(self, rows: NDArray[np.bool_], outcome: Outcome, *, scored_alone: bool = True) -> Predictions:
        """Return the same predictions with these rows ended in another outcome.

        Parameters
        ----------
        rows
            bool, shape (n,): rows to leave out.
        outcome
            Why they are not scored.
        scored_alone
            Whether rows that were not scored keep their outcome.
        """
        out = rows & self.scored if scored_alone else rows
        if not out.any():
            return self
        probabilities = self.probabilities
        return Predictions(
            labels=self.labels,
            predicted=np.where(out, -1, self.predicted),
            outcomes=np.where(out, outcome.code, self.outcomes),
            probabilities=None if probabilities is None else np.where(out[:, None], 0.0, probabilities),
            reading=self.reading,
            overlaps=self.overlaps,
        )

    @property
    def scored(self) -> NDArray[np.bool_]:
        """bool, shape (n,): rows with a prediction."""
        return np.equal(self.outcomes, Outcome.SCORED.code)
