"""A published table of counts: how many pictures of each group were right, or a confusion matrix for each group.

Three forms are told apart by their columns, and every other column makes groups::

    gender,right,total                     how many were right; `rate` (94.2 % or .942) in place of `right`
    gender,label,right,total               how many of each label were right
    gender,label,predicted,count           how many of each label got each answer

A rate is what papers print. The number of right pictures behind it is worked out, and a rate that no whole number of
pictures has is a fault: then the rate or the total is not what was counted.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.emotions import match, said_as, spelled
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import AS_WRITTEN, Reader, Reading, Remark, Treatment
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.counts.told import ANOTHER, LABELLED, CountsTold
from audit.domain.wording.words import counted
from audit.errors import Fault, FaultyFile
from audit.load.emotions import tidy
from audit.load.manifest.features import DeclaredFeature, read_features
from audit.load.tables.any_table import read_table
from audit.load.tables.column_names import is_reserved
from audit.load.tables.selection import Selection
from audit.load.tables.spellings import encode, merge
from audit.load.text import HEADER, Faults, shown, table_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.load.manifest.features import FeatureColumns
    from audit.load.tables.spellings import Encoded
    from audit.load.tables.table import Table

MOST = 10**9
"""Pictures that one row of a table may count."""

_DIGITS = 100
"""Of a number, with zeros before it: Python reads no number of thousands."""

LABEL, RIGHT, RATE, TOTAL, COUNT = "label", "right", "rate", "total", "count"
ANSWERS = ("predicted", "prediction")
_OURS = (LABEL, RIGHT, RATE, TOTAL, COUNT, *ANSWERS)

_FORMS = "write columns of groups and right,total (or rate,total), label,right,total, or label,predicted,count"
_RATE = re.compile(r"(\d*)(?:\.(\d*))?\s*(%?)")
_TOTALS = frozenset(
    {"all", "total", "totals", "overall", "sum", "both", "average", "mean", "alle", "gesamt", "ensemble", "todos"}
)
"""What the row below a printed table is called, by its letters."""

_TWO = 2
_HALF = 0.5 + 1e-9
"""Of the last printed digit: how far a rate may lie from what was counted, whichever way halves were rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsOfTable:
    """What a table of counts holds.

    Attributes
    ----------
    id
        Its name without endings.
    sha256
        Of its bytes.
    counts
        The pictures.
    reading
        What was read otherwise than written, and what such a table cannot tell.
    """

    id: str
    sha256: str
    counts: CountTable
    reading: Reading = AS_WRITTEN


def load_counts(path: Path) -> CountsOfTable:
    """Return what a table of counts holds.

    Raises
    ------
    FaultyFile
        With every fault: columns of no form, cells that are no counts, more right than there are, rates that no number
        of pictures has, a row twice.
    InputError
        When there is no such file.
    """
    table = read_table(path, Selection(required=()), exact=True)
    faults = Faults(path)
    faults.extend(table.faults)
    told, groups = _form(table, faults)
    faults.raise_any()
    features = read_features(_only(table, groups), {name: DeclaredFeature() for name in groups}, faults)
    _refuse_totals(table, groups, faults)
    numbers = _Numbers.of(table, faults)
    rows = _rows(table, told, features, faults)
    _refuse_twice(table, rows.keys, faults)
    faults.raise_any()
    cells = _cells(told, features, rows, numbers)
    if not cells.total:
        raise FaultyFile(path, [Fault(message="no row counts a picture; an audit needs at least one")])
    counts = CountTable(labels=rows.labels, features=features.features, cells=cells, told=told)
    doubts = tuple(_totals(counts))
    remarks = (*table.remarks, *features.remarks, *rows.remarks, *numbers.remarks, *doubts, *_assumed(told))
    return CountsOfTable(id=table_id(path), sha256=table.sha256, counts=counts, reading=Reading.of(*remarks))


def _form(table: Table, faults: Faults) -> tuple[CountsTold, tuple[str, ...]]:
    """Return what a table tells, and its columns that make groups; columns of no form are faults."""
    has = set(table.header)
    groups = tuple(name for name in table.header if name not in _OURS and not is_reserved(name))
    answers, right = [name for name in ANSWERS if name in has], [name for name in (RIGHT, RATE) if name in has]
    if len(answers) == 1 and {LABEL, COUNT} <= has and not right and TOTAL not in has:
        told = CountsTold.ANSWERS
    elif len(right) == 1 and TOTAL in has and not answers and COUNT not in has:
        told = CountsTold.RIGHT_OF_EACH_LABEL if LABEL in has else CountsTold.RIGHT
    else:
        told = CountsTold.RIGHT
        faults.add(
            f"these are no columns of a table of counts: {shown(', '.join(table.header))}; {_FORMS}", line=HEADER
        )
    if not groups:
        faults.add(f"no column makes groups; add one, such as gender, beside {', '.join(table.header)}", line=HEADER)
    return told, groups


