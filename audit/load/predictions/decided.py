"""The column `predicted`: the emotion that was decided on, by name or by its number in a given order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.arrays import Codes
from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.emotions import match, said_as
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.load.emotions import expected, tidy
from audit.load.tables.codes import NEEDS_ORDER, are_codes, code_of, first_code, in_order
from audit.load.tables.column_names import OUTCOME, PREDICTED
from audit.load.text import shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.load.tables.spellings import Encoded
    from audit.load.tables.table import Table
    from audit.load.text import Faults

NOT_SCORED = "a row whose outcome is not 'scored' has no prediction; empty its other cells, or its outcome"


NO_ANSWER_SAID = (
    f"where there is no answer, leave the cells empty and write why in a column '{OUTCOME}' ('{Outcome.NO_FACE}', "
    f"'{Outcome.NO_ANSWER}', …): then the row is counted as one without an answer"
)
"""What to do with a row that got no answer: to leave it out would hide it."""

_NOTHING = frozenset(
    {"", "0", "1", "nan", "na", "none", "null", "noface", "nofacefound", "nofacedetected", "facenotfound"}
    | {"error", "failed", "fail", "unknown", "undetected", "notdetected", "missing", "unscored", "keingesicht"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How answers are to be read: emotions in an order, if given; flags; the cohort, whose words they may share."""

    given: LabelSet | None
    choices: ReadingChoices
    cohort: Cohort


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The code of each row's answer, shape (m,), −1 where it is not known; and what was read otherwise."""

    codes: Codes
    remarks: tuple[Remark, ...] = ()


def read_decided(table: Table, labels: LabelSet, scored: NDArray[np.bool_], faults: Faults, asked: Asked) -> Decided:
    """Return the emotion in the column `predicted` of each row.

    Parameters
    ----------
    table
        The predictions table, with that column.
    labels
        Emotions of the model.
    scored
        bool, shape (m,): rows that have a prediction.
    faults
        Takes unknown emotions, numbers outside the order, numbers without an order, predictions of other rows.
    asked
        The emotions in an order, when they were given: numbers are read through that alone; map of words; where
        numbers begin.
    """
    cells = table.encoded(PREDICTED)
    coded = are_codes(cells.cells, labels)
    if coded and asked.given is None:
        faults.add(NEEDS_ORDER, column=PREDICTED)
        return Decided(codes=np.full(len(table), -1, np.int64))
    found = _numbers(cells, labels, asked) if coded else _names(cells, labels, asked)
    empty = np.array([not cell.strip() for cell in cells.cells])[cells.codes]
    order = in_order(labels, found.first)

    def message(row: int) -> str:
        cell = tidy(cells.cells[cells.codes[row]])
        if not cell:
            return f"the cell is empty; write the predicted emotion; {NO_ANSWER_SAID}"
        advice = f"; {NO_ANSWER_SAID}" if _is_no_answer(cell) else ""
        return (f"{cell} is no code of the declared order: {order}" if coded else _no_name(cell, labels)) + advice

    codes = cells.mapped(found.codes)
    table.add_faults(faults, scored & (codes < 0), message, PREDICTED)
    table.add_faults(faults, ~scored & ~empty, lambda _: NOT_SCORED, PREDICTED)
    return Decided(codes=codes, remarks=found.remarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """The code of each distinct cell, where numbers begin, and what was read otherwise than written."""

    codes: tuple[int, ...]
    first: int
    remarks: tuple[Remark, ...]


def _numbers(cells: Encoded, labels: LabelSet, asked: Asked) -> _Cells:
    asked.choices.numbered.add(PREDICTED)
    shown_first = first_code(cells.cells, labels)
    first = asked.choices.codes_from
    if first is None:
        first = shown_first if shown_first is not None else asked.cohort.codes_from or 0
    sentence = f"column '{PREDICTED}': numbers read in the declared order, {in_order(labels, first)}"
    if shown_first is None and asked.choices.codes_from is None:
        sentence += "; no row shows whether they count from 0 or from 1 (--codes-from says so)"
    elif first:
        sentence += f": they count from {first}"
    remark = Remark(treatment=Treatment.MAPPED, sentence=sentence, by=Reader.PREDICTIONS, rows=len(cells.codes))
    codes = tuple(code_of(cell, labels, first) for cell in cells.cells)
    return _Cells(codes=codes, first=first, remarks=(remark,))


def _names(cells: Encoded, labels: LabelSet, asked: Asked) -> _Cells:
    found = [match(cell, labels.emotions, asked.cohort.label_map) for cell in cells.cells]
    other = [
        (tidy(cell), emotion, int(n))
        for cell, emotion, n in zip(cells.cells, found, cells.counts, strict=True)
        if emotion is not None and spelling_key(cell) != spelling_key(emotion)
    ]
    remarks: tuple[Remark, ...] = ()
    if other:
        sentence, n = f"column '{PREDICTED}': {said_as(other)}", sum(n for *_, n in other)
        remarks = (Remark(treatment=Treatment.MAPPED, sentence=sentence, by=Reader.PREDICTIONS, rows=n),)
    codes = tuple(-1 if emotion is None else labels.code(emotion) for emotion in found)
    return _Cells(codes=codes, first=0, remarks=remarks)


def _is_no_answer(cell: str) -> bool:
    """Return whether a word says that there is no emotion, as tools write it."""
    return "".join(filter(str.isalnum, spelling_key(cell))) in _NOTHING


def _no_name(cell: str, labels: LabelSet) -> str:
    advice = "a model with further emotions needs --labels; another word for one --label-map"
    return f"emotion {shown(cell)} is not a label of the model; {expected(cell, labels.emotions)}; {advice}"
