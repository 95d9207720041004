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
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.load.predictions.decisions import Decisions, read_decisions
from audit.load.predictions.keys import Matched, matched
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


_EXAMPLES = 3
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
    found = matched(keys, image_keys(cohort.images))
    if not one_table:
        _check_known(keys, found.rows, table, cohort, faults)
    decisions = read_decisions(table, cohort, labels, faults, choices)
    faults.raise_any()
    reading = Reading.of(*table.remarks).as_read_by(Reader.PREDICTIONS) + Reading.of(*decisions.remarks)
    return _in_manifest_order(decisions, found.rows, len(cohort), reading + _by_rule(found, keys, cohort))


def _by_rule(found: Matched, keys: Sequence[str], cohort: Cohort) -> Reading:
    """Return the remark on the rule by which rows found their pictures; none where paths are the same as written."""
    if not found.rule:
        return Reading()
    row = next(row for row, place in enumerate(found.rows) if place >= 0)
    text = (
        f"rows of the predictions table matched to pictures {found.rule}: {shown(keys[row])} is "
        f"{shown(cohort.images[found.rows[row]])} ({int((found.rows >= 0).sum()):,} rows)"
    )
    return Reading.of(Remark(treatment=Treatment.MAPPED, sentence=text, by=Reader.PREDICTIONS, rows=len(keys)))


def _check_known(keys: Sequence[str], rows: NDArray[np.int64], table: Table, cohort: Cohort, faults: Faults) -> None:
    """Collect images that are not in the manifest; where none is, say once how the paths of both sides look."""
    if len(keys) and (rows < 0).all():
        theirs, ours = (", ".join(map(shown, some[:_EXAMPLES])) for some in (keys, cohort.images))
        found = f"no row names an image of cohort '{cohort.id}', and no one way of reading all paths makes them agree"
        faults.add(
            f"{found}: the table has {theirs}, the manifest {ours}; write the paths of the manifest", column="image"
        )
        return
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
