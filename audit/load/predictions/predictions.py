"""A predictions table (CSV or Parquet) as Predictions, joined to a cohort by image.

Columns: `image` and `p_<emotion>` for each emotion of the model, or `image` and `predicted`; with both, `predicted`
must name a most probable emotion. `outcome`, where present, says how a row without prediction ended; its other cells
are empty. Further columns are not read; a mapping (`Columns`) reads others as ours, and logits then too. In a Parquet
file the line of a fault is the number of the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.cohort.reading import Reader, Reading
from audit.load.predictions.decisions import Decisions, read_decisions
from audit.load.tables.any_table import read_table
from audit.load.tables.columns import Columns
from audit.load.tables.paths import image_keys, read_images
from audit.load.text import Faults, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.labels import LabelSet
    from audit.load.tables.table import Table


_AS_NAMED = Columns()
_AS_SHOWN = ReadingChoices()


def load_predictions(
    path: Path,
    cohort: Cohort,
    *,
    labels: LabelSet | None = None,
    columns: Columns = _AS_NAMED,
    choices: ReadingChoices = _AS_SHOWN,
) -> Predictions:
    """Return what a classifier said about each image of a cohort, in the order of its manifest.

    An image that the table does not list has the outcome `no prediction in the table`. The predicted emotion is the one
    in the column `predicted`, else the most probable one, the first of equally probable ones.

    Parameters
    ----------
    path
        The table.
    cohort
        The cohort it is about.
    labels
        Emotions of the model in its order. By default those of the `p_` columns in their order; without such columns,
        the labels of the cohort. Numbers in `predicted` and lists of logits are read through given labels alone.
    columns
        Names of the columns, where they are not ours. Where the table is the cohort's own, rows that a split left out
        are left out here too.
    choices
        What the numbers are, and where codes begin; words are mapped as in the cohort.

    Raises
    ------
    FaultyFile
        With every fault: images that are listed twice or not in the manifest, emotions that are not known,
        probabilities that are no numbers, negative, or do not sum to 1 within 0.001, logits that are not finite or
        not one for each emotion.
    InputError
        When there is no such file.
    """
    table = read_table(path, columns.of_predictions())
    return predictions_of_table(table, cohort, labels=labels, one_table=columns.one_table, choices=choices)


def predictions_of_table(
    table: Table,
    cohort: Cohort,
    *,
    labels: LabelSet | None = None,
    one_table: bool = False,
    choices: ReadingChoices = _AS_SHOWN,
) -> Predictions:
    """Return what a table says about each image of a cohort, whether a file or arrays made it.

    Parameters
    ----------
    table
        The predictions.
    cohort, labels
        As for `load_predictions`.
    one_table
        Whether the cohort was read from the same rows.
    choices
        What the numbers are, and where codes begin.

    Raises
    ------
    FaultyInput
        With every fault of the table.
    """
    faults = Faults(table.path, table.names)
    faults.extend(table.faults)
    keys = image_keys(read_images(table, faults))
    rows = _rows(keys, cohort)
    if not one_table:
        _check_known(keys, rows, table, cohort, faults)
    decisions = read_decisions(table, cohort, labels, faults, choices)
    faults.raise_any()
    reading = Reading.of(*table.remarks).as_read_by(Reader.PREDICTIONS) + Reading.of(*decisions.remarks)
    return _in_manifest_order(decisions, rows, len(cohort), reading)


def _rows(keys: Sequence[str], cohort: Cohort) -> NDArray[np.int64]:
    """Return the manifest row of each table row, int64, shape (m,); −1 where there is none."""
    index = {key: row for row, key in enumerate(image_keys(cohort.images))}
    return np.fromiter((index.get(key, -1) for key in keys), np.int64, len(keys))


def _check_known(keys: Sequence[str], rows: NDArray[np.int64], table: Table, cohort: Cohort, faults: Faults) -> None:
    """Collect images that are not in the manifest."""
    splits = set(cohort.split or ())
    where = f"cohort '{cohort.id}'" + (f", split '{splits.pop()}'" if len(splits) == 1 else "")
    advice = "remove the row, or add the image to the manifest"
    strange = (rows < 0) & np.array([bool(key) for key in keys])
    table.add_faults(faults, strange, lambda row: f"{shown(keys[row])} is no image of {where}; {advice}", "image")


def _in_manifest_order(decisions: Decisions, rows: NDArray[np.int64], n: int, reading: Reading) -> Predictions:
    known = rows >= 0
    outcomes = np.full(n, Outcome.NO_PREDICTION.code, np.int64)
    outcomes[rows[known]] = decisions.outcomes[known]
    predicted = np.full(n, -1, np.int64)
    predicted[rows[known]] = decisions.predicted[known]
    probabilities = None
    if decisions.probabilities is not None:
        probabilities = np.zeros((n, len(decisions.labels)))
        probabilities[rows[known]] = decisions.probabilities[known]
    return Predictions(
        labels=decisions.labels, predicted=predicted, outcomes=outcomes, probabilities=probabilities, reading=reading
    )
