"""A predictions table (CSV or Parquet) as Predictions, joined to a cohort by image.

Columns: `image` and `p_<emotion>` for each emotion of the model, or `image` and `predicted`; with both, `predicted`
must name a most probable emotion. `outcome`, where present, says how a row without prediction ended; its other cells
are empty. Further columns are not read; a mapping (`Columns`) reads others as ours, and logits then too. In a Parquet
file the line of a fault is the number of the row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.arrays import Codes, given_away, rising
from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment, remarks_of
from audit.errors import FaultyInput
from audit.load.predictions.decisions import Decisions, read_decisions
from audit.load.predictions.faces import MatchedFaces, matched_faces
from audit.load.predictions.keys import named
from audit.load.predictions.likelihoods import decided_by_words
from audit.load.tables.column_names import IMAGE
from audit.load.tables.columns import Columns
from audit.load.tables.model_rows import read_rows
from audit.load.tables.paths import RowKeys, image_keys, read_keys
from audit.load.text import Faults, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.cohort.choices import ModelRows
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.labels import LabelSet
    from audit.load.tables.table import Table


_EXAMPLES = 3
_WHICH_FACE = (
    "the manifest has another number of faces in this picture, or none that is called so; say in both tables which "
    "face a row is about, in a column 'face' or by the same box, or remove the row"
)
_AS_NAMED = Columns()
_AS_SHOWN = ReadingChoices()


def load_predictions(
    path: Path,
    cohort: Cohort,
    *,
    labels: LabelSet | None = None,
    columns: Columns = _AS_NAMED,
    choices: ReadingChoices = _AS_SHOWN,
    rows: ModelRows | None = None,
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
    rows
        Only these rows, of a table that holds the answers of several models.

    Raises
    ------
    FaultyFile
        With every fault: images that are listed twice or not in the manifest, emotions that are not known,
        probabilities that are no numbers, negative, or do not sum to 1 within 0.001, logits that are not finite or
        not one for each emotion.
    InputError
        When there is no such file.
    """
    selection = columns.of_predictions()

    layout = remarks_of(Treatment.MAPPED, (columns.layout,) if columns.layout else ())

    def read(table: Table) -> Predictions:
        told = replace(table, remarks=(*layout, *table.remarks))
        words = decided_by_words(told)
        told, known = (told, labels) if words is None else (words.table, labels or words.labels)
        return predictions_of_table(told, cohort, labels=known, one_table=columns.one_table, choices=choices)

    table = read_rows(path, selection, rows)
    try:
        return read(table)
    except FaultyInput:
        if table.exact:
            raise
    return read(read_rows(path, selection, rows, exact=True))  # its faults, with every cell as it was written


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
    rows = _keys(table, cohort, faults)
    keys = image_keys(rows.images)
    found = matched_faces(keys, rows.faces, image_keys(cohort.images), cohort.faces, differ=rows.differ)
    if not one_table:
        _check_known(keys, found, table, cohort, faults)
    decisions = read_decisions(table, cohort, labels, faults, choices)
    _check_once(table, found, decisions, faults)
    faults.raise_any()
    reading = Reading.of(*table.remarks).as_read_by(Reader.PREDICTIONS) + Reading.of(*decisions.remarks)
    return _in_manifest_order(decisions, found.rows, len(cohort), reading + _by_rule(found, keys, cohort))


def _keys(table: Table, cohort: Cohort, faults: Faults) -> RowKeys:
    """Return what tells the rows of a table apart; the cohort's own pictures were looked at when it was read."""
    if table.texts(IMAGE) is cohort.images and cohort.faces is None:
        return RowKeys(images=cohort.images, differ=True)
    return read_keys(table, faults)


