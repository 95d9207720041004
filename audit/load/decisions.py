"""What a predictions table says in each of its rows: probabilities, the predicted emotion, or why there is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.groups import spelling_key
from audit.domain.labels import LABEL_SETS, LabelSet
from audit.domain.predictions import OUTCOMES, Outcome
from audit.errors import one_of
from audit.load.emotions import common_name, expected, match, tidy
from audit.load.spellings import encode
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from audit.load.table import Table
    from audit.load.text import Faults

PREDICTED = "predicted"
OUTCOME = "outcome"
PROBABILITY = "p_"
SUM_WITHIN = 1e-3
TIE_WITHIN = 1e-6
"""Probabilities are published with 6 decimals: closer ones may have been in either order."""

_SCORED = OUTCOMES.index(Outcome.SCORED)
_NOT_SCORED = "a row whose outcome is not 'scored' has no prediction; empty its other cells, or its outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The rows of a predictions table.

    Attributes
    ----------
    labels
        Emotions in model order.
    predicted
        int64, shape (m,): code of the predicted emotion, −1 where the outcome is not `scored`.
    outcomes
        int64, shape (m,): position in `OUTCOMES`.
    probabilities
        float64, shape (m, k), 0 in rows that were not scored; None when the table holds decisions only.
    """

    labels: LabelSet
    predicted: NDArray[np.int64]
    outcomes: NDArray[np.int64]
    probabilities: NDArray[np.float64] | None


def read_decisions(table: Table, cohort_labels: LabelSet, given: LabelSet | None, faults: Faults) -> Decisions:
    """Return what the rows of a table say; faults are collected.

    Parameters
    ----------
    table
        The predictions table.
    cohort_labels
        Labels of the cohort: how emotions are written, and the label set of a table of decisions.
    given
        Emotions of the model in its order, when they were given.
    faults
        Takes what is wrong; raised here when the columns do not say which emotions are meant.
    """
    columns = _probability_columns(table, cohort_labels, given, faults)
    labels = given or (LabelSet(emotions=tuple(columns)) if columns else cohort_labels)
    outcomes = _outcomes(table, faults)
    scored = outcomes == _SCORED
    probabilities = _probabilities(table, [columns[e] for e in labels.emotions], scored, faults) if columns else None
    predicted = _predicted(table, labels, scored, faults) if PREDICTED in table else None
    if probabilities is None:
        decided = np.zeros(len(table), np.int64) if predicted is None else predicted
    else:
        decided = _most_probable(table, labels, predicted, probabilities, faults)
    return Decisions(
        labels=labels, predicted=np.where(scored, decided, -1), outcomes=outcomes, probabilities=probabilities
    )


def _probability_columns(
    table: Table, cohort_labels: LabelSet, given: LabelSet | None, faults: Faults
) -> Mapping[str, str]:
    """Return the column of each emotion in the order of the columns; empty for a table of decisions only."""
    before = len(faults)
    known = given.emotions if given else _known(cohort_labels)
    columns: dict[str, str] = {}
    for name in table.header:
        if name.startswith(PROBABILITY):
            emotion = name.removeprefix(PROBABILITY)
            found = match(emotion, known)
            if found is None:
                advice = "" if given else "; or give the labels of the model with --labels"
                faults.add(f"unknown emotion {shown(emotion)}; {expected(emotion, known)}{advice}", line=1, column=name)
            else:
                columns[found] = name
    for message in _missing_columns(table, columns, given) if len(faults) == before else ():
        faults.add(message, line=1)
    if len(faults) > before:
        faults.raise_any()
    return columns


def _known(cohort_labels: LabelSet) -> tuple[str, ...]:
    """Return the labels of the cohort and the words of the field for emotions that it does not have."""
    meant = {common_name(label) for label in cohort_labels.emotions}
    words = dict.fromkeys(word for labels in LABEL_SETS.values() for word in labels.emotions)
    return (*cohort_labels.emotions, *(word for word in words if word not in meant and word not in cohort_labels))


def _missing_columns(table: Table, columns: Mapping[str, str], given: LabelSet | None) -> Iterator[str]:
    if not columns and PREDICTED not in table:
        yield f"there is neither a column '{PREDICTED}' nor a column '{PROBABILITY}<emotion>' for each emotion"
    if len(columns) == 1:
        yield f"there is one column of probabilities, '{next(iter(columns.values()))}'; each emotion needs its own"
    if columns and given:
        for emotion in given.emotions:
            if emotion not in columns:
                yield f"there is no column '{PROBABILITY}{emotion}', but '{emotion}' is a label of the model"


