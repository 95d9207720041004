"""What the numbers of the emotions are, and how they become probabilities.

Probabilities as they are; percent where every row sums to 100; numbers rounded to two or three decimals divided by
their sum, within what rounding explains; logits and independent probabilities where somebody says so. Whatever changes
a number is a remark; numbers that are none of these are faults that name the flag.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import by_blocks, chosen, in_blocks
from audit.domain.cohort.choices import ScoreKind
from audit.domain.cohort.reading import INDEPENDENT, Reader, Remark, Treatment
from audit.domain.model.outputs import softmax
from audit.load.predictions.decided import NO_ANSWER_SAID
from audit.load.tables.table import Table
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audit.load.text import Faults

SUM_WITHIN = 1e-3
_MOST_DECIMALS = 6
_SOME = 1000
"""Rows that are looked at first: where they have more decimals, so has the table."""

_TELLING = 20
"""Rows that all have a trait, so that it is hardly one by chance."""

_ROUNDING = 0.02

_HUNDRED = 100.0
_ROUNDED_TO = {1.0: (2, 3, 4, 5), _HUNDRED: (0, 1, 2, 3)}
"""Decimals of rounded shares of a whole; of 1 with one decimal seven emotions may sum to .7: that explains anything."""

_WHOLES = {ScoreKind.PROBABILITIES: 1.0, ScoreKind.PERCENT: _HUNDRED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadScores:
    """Probabilities float64, shape (m, k), 0 in rows that were not scored or are faulty; and what was changed."""

    probabilities: NDArray[np.float64]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of the emotions as a table has them.

    Attributes
    ----------
    table
        The predictions table.
    columns
        Its column of each number: k of them, or one that holds lists.
    matrix
        float64, shape (m, k); NaN where there is none.
    scored
        bool, shape (m,): rows that have a prediction.
    """

    table: Table
    columns: tuple[str, ...]
    matrix: NDArray[np.float64]
    scored: NDArray[np.bool_]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """bool, shape (m,): scored rows in which every number is one."""
        return np.asarray(self.scored & by_blocks(lambda block: np.isfinite(block).all(axis=1), self.matrix))


def read_scores(numbers: Numbers, faults: Faults, asked: ScoreKind | None) -> ReadScores:
    """Return numbers as probabilities; faults are collected.

    Parameters
    ----------
    numbers
        What the table has.
    faults
        Takes numbers that are out of range, and rows that do not sum to what they should.
    asked
        What they are, where somebody says so.
    """
    rows, matrix = numbers.whole, numbers.matrix
    if asked is ScoreKind.LOGITS:
        _refuse_no_logits(chosen(matrix, rows), numbers.columns[0], faults)
        return ReadScores(probabilities=_softmax(rows, matrix))
    if asked is ScoreKind.INDEPENDENT:
        return _independent(numbers, faults)
    seen = chosen(matrix, rows)
    remarks = tuple(_without_shades(seen))
    percent = asked is None and all(_sum_to(some, _HUNDRED) for some in (seen[:_SOME], seen))
    kind = asked or (ScoreKind.PERCENT if percent else ScoreKind.PROBABILITIES)
    read = _shares(numbers, faults, kind, found=asked is None)
    return replace(read, remarks=(*read.remarks, *remarks))


def _without_shades(matrix: NDArray[np.float64]) -> Iterator[Remark]:
    """Give a remark where shares say nothing of how sure an answer is: all or nothing, or hardly any differences.

    A decision written as 1 and 0 looks like certainty. The softmax of probabilities keeps every share within e times
    every other of its row.
    """
    n = len(matrix)
    if n < _TELLING:
        return
    if all(map(_all_or_nothing, _few_then_all(matrix))):
        found = "gives one emotion everything, as decisions do that are written as probabilities"
    elif all(map(_hardly_differ, _few_then_all(matrix))):
        found = "gives no emotion more than e times as much as another, as a softmax applied twice does"
    else:
        return
    sentence = f"every row of the predictions {found}; then what is said of mixed emotions means nothing"
    yield Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.PREDICTIONS, rows=n)


