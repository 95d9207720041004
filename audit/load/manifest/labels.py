"""The columns `label` and `label_code` of a manifest: the label set, and the code of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.load.emotions import expected
from audit.load.tables.codes import NEEDS_ORDER, are_codes, code_of, in_order
from audit.load.tables.column_names import LABEL_CODE
from audit.load.tables.spellings import Encoded, Names, control_character, encode, merge, rows
from audit.load.text import shown

if TYPE_CHECKING:
    from audit.load.tables.table import Table
    from audit.load.text import Faults

_MOST_LABELS = 100
_EMPTY = "the cell is empty; write the emotion"
_IN_A_FILE = "or as labels = [...] in a cohort.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of a manifest.

    Attributes
    ----------
    labels
        The label set.
    codes
        int64, shape (n,): code of each row, `OUTSIDE` where its cell is faulty.
    remarks
        What was merged, or which numbers were read as which emotions.
    """

    labels: LabelSet
    codes: NDArray[np.int64]
    remarks: tuple[Remark, ...]


def read_labels(table: Table, declared: LabelSet | None, faults: Faults) -> Labels:
    """Return the labels; raises what was collected so far when there is no label set to go on with.

    Parameters
    ----------
    table
        The manifest.
    declared
        The label set, where somebody declared one; without, the labels that occur.
    faults
        Takes labels that are not in the set, numbers without a declared order, and a `label_code` that contradicts it.
    """
    cells = encode(table.column("label"))
    if declared is None:
        if LABEL_CODE in table or are_codes(cells.cells, None):
            column = LABEL_CODE if LABEL_CODE in table else "label"
            faults.add(f"{NEEDS_ORDER}, {_IN_A_FILE}", column=column)
            faults.raise_any()
        return _read_names(table, cells, None, faults)
    read = _read_codes if are_codes(cells.cells, declared) else _read_names
    labels = read(table, cells, declared, faults)
    if LABEL_CODE in table:
        _check_codes(table, labels, faults)
    return labels


def _read_codes(table: Table, cells: Encoded, labels: LabelSet, faults: Faults) -> Labels:
    """Return labels that are numbers, read through the declared order."""
    codes = cells.mapped([code_of(cell, labels) for cell in cells.cells])

    def message(row: int) -> str:
        cell = cells.cells[cells.codes[row]].strip()
        return f"{cell} is no code of the declared order: {in_order(labels)}" if cell else _EMPTY

    table.add_faults(faults, codes < 0, message, "label")
    note = f"column '{table.names.get('label', 'label')}': numbers read in the declared order, {in_order(labels)}"
    remark = Remark(treatment=Treatment.MAPPED, sentence=note, by=Reader.MANIFEST, rows=len(table))
    return Labels(labels=labels, codes=codes, remarks=(remark,))


def _check_codes(table: Table, labels: Labels, faults: Faults) -> None:
    """Collect what in `label_code` contradicts the declared order; one fault for each way it does."""
    cells = encode(table.column(LABEL_CODE))
    codes = cells.mapped([code_of(cell, labels.labels) for cell in cells.cells])
    order = in_order(labels.labels)

    def unknown(row: int) -> str:
        return f"found {shown(cells.cells[cells.codes[row]])}, which is no code of the declared order: {order}"

    table.add_faults(faults, codes < 0, unknown, LABEL_CODE)
    wrong = np.flatnonzero((codes >= 0) & (labels.codes >= 0) & (codes != labels.codes))
    if len(wrong):
        row = int(wrong[0])
        said, meant = (labels.labels.emotions[found[row]] for found in (labels.codes, codes))
        count = rows(len(wrong))
        found = f"the label is '{said}', but its code {codes[row]} is '{meant}' in the declared order ({order})"
        advice = f"{count} in all contradict it; give --labels in the order of the codes"
        faults.add(f"{found}; {advice}", line=table.lines[row], column=LABEL_CODE)


def _read_names(table: Table, cells: Encoded, declared: LabelSet | None, faults: Faults) -> Labels:
    """Return labels that are names; raises what was collected so far when there is no label set to go on with."""
    found = merge("label", cells, declared.emotions if declared else ())
    table.add_faults(faults, found.codes < 0, lambda _: _EMPTY, "label")
    controls = np.array([*(control_character(name) is not None for name in found.names), False])[found.codes]
    message = "the cell holds a control character, which no name of an emotion has; remove it"
    table.add_faults(faults, controls, lambda _: message, "label")
    labels = declared or _occurring(found, faults)
    position = {emotion: code for code, emotion in enumerate(labels.emotions)}
    position_of = np.array([*(position.get(name, OUTSIDE) for name in found.names), OUTSIDE], np.int64)
    codes = position_of[found.codes]
    wrong = (codes == OUTSIDE) & (found.codes >= 0) & ~controls
    table.add_faults(faults, wrong, lambda row: _foreign(found.names[found.codes[row]], labels), "label")
    return Labels(labels=labels, codes=codes, remarks=found.remarks)


def _foreign(emotion: str, labels: LabelSet) -> str:
    return f"emotion {shown(emotion)} is not a label of this cohort; {expected(emotion, labels.emotions)}"


def _occurring(found: Names, faults: Faults) -> LabelSet:
    """Return the label set of a cohort that declares none: the labels that occur, sorted."""
    names = found.names
    advice = f"declare the label set with --labels, {_IN_A_FILE}"
    if len(names) > _MOST_LABELS:
        faults.add(f"{len(names)} different values, more than {_MOST_LABELS}; {advice}", column="label")
    if len(names) == 1:
        faults.add(f"'{names[0]}' is the only emotion that occurs, at least two are needed; {advice}", column="label")
    if len(faults):
        faults.raise_any()
    return LabelSet(emotions=tuple(sorted(names)))
