"""A cohort with what a classifier said about it: every measure begins from this one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.arrays import Codes
from audit.domain.cohort.cohort import OUTSIDE, Cohort
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.answers.shards import Shard
    from audit.domain.cohort.labels import LabelSet


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCohort:
    """A cohort and the answers to it, row by row, its labels read in the classifier's order.

    Attributes
    ----------
    cohort, predictions
        Row by row.
    true
        Whole numbers, shape (n,): code of each label in `predictions.labels`; −1 where the classifier does not have it.
        Made once, here: whoever needs a label as the classifier counts it takes it from this value.

    Raises
    ------
    InputError
        When the two do not have the same number of rows, or the labels are not the classifier's; see `Cohort.recoded`.
    """

    cohort: Cohort
    predictions: Predictions
    true: Codes = field(init=False)

    def __post_init__(self) -> None:
        if len(self.cohort) != len(self.predictions):
            raise InputError(
                f"cohort '{self.cohort.id}' has {len(self.cohort)} rows, the predictions {len(self.predictions)}"
            )
        object.__setattr__(self, "true", self.cohort.recoded(self.predictions.labels))

    @classmethod
    def as_counted(cls, cohort: Cohort, predictions: Predictions) -> AnsweredCohort:
        """Return a cohort with its answers as they are counted: without those to labels that somebody left out.

        Nor are there answers where the classifier does not have the label.
        """
        given = cls(cohort=cohort, predictions=predictions)
        if cohort.left_out is not None:
            given = given.leaving_out(cohort.left_out, Outcome.LEFT_OUT, scored_alone=False)
        return given.leaving_out(given.true == OUTSIDE, Outcome.UNKNOWN_LABEL)

    def __len__(self) -> int:
        return len(self.cohort)

    @property
    def labels(self) -> LabelSet:
        """The classifier's emotions, in its order."""
        return self.predictions.labels

    @property
    def scored(self) -> NDArray[np.bool_]:
        """bool, shape (n,): rows with an answer."""
        return self.predictions.scored

    @property
    def right(self) -> NDArray[np.bool_]:
        """bool, shape (n,): rows whose answer is their label."""
        return np.asarray(self.scored & (self.predictions.predicted == self.true))

    @property
    def subjects(self) -> Codes | None:
        """Whole numbers, shape (n,): the person in each picture; None where every picture shows another person."""
        return None if self.cohort.people == len(self.cohort) else self.cohort.subjects

    @property
    def levels(self) -> tuple[int, ...]:
        """How many groups each feature has."""
        return tuple(len(feature.groups) for feature in self.cohort.features)

    def of(self, shard: Shard) -> AnsweredCohort:
        """Return the rows of a shard; people keep their numbers."""
        if len(shard) == len(self):
            return self
        return AnsweredCohort(cohort=shard.of(self.cohort), predictions=self.predictions.of(shard.rows))

    def leaving_out(self, rows: NDArray[np.bool_], outcome: Outcome, *, scored_alone: bool = True) -> AnsweredCohort:
        """Return the same with these rows ended in another outcome; see `Predictions.leaving_out`."""
        left = self.predictions.leaving_out(rows, outcome, scored_alone=scored_alone)
        return self if left is self.predictions else AnsweredCohort(cohort=self.cohort, predictions=left)
