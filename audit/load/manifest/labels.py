"""The columns `label` and `label_code` of a manifest: the label set, and the code of each row.

A label is matched by its spelling, by a map that somebody wrote, or by its meaning (`anger` is `angry`); what fits none
of these is a fault that names the flags which settle it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, occurrences, packed
from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.emotions import common_name, emotion_key, match, said_as
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.errors import one_of
from audit.load.emotions import expected, settled_by
from audit.load.tables.codes import NEEDS_ORDER, are_codes, code_of, first_code, in_order, open_first
from audit.load.tables.column_names import LABEL_CODE
from audit.load.tables.spellings import Encoded, Names, control_character, merge, rows
from audit.load.text import shown

if TYPE_CHECKING:
    from audit.domain.cohort.choices import ReadingChoices
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
        int64, shape (n,): code of each row, `OUTSIDE` where its cell is faulty or its label is left out.
    left_out
        bool, shape (n,): rows whose label somebody asked to leave out.
    codes_from
        The number that stands for the first emotion; None where labels are names.
    remarks
        What was merged, mapped or left out, or which numbers were read as which emotions.
    """

    labels: LabelSet
    codes: Codes
    left_out: NDArray[np.bool_]
    codes_from: int | None = None
    remarks: tuple[Remark, ...] = ()


def read_labels(table: Table, declared: LabelSet | None, faults: Faults, choices: ReadingChoices) -> Labels:
    """Return the labels; raises what was collected so far when there is no label set to go on with.

    Parameters
    ----------
    table
        The manifest.
    declared
        The label set, where somebody declared one; without, the labels that occur.
    faults
        Takes labels that are not in the set, numbers without a declared order, and a `label_code` that contradicts it.
    choices
        Map of words, labels to leave out, where numbers begin.
    """
    cells = table.encoded("label")
    if declared is None:
        if LABEL_CODE in table or are_codes(cells.cells, None):
            column = LABEL_CODE if LABEL_CODE in table else "label"
            faults.add(f"{NEEDS_ORDER}, {_IN_A_FILE}", column=column)
            faults.raise_any()
        return _read_names(table, cells, None, faults, choices)
    read = _read_codes if are_codes(cells.cells, declared) else _read_names
    labels = read(table, cells, declared, faults, choices)
    if LABEL_CODE in table:
        _check_codes(table, labels, faults, choices)
    return labels


def _read_codes(table: Table, cells: Encoded, labels: LabelSet, faults: Faults, choices: ReadingChoices) -> Labels:
    """Return labels that are numbers, read through the declared order."""
    first = _first(cells, labels, faults, choices)
    codes = cells.mapped([code_of(cell, labels, first) for cell in cells.cells])
    left = _left_out(tuple(cells.cells), choices)[cells.codes]
    order = in_order(labels, first)

    def message(row: int) -> str:
        cell = cells.cells[cells.codes[row]].strip()
        return f"{cell} is no code of the declared order: {order}; {_other_start(first)}" if cell else _EMPTY

    table.add_faults(faults, _first_of_each((codes < 0) & ~left, cells.codes), message, "label")
    said = f"column '{table.names.get('label', 'label')}': numbers read in the declared order, {order}"
    note = said if not first else f"{said}: they count from {first}"
    remark = Remark(treatment=Treatment.MAPPED, sentence=note, by=Reader.MANIFEST, rows=len(table))
    remarks = (remark, *_remarks_of_left(cells.cells, cells.counts, choices))
    return Labels(labels=labels, codes=codes, left_out=left, codes_from=first, remarks=remarks)


def _agreeing(cells: Encoded, labels: Labels) -> int:
    """Return 1 where every code agrees with its label if codes count from 1, else 0."""
    codes = cells.mapped([code_of(cell, labels.labels, 1) for cell in cells.cells])
    return int(np.array_equal(codes, labels.codes))


def _first(cells: Encoded, labels: LabelSet, faults: Faults, choices: ReadingChoices) -> int:
    """Return the number of the first emotion; where the numbers do not show it, that is a fault."""
    choices.numbered.add("label")
    if choices.codes_from is not None:
        return choices.codes_from
    found = first_code(cells.cells, labels)
    if found is None:
        faults.add(open_first(cells.cells, labels), column="label")
    return found or 0


def _other_start(first: int) -> str:
    return f"if the numbers count from {1 - first}, write --codes-from {1 - first}"


def _check_codes(table: Table, labels: Labels, faults: Faults, choices: ReadingChoices) -> None:
    """Collect what in `label_code` contradicts the declared order; one fault for each way it does."""
    cells = table.encoded(LABEL_CODE)
    choices.numbered.add(LABEL_CODE)
    first = _agreeing(cells, labels) if choices.codes_from is None else choices.codes_from
    codes = cells.mapped([code_of(cell, labels.labels, first) for cell in cells.cells])
    order = in_order(labels.labels, first)

    def unknown(row: int) -> str:
        return f"found {shown(cells.cells[cells.codes[row]])}, which is no code of the declared order: {order}"

    table.add_faults(faults, (codes < 0) & ~labels.left_out, unknown, LABEL_CODE)
    wrong = np.flatnonzero((codes >= 0) & (labels.codes >= 0) & (codes != labels.codes))
    if len(wrong):
        row = int(wrong[0])
        said, meant = (labels.labels.emotions[found[row]] for found in (labels.codes, codes))
        count = rows(len(wrong))
        code = int(codes[row]) + first
        found = f"the label is '{said}', but its code {code} is '{meant}' in the declared order ({order})"
        advice = f"{count} in all contradict it; give --labels in the order of the codes"
        faults.add(f"{found}; {advice}", line=table.lines[row], column=LABEL_CODE)