def _by_rule(found: MatchedFaces, keys: Sequence[str], cohort: Cohort) -> Reading:
    """Return the remark on the rule by which rows found their pictures; none where paths are the same as written."""
    if not found.rule or found.rows is None:
        return Reading()
    row = next(row for row, place in enumerate(found.rows) if place >= 0)
    text = (
        f"rows of the predictions table matched to pictures {found.rule}: {shown(keys[row])} is "
        f"{shown(cohort.images[found.rows[row]])} ({int((found.rows >= 0).sum()):,} rows)"
    )
    return Reading.of(Remark(treatment=Treatment.MAPPED, sentence=text, by=Reader.PREDICTIONS, rows=len(keys)))


def _check_known(keys: Sequence[str], found: MatchedFaces, table: Table, cohort: Cohort, faults: Faults) -> None:
    """Collect images that are not in the manifest; where none is, say once how the paths of both sides look."""
    if found.rows is None:
        return
    absent = (found.rows < 0) & ~found.unclear
    if len(keys) and absent.all():
        theirs, ours = (", ".join(map(shown, some[:_EXAMPLES])) for some in (keys, cohort.images))
        none = f"no row names an image of cohort '{cohort.id}', and no one way of reading all paths makes them agree"
        faults.add(
            f"{none}: the table has {theirs}, the manifest {ours}; write the paths of the manifest", column="image"
        )
        return
    splits = set(cohort.split or ())
    where = f"cohort '{cohort.id}'" + (f", split '{splits.pop()}'" if len(splits) == 1 else "")
    advice = "remove the row, or add the image to the manifest"
    strange = absent & named(keys)
    table.add_faults(faults, strange, lambda row: f"{shown(keys[row])} is no image of {where}; {advice}", "image")
    table.add_faults(faults, found.unclear, lambda row: f"{shown(keys[row])}: {_WHICH_FACE}", "image")


def _check_once(table: Table, found: MatchedFaces, decisions: Decisions, faults: Faults) -> None:
    """Collect rows of one face, as a table with a row for each annotator has them, that do not say the same."""
    if found.rows is None or rising(found.rows):
        return
    known = np.flatnonzero(found.rows >= 0)
    first = np.full(int(found.rows.max(initial=-1)) + 1, -1, np.int64)
    first[found.rows[known][::-1]] = known[::-1]
    if len(known) == np.count_nonzero(first >= 0):
        return
    before = np.where(found.rows >= 0, first[found.rows], np.arange(len(found.rows)))
    other = (decisions.predicted != decisions.predicted[before]) | (decisions.outcomes != decisions.outcomes[before])
    if decisions.probabilities is not None:
        other |= (decisions.probabilities != decisions.probabilities[before]).any(axis=1)
    advice = "a classifier says one thing of a face; correct or remove one"
    table.add_faults(faults, other, lambda row: f"says another thing than line {table.lines[before[row]]}; {advice}")


def _in_manifest_order(decisions: Decisions, rows: Codes | None, n: int, reading: Reading) -> Predictions:
    if rows is None or (n and len(rows) == n and rows[0] == 0 and rows[-1] == n - 1 and rising(rows)):
        outcomes, predicted, probabilities = decisions.outcomes, decisions.predicted, decisions.probabilities
    else:
        outcomes, predicted, probabilities = _spread(decisions, rows, n)
    return Predictions(
        labels=decisions.labels,
        predicted=given_away(predicted),
        outcomes=given_away(outcomes),
        probabilities=None if probabilities is None else given_away(probabilities),
        reading=reading,
    )


_Spread = tuple[Codes, Codes, "NDArray[np.float64] | None"]


def _spread(decisions: Decisions, rows: Codes, n: int) -> _Spread:
    """Return outcomes, answers and probabilities of the n rows of a manifest, of which some have no prediction."""
    known = rows >= 0
    outcomes = np.full(n, Outcome.NO_PREDICTION.code, decisions.outcomes.dtype)
    outcomes[rows[known]] = decisions.outcomes[known]
    predicted = np.full(n, -1, decisions.predicted.dtype)
    predicted[rows[known]] = decisions.predicted[known]
    if decisions.probabilities is None:
        return outcomes, predicted, None
    probabilities = np.zeros((n, len(decisions.labels)))
    probabilities[rows[known]] = decisions.probabilities[known]
    return outcomes, predicted, probabilities