def _outcomes(table: Table, faults: Faults) -> NDArray[np.int64]:
    """Return the outcome of each row, int64, shape (m,): `scored` where nothing else is said."""
    if OUTCOME not in table:
        return np.full(len(table), _SCORED, np.int64)
    cells = encode(table.column(OUTCOME))
    names = [outcome.value for outcome in OUTCOMES]
    position = {spelling_key(name): code for code, name in enumerate(names)} | {"": _SCORED}
    outcomes = cells.mapped([position.get(spelling_key(cell), -1) for cell in cells.cells])

    def message(row: int) -> str:
        cell = cells.cells[cells.codes[row]]
        return f"unknown outcome {shown(cell)}; {one_of(cell, names)}"

    table.add_faults(faults, outcomes < 0, message, OUTCOME)
    return np.where(outcomes < 0, _SCORED, outcomes)


def _predicted(table: Table, labels: LabelSet, scored: NDArray[np.bool_], faults: Faults) -> NDArray[np.int64]:
    """Return the code of the emotion in the column `predicted`, int64, shape (m,); −1 where it is not known."""
    cells = encode(table.column(PREDICTED))
    names = [match(cell, labels.emotions) for cell in cells.cells]
    codes = cells.mapped([-1 if name is None else labels.code(name) for name in names])
    empty = np.array([not cell.strip() for cell in cells.cells])[cells.codes]

    def message(row: int) -> str:
        cell = tidy(cells.cells[cells.codes[row]])
        if not cell:
            return "the cell is empty; write the predicted emotion, or leave the row out"
        advice = "a model with further emotions needs --labels"
        return f"emotion {shown(cell)} is not a label of the model; {expected(cell, labels.emotions)}; {advice}"

    table.add_faults(faults, scored & (codes < 0), message, PREDICTED)
    table.add_faults(faults, ~scored & ~empty, lambda _: _NOT_SCORED, PREDICTED)
    return codes


def _probabilities(
    table: Table, columns: Sequence[str], scored: NDArray[np.bool_], faults: Faults
) -> NDArray[np.float64]:
    """Return the probabilities, float64, shape (m, k): each from 0 to 1, together 1 within 0.001."""
    matrix = np.stack([table.numbers(name) for name in columns], axis=1)
    fits = np.isfinite(matrix) & (matrix >= 0) & (matrix <= 1 + SUM_WITHIN)
    for position, name in enumerate(columns):
        table.add_faults(faults, scored & ~fits[:, position], _not_a_probability(table, name), name)
    sums = np.where(fits, matrix, 0).sum(axis=1)
    wrong = scored & fits.all(axis=1) & ~(np.abs(sums - 1) < SUM_WITHIN)
    table.add_faults(
        faults, wrong, lambda row: f"the probabilities sum to {sums[row]:.6g}; they sum to 1, within {SUM_WITHIN}"
    )
    table.add_faults(faults, ~scored & np.any(np.nan_to_num(matrix) != 0, axis=1), lambda _: _NOT_SCORED)
    matrix[~(scored[:, None] & fits)] = 0
    return matrix


def _not_a_probability(table: Table, name: str) -> Callable[[int], str]:
    rule = "a probability is a number from 0 to 1 (logits need a softmax first)"
    return lambda row: f"found {shown(table.cell(name, row))}; {rule}"


def _most_probable(
    table: Table,
    labels: LabelSet,
    predicted: NDArray[np.int64] | None,
    probabilities: NDArray[np.float64],
    faults: Faults,
) -> NDArray[np.int64]:
    """Return the code of the predicted emotion: as decided in the table, else the first most probable one."""
    most: NDArray[np.int64] = probabilities.argmax(axis=1).astype(np.int64)
    if predicted is None:
        return most
    rows = np.arange(len(most))
    below = probabilities[rows, np.maximum(predicted, 0)] < probabilities[rows, most] - TIE_WITHIN

    def message(row: int) -> str:
        said, most_probable = labels.emotions[predicted[row]], labels.emotions[most[row]]
        return f"'{said}' is less probable than '{most_probable}' in the same row; remove the column, or mend the row"

    table.add_faults(faults, (predicted >= 0) & below, message, PREDICTED)
    return predicted