def _only(table: Table, names: tuple[str, ...]) -> Table:
    """Return a table with some of its columns."""
    return replace(table, header=names, columns=tuple(table.columns[table.header.index(name)] for name in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbers:
    """The counts of each row: pictures in all, of them right; int64, shape (n,)."""

    total: NDArray[np.int64]
    right: NDArray[np.int64]
    remarks: tuple[Remark, ...] = ()

    @classmethod
    def of(cls, table: Table, faults: Faults) -> _Numbers:
        """Return the counts of a table, faults collected; of a confusion matrix nothing is told right beforehand."""
        if COUNT in table:
            total = _whole(table, COUNT, faults)
            return cls(total=total, right=np.zeros_like(total))
        total = _whole(table, TOTAL, faults)
        if RIGHT in table:
            right = _whole(table, RIGHT, faults)
            for row in np.flatnonzero(right > total).tolist():
                found = f"{right[row]:,} of {total[row]:,} pictures are right"
                faults.add(f"{found}; give at most as many as there are", line=table.lines[row], column=RIGHT)
            return cls(total=total, right=right)
        worked_out = [_of_rate(table, row, n, faults) for row, n in enumerate(total.tolist())]
        right, open_ = (np.array([each[i] for each in worked_out], np.int64) for i in (0, 1))
        return cls(total=total, right=right, remarks=_worked_out(open_))


def _whole(table: Table, column: str, faults: Faults) -> NDArray[np.int64]:
    """Return the whole numbers of a column; 0 stands for one that is a fault."""
    found = np.zeros(len(table), np.int64)
    for row, cell in enumerate(table.column(column)):
        text = cell.strip().replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", cell.strip()) else cell.strip()
        if text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) <= MOST:
            found[row] = int(text)
        else:
            allowed = f"a whole number from 0 to {MOST:,}"
            faults.add(f"found {shown(cell)}; expected {allowed}", line=table.lines[row], column=column)
    return found


def _of_rate(table: Table, row: int, total: int, faults: Faults) -> tuple[int, int]:
    """Return how many pictures a printed rate says were right, and by how many that may be wrong."""
    cell = table.cell(RATE, row).strip()
    share = _share(cell)
    if share is None:
        faults.add(
            f"found {shown(cell)}; expected a share from 0 to 1, or one with %, as .942 or 94.2 %",
            line=table.lines[row],
            column=RATE,
        )
        return 0, 0
    rate, step = share
    low = max(0, math.ceil((rate - _HALF * step) * total - 1e-9))
    high = min(total, math.floor((rate + _HALF * step) * total + 1e-9))
    if low > high:
        near = dict.fromkeys((max(0, math.floor(rate * total)), min(total, math.ceil(rate * total))))
        have = " and ".join(f"{right} of {total} is {right / total:.4f}" for right in near if total)
        faults.add(
            f"no whole number of {counted(total, 'picture')} has the rate {cell}{have and ': '}{have}; correct the "
            "rate or the total, or give how many were right",
            line=table.lines[row],
            column=RATE,
        )
        return 0, 0
    right = min(max(round(rate * total), low), high)
    return right, max(right - low, high - right)


def _share(cell: str) -> tuple[float, float] | None:
    """Return a printed rate as a share, and the worth of its last digit; None where it is none."""
    found = _RATE.fullmatch(cell)
    if found is None or not (found[1] or found[2]):
        return None
    scale = 0.01 if found[3] else 1.0
    rate = float(f"{found[1] or 0}.{found[2] or 0}") * scale
    return (rate, scale * 10.0 ** -len(found[2] or "")) if rate <= 1 + 1e-12 else None


def _worked_out(open_: NDArray[np.int64]) -> tuple[Remark, ...]:
    most = int(open_.max(initial=0))
    off = (
        f"at most {counted(most, 'picture')} off, as the rates are rounded" if most else "no other number has that rate"
    )
    sentence = f"how many pictures were right is worked out of the printed rates: {off}"
    return (Remark(treatment=Treatment.RESCALED, sentence=sentence, by=Reader.PREDICTIONS),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CountedRows:
    """What the rows count: their levels, int64, shape (n, axes), groups first, then label and answer where told."""

    keys: NDArray[np.int64]
    labels: LabelSet
    remarks: tuple[Remark, ...] = ()


def _rows(table: Table, told: CountsTold, features: FeatureColumns, faults: Faults) -> _CountedRows:
    if told is CountsTold.RIGHT:
        return _CountedRows(keys=features.codes.astype(np.int64), labels=LabelSet(emotions=(LABELLED, ANOTHER)))
    names = [LABEL, *(name for name in ANSWERS if name in table)]
    cells = [cell for name in names for cell in table.column(name)]
    spoken, read_as = _in_the_words_of_labels(encode(cells), len(table), names[-1])
    merged = merge("label", spoken)
    for place in np.flatnonzero(merged.codes < 0).tolist():
        name, row = names[place // len(table)], place % len(table)
        faults.add("an empty cell; name the emotion", line=table.lines[row], column=name)
    _refuse_strangers(merged.codes.astype(np.int64).reshape(len(names), len(table)), merged.names, faults)
    order = list(dict.fromkeys(merged.names[code] for code in merged.codes.tolist() if code >= 0))
    if told is CountsTold.RIGHT_OF_EACH_LABEL:
        if ANOTHER in order:
            faults.add(f"'{ANOTHER}' stands for every wrong answer; call the label otherwise", column=LABEL)
        order = [*(name for name in order if name != ANOTHER), ANOTHER]
    elif len(order) < _TWO:
        faults.add("all pictures have one label and one answer; a confusion matrix has at least two", line=HEADER)
    faults.raise_any()
    codes = np.array([order.index(name) for name in merged.names], np.int64)[merged.codes]
    keys = np.column_stack([features.codes, *codes.reshape(len(names), len(table))])
    return _CountedRows(keys=keys, labels=LabelSet(emotions=tuple(order)), remarks=(*merged.remarks, *read_as))


def _in_the_words_of_labels(cells: Encoded, n: int, column: str) -> tuple[Encoded, tuple[Remark, ...]]:
    """Return cells, n of labels and then those of answers, with each answer called as the label that means the same."""
    labels = merge(LABEL, encode(cells.texts[:n])).names
    meant = [cell if spelled(cell, labels) is not None else match(cell, labels) or cell for cell in cells.cells]
    pairs = [(tidy(cell), label, 0) for cell, label in zip(cells.cells, meant, strict=True) if cell != label]
    sentence = f"column '{column}': {said_as(pairs)}"
    remarks = (Remark(treatment=Treatment.MAPPED, sentence=sentence, by=Reader.PREDICTIONS),) if pairs else ()
    return cells.renamed(meant), remarks


def _refuse_strangers(codes: NDArray[np.int64], names: tuple[str, ...], faults: Faults) -> None:
    """Collect that no answer is called as any label: then they are written in other words, and nothing is right."""
    labels, answers = ({int(code) for code in np.unique(column) if code >= 0} for column in (codes[0], codes[-1]))
    if labels and answers and not labels & answers:
        said, meant = (shown(", ".join(names[code] for code in sorted(found))) for found in (answers, labels))
        faults.add(f"no answer is called as a label: answers {said}, labels {meant}; write both alike", line=HEADER)


def _refuse_totals(table: Table, groups: tuple[str, ...], faults: Faults) -> None:
    """Collect rows of totals: each of their pictures stands in another row too."""
    for name in groups:
        for row, cell in enumerate(table.column(name)):
            if spelling_key(cell) in _TOTALS:
                found = f"the row of '{tidy(cell)}' counts pictures of other rows again"
                faults.add(
                    f"{found}; leave totals out, or call it otherwise where it is a group of its own",
                    line=table.lines[row],
                    column=name,
                )


def _totals(counts: CountTable) -> Iterator[Remark]:
    """Give the doubt about a group that may be all others together, which its name does not say."""
    for feature in counts.features:
        groups = counts.by((feature.name,))
        found = {each.group.text: (each.confusion.total, each.confusion.correct) for each in groups}
        if sum(n > 0 for n, _ in found.values()) <= _TWO:
            continue
        total, right = (sum(each[i] for each in found.values()) for i in (0, 1))
        for name, (n, of_them_right) in found.items():
            if n and (2 * n, 2 * of_them_right) == (total, right):
                sentence = (
                    f"{feature.name} '{name}' counts as many pictures, and as many right ones, as all other groups "
                    "together; a row of totals is no group, leave it out"
                )
                yield Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.PREDICTIONS)


def _refuse_twice(table: Table, keys: NDArray[np.int64], faults: Faults) -> None:
    """Collect rows that count what an earlier row counts."""
    first: dict[tuple[int, ...], int] = {}
    for row, key in enumerate(map(tuple, keys.tolist())):
        if key in first:
            before = table.lines[first[key]]
            faults.add(f"counts what line {before} counts; keep one of the two, or add them up", line=table.lines[row])
        first.setdefault(key, row)


def _cells(told: CountsTold, features: FeatureColumns, rows: _CountedRows, numbers: _Numbers) -> CellTable:
    """Return the pictures of each group, label and answer."""
    levels, keys, k = tuple(len(feature.groups) for feature in features.features), rows.keys, len(rows.labels)
    shape = (*levels, k, k)
    if told is CountsTold.ANSWERS:
        return CellTable(shape=shape, keys=keys, counts=numbers.total)
    label = np.zeros(len(keys), np.int64) if told is CountsTold.RIGHT else keys[:, -1]
    known = keys[:, : len(levels)]
    right = np.column_stack([known, label, label])
    wrong = np.column_stack([known, label, np.full(len(keys), k - 1)])
    return CellTable(
        shape=shape,
        keys=np.concatenate([right, wrong]),
        counts=np.concatenate([numbers.right, numbers.total - numbers.right]),
    )


def _assumed(told: CountsTold) -> tuple[Remark, ...]:
    """Return what nobody can see in a table of counts, as remarks."""
    return tuple(Remark(treatment=Treatment.ASSUMED, sentence=text, by=Reader.AUDIT) for text in told.untold)