def _read_names(
    table: Table, cells: Encoded, declared: LabelSet | None, faults: Faults, choices: ReadingChoices
) -> Labels:
    """Return labels that are names; raises what was collected so far when there is no label set to go on with."""
    found = merge("label", cells, declared.emotions if declared else ())
    counts = occurrences(found.codes, len(found.names))
    table.add_faults(faults, found.codes < 0, lambda _: _EMPTY, "label")
    controls = np.array([*(control_character(name) is not None for name in found.names), False])[found.codes]
    message = "the cell holds a control character, which no name of an emotion has; remove it"
    table.add_faults(faults, controls, lambda _: message, "label")
    left = _left_out(found.names, choices)
    _check_left_out(found.names, declared, faults, choices)
    labels = declared or _occurring(found, counts, left[:-1], faults, choices)
    targets = [match(name, labels.emotions, choices.label_map) for name in found.names]
    position_of = packed([*(OUTSIDE if t is None else labels.code(t) for t in targets), OUTSIDE])
    codes = position_of[found.codes]
    wrong = (codes == OUTSIDE) & (found.codes >= 0) & ~controls & ~left[found.codes]
    _add_foreign(found, wrong, table, labels, faults)
    read_as = [
        (name, target, int(n))
        for name, target, n, out in zip(found.names, targets, counts, left, strict=False)
        if target is not None and not out and spelling_key(name) != spelling_key(target)
    ]
    remarks = (*found.remarks, *_mapped(read_as), *_remarks_of_left(found.names, counts, choices))
    return Labels(labels=labels, codes=codes, left_out=left[found.codes], remarks=remarks)


def _left_out(names: tuple[str, ...], choices: ReadingChoices) -> NDArray[np.bool_]:
    """Return which names somebody asked to leave out, bool, shape (m + 1,): the last is that of an empty cell."""
    asked = {emotion_key(word) for word in choices.leave_out}
    return np.array([*(emotion_key(name) in asked for name in names), False])


def _check_left_out(names: tuple[str, ...], declared: LabelSet | None, faults: Faults, choices: ReadingChoices) -> None:
    """Collect labels that are to be left out and that nobody has: a flag that does nothing is a mistake."""
    known = dict.fromkeys((*names, *(declared.emotions if declared else ())))
    for word in choices.leave_out:
        if emotion_key(word) not in map(emotion_key, known):
            found = f"no row has the label {shown(word)} that is to be left out; {one_of(word, known)}"
            faults.add(f"{found}; correct or remove it", column="label")


def _add_foreign(names: Names, wrong: NDArray[np.bool_], table: Table, labels: LabelSet, faults: Faults) -> None:
    """Collect labels outside the set: each word once, at its first row, and the flags that settle all of them."""
    first = _first_of_each(wrong, names.codes)
    words = [names.names[names.codes[row]] for row in np.flatnonzero(first)]

    def message(row: int) -> str:
        name, n = names.names[names.codes[row]], int((names.codes == names.codes[row]).sum())
        named = f"emotion {shown(name)} is not a label of this cohort ({rows(n)}); {expected(name, labels.emotions)}"
        return f"{named}; {settled_by(words)}" if name == words[0] else named

    table.add_faults(faults, first, message, "label")


def _first_of_each(chosen: NDArray[np.bool_], codes: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return bool, shape (n,): of the chosen rows the first one of each code."""
    rows = np.flatnonzero(chosen)
    first = np.zeros(len(codes), np.bool_)
    first[rows[np.unique(codes[rows], return_index=True)[1]]] = True
    return first


def _mapped(read_as: list[tuple[str, str, int]]) -> tuple[Remark, ...]:
    if not read_as:
        return ()
    changed = sum(n for *_, n in read_as)
    sentence = f"column 'label': {said_as(read_as)}"
    return (Remark(treatment=Treatment.MAPPED, sentence=sentence, by=Reader.MANIFEST, rows=changed),)


def _remarks_of_left(names: tuple[str, ...], counts: NDArray[np.int64], choices: ReadingChoices) -> tuple[Remark, ...]:
    out = [(name, int(n)) for name, n, out in zip(names, counts, _left_out(names, choices), strict=False) if out]
    if not out:
        return ()
    named = ", ".join(f"'{name}' ({rows(n)})" for name, n in out)
    sentence = f"labels left out as asked: {named}"
    total = sum(n for _, n in out)
    return (Remark(treatment=Treatment.LEFT_OUT, sentence=sentence, by=Reader.MANIFEST, rows=total),)


def _occurring(
    found: Names, counts: NDArray[np.int64], left: NDArray[np.bool_], faults: Faults, choices: ReadingChoices
) -> LabelSet:
    """Return the label set of a cohort that declares none: the labels that occur, sorted.

    Words that mean the same are one label, written as most rows write it.
    """
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for name, n, out in zip(found.names, counts.tolist(), left, strict=True):
        if not out:
            word = choices.label_map.of(name) or name
            said[common_name(word) or spelling_key(word)].append((-n, word))
    names = [min(words)[1] for words in said.values()]
    advice = f"declare the label set with --labels, {_IN_A_FILE}"
    if len(names) > _MOST_LABELS:
        faults.add(f"{len(names)} different values, more than {_MOST_LABELS}; {advice}", column="label")
    if len(names) == 1:
        faults.add(f"'{names[0]}' is the only emotion that occurs, at least two are needed; {advice}", column="label")
    if len(faults):
        faults.raise_any()
    return LabelSet(emotions=tuple(sorted(names)))