def _few_then_all(matrix: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Yield the first rows, which hardly any table passes that fails, then all rows in blocks."""
    yield matrix[:_SOME]
    if len(matrix) > _SOME:
        yield from in_blocks(matrix)


def _all_or_nothing(matrix: NDArray[np.float64]) -> bool:
    return np.array_equal(matrix.max(axis=1), matrix.sum(axis=1)) and bool(np.all(matrix >= 0))


def _hardly_differ(matrix: NDArray[np.float64]) -> bool:
    near = matrix.max(axis=1) <= np.e * (1 + _ROUNDING) * matrix.min(axis=1)
    return bool(np.all(matrix > 0) and np.all(near))


def _are_probabilities(numbers: Numbers) -> bool:
    """Return whether every row is scored and holds probabilities as they are, so that nothing is said or changed."""
    return bool(numbers.scored.all()) and all(
        bool(np.all(block >= 0) and np.all(np.abs(block.sum(axis=1) - 1) < SUM_WITHIN))
        for block in in_blocks(numbers.matrix)
    )


def _shares(numbers: Numbers, faults: Faults, kind: ScoreKind, *, found: bool) -> ReadScores:
    """Return shares of a whole, 1 or 100, as probabilities."""
    matrix, whole = numbers.matrix, _WHOLES[kind]
    if kind is ScoreKind.PROBABILITIES and _are_probabilities(numbers):
        return ReadScores(probabilities=matrix)
    within = whole * SUM_WITHIN
    fits = np.isfinite(matrix) & (matrix >= 0) & (matrix <= whole + within)
    _add_out_of_range(numbers, ~fits, kind, faults)
    rows = numbers.scored & fits.all(axis=1)
    sums = np.where(fits, matrix, 0).sum(axis=1) if not fits.all() else matrix.sum(axis=1)
    off, explained = np.abs(sums - whole), _explained(chosen(matrix, rows), whole)
    right = (off < within) | (off <= explained)
    allowed = max(within, explained)
    numbers.table.add_faults(faults, rows & ~right, lambda row: _wrong_sum(sums[row], whole, allowed))
    sound = rows & right
    rescaled = bool(np.any(off[sound] >= within))
    divisor = np.where(sums > 0, sums, 1) if rescaled or kind is ScoreKind.PERCENT else np.ones(len(sums))
    if sound.all() and not rescaled and kind is ScoreKind.PROBABILITIES:
        return ReadScores(probabilities=matrix)
    remarks = _percent(int(sound.sum()), found=found) if kind is ScoreKind.PERCENT else ()
    if rescaled and not remarks:
        remarks = _rounded(off[sound], matrix[sound])
    return ReadScores(probabilities=np.where(sound[:, None], matrix / divisor[:, None], 0), remarks=remarks)


def _percent(rows: int, *, found: bool) -> tuple[Remark, ...]:
    why = "every row sums to 100, so the numbers are percent" if found else "the numbers are percent, as --scores says"
    return (_remark(f"{why}: each is divided by the sum of its row", rows),)


def _rounded(off: NDArray[np.float64], matrix: NDArray[np.float64]) -> tuple[Remark, ...]:
    n = int((off >= SUM_WITHIN).sum())
    rounded = f"probabilities rounded to {_decimals(matrix)} decimals: {n:,} of {len(off):,} rows sum to 1 only within"
    return (_remark(f"{rounded} {off.max():.3g}, so each number is divided by the sum of its row", n),)


def _independent(numbers: Numbers, faults: Faults) -> ReadScores:
    matrix, rows = numbers.matrix, numbers.whole
    fits = (matrix >= 0) & (matrix <= 1 + SUM_WITHIN)
    _add_out_of_range(numbers, rows[:, None] & ~fits, ScoreKind.INDEPENDENT, faults)
    sums = np.where(fits, matrix, 0).sum(axis=1)
    sound = rows & fits.all(axis=1)
    message = "every number of the row is 0, so it answers nothing; write its outcome in a column 'outcome'"
    numbers.table.add_faults(faults, sound & (sums <= 0), lambda _: message)
    sound &= sums > 0
    shares = matrix / np.where(sound, sums, 1)[:, None]
    remark = _remark(INDEPENDENT, int(sound.sum()))
    return ReadScores(probabilities=np.where(sound[:, None], shares, 0), remarks=(remark,))


def _remark(sentence: str, rows: int) -> Remark:
    return Remark(treatment=Treatment.RESCALED, sentence=sentence, by=Reader.PREDICTIONS, rows=rows)


def _refuse_no_logits(matrix: NDArray[np.float64], column: str, faults: Faults) -> None:
    """Collect numbers that were called logits and are shares of a whole: their softmax would be nearly even."""
    for kind, whole in _WHOLES.items():
        if (whole != 1 or _decimals(matrix)) and _sum_to(matrix, whole):
            found = f"these are no logits: none is below 0 and every row sums to {whole:g}"
            advice = f"read them as what they are, with --columns p_<emotion>=COLUMN or --scores {kind.value}"
            faults.add(f"{found}; {advice}", column=column)


def _sum_to(matrix: NDArray[np.float64], whole: float) -> bool:
    """Return whether numbers are shares of this whole in every row, as far as rounding lets it be seen."""
    if not len(matrix) or np.any(matrix < 0):
        return False
    within = max(_explained(matrix, whole), whole * SUM_WITHIN)
    return bool(np.all(np.abs(matrix.sum(axis=1) - whole) <= within))


def _explained(matrix: NDArray[np.float64], whole: float) -> float:
    """Return how far off rounding alone may put the sum of a row; 0 where nothing shows that somebody rounded."""
    if _decimals(matrix[:_SOME]) > max(_ROUNDED_TO[whole]):  # then so has the table
        return 0.0
    decimals = _decimals(matrix)
    return 0.0 if decimals not in _ROUNDED_TO[whole] else matrix.shape[1] * 0.5 * 10.0**-decimals * (1 + 1e-9)


def _decimals(matrix: NDArray[np.float64]) -> int:
    """Return with how many decimals the numbers are written, at most 7."""
    few = matrix[:_SOME]  # tell almost always
    return next((d for d in range(_MOST_DECIMALS + 1) if _has(few, d) and _has(matrix, d)), _MOST_DECIMALS + 1)


def _has(matrix: NDArray[np.float64], decimals: int) -> bool:
    return all(bool(np.all(np.abs(block.round(decimals) - block) < 1e-7)) for block in in_blocks(matrix))  # noqa: PLR2004


def _wrong_sum(found: float, whole: float, allowed: float) -> str:
    rule = f"they sum to {whole:g}, within {allowed:.3g}"
    if not found:
        return f"the probabilities sum to 0; {rule}; {NO_ANSWER_SAID}"
    return (
        f"the probabilities sum to {found:.6g}; {rule}; for what other tools write: --scores percent, "
        "--scores logits, or --scores independent (each a probability of its own)"
    )


def _add_out_of_range(numbers: Numbers, wrong: NDArray[np.bool_], kind: ScoreKind, faults: Faults) -> None:
    for position, name in enumerate(numbers.columns):
        here = wrong[:, position] if len(numbers.columns) > 1 else wrong.any(axis=1)
        numbers.table.add_faults(faults, numbers.scored & here, _not_a_share(numbers.table, name, kind), name)


def _not_a_share(table: Table, name: str, kind: ScoreKind) -> Callable[[int], str]:
    what = "percentage" if kind is ScoreKind.PERCENT else "probability"
    rule = f"a {what} is a number from 0 to {_WHOLES.get(kind, 1.0):g}"
    other = "percent and logits are read with --scores percent or --scores logits"

    def said(row: int) -> str:
        cell = table.cell(name, row)
        return f"{f'found {shown(cell)}' if cell.strip() else 'the cell is empty'}; {rule} ({other})"

    return said


def _softmax(rows: NDArray[np.bool_], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities = np.zeros(matrix.shape)
    probabilities[rows] = softmax(matrix[rows])
    return probabilities
