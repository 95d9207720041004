"""Counting: after this, nothing depends on the number of images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts import CellTable, CountTable, Coverage
from audit.domain.predictions import OUTCOMES
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.domain.cohort import Cohort
    from audit.domain.predictions import Predictions


def count(cohort: Cohort, predictions: Predictions) -> CountTable:
    """Return the scored images by every sensitive feature, true and predicted emotion.

    Parameters
    ----------
    cohort
        Its labels are read in the order of `predictions.labels`; see `Cohort.recoded`.
    predictions
        One row for each row of the cohort.

    Raises
    ------
    InputError
        When the two do not have the same number of rows.
    """
    _same_length(cohort, predictions)
    scored = predictions.scored
    true = cohort.recoded(predictions.labels)
    codes = np.column_stack([cohort.codes[scored], true[scored], predictions.predicted[scored]])
    k = len(predictions.labels)
    shape = (*(len(feature.groups) for feature in cohort.features), k, k)
    return CountTable(labels=predictions.labels, features=cohort.features, cells=CellTable.of(codes, shape))


def ledger(cohort: Cohort, predictions: Predictions) -> Coverage:
    """Return how every manifest row ended, by every sensitive feature."""
    _same_length(cohort, predictions)
    codes = np.column_stack([cohort.codes, predictions.outcomes])
    shape = (*(len(feature.groups) for feature in cohort.features), len(OUTCOMES))
    return Coverage(features=cohort.features, cells=CellTable.of(codes, shape))


def _same_length(cohort: Cohort, predictions: Predictions) -> None:
    if len(cohort) != len(predictions):
        raise InputError(f"cohort '{cohort.id}' has {len(cohort)} rows, the predictions {len(predictions)}")
