"""Words in place of probabilities, as Google Cloud Vision writes them: how likely each emotion is, on a ladder.

A word is no number, and none is made of it: the answer is the emotion whose word stands highest, if it stands alone and
is at least `POSSIBLE`. Otherwise nothing was decided, and the row is one without an answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.domain.wording.words import counted
from audit.load.tables.column_names import OUTCOME, PREDICTED, PROBABILITY
from audit.load.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

LADDER = ("UNKNOWN", "VERY_UNLIKELY", "UNLIKELY", "POSSIBLE", "LIKELY", "VERY_LIKELY")
"""From what says nothing to what says most."""

_LEAST = LADDER.index("POSSIBLE")
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedByWords:
    """A table with what its words decide in the column `predicted`, and the emotions they are about."""

    table: Table
    labels: LabelSet


def decided_by_words(table: Table) -> DecidedByWords | None:
    """Return a table whose columns of probabilities hold words of the ladder, decided; None where they hold others."""
    names = [name for name in table.header if name.startswith(PROBABILITY)]
    if len(names) < _TWO or PREDICTED in table or any(map(table.has_numbers, names)):
        return None
    columns = [table.column(name) for name in names]
    said = {cell.strip() for column in columns for cell in column} - {""}
    if not said or not said <= set(LADDER):
        return None
    emotions = [name.removeprefix(PROBABILITY) for name in names]
    answers = [_decided(words, emotions) for words in zip(*columns, strict=True)]
    known = table.column(OUTCOME) if OUTCOME in table else [""] * len(table)
    outcomes = [was or ("" if answer else Outcome.NO_ANSWER.value) for was, answer in zip(known, answers, strict=True)]
    open_ = sum(not answer and not was for answer, was in zip(answers, known, strict=True))
    kept = [(name, table.columns[table.header.index(name)]) for name in table.header if name not in (*names, OUTCOME)]
    more = f"; {counted(open_, 'row')} where none is, or two are, count as without an answer" if open_ else ""
    remark = Remark(
        treatment=Treatment.MAPPED,
        sentence=f"words say how likely an emotion is: the likeliest, from POSSIBLE on, is the answer{more}",
        by=Reader.PREDICTIONS,
        rows=len(table),
    )
    made = replace(
        table,
        header=(*(name for name, _ in kept), PREDICTED, OUTCOME),
        columns=(*(cells for _, cells in kept), answers, outcomes),
        remarks=(*table.remarks, remark),
    )
    return DecidedByWords(table=made, labels=LabelSet(emotions=tuple(emotions)))


def _decided(words: Sequence[str], emotions: Sequence[str]) -> str:
    """Return the emotion that stands highest; empty where it stands too low, or not alone."""
    places = [LADDER.index(word.strip()) if word.strip() else 0 for word in words]
    highest = max(places)
    return emotions[places.index(highest)] if highest >= _LEAST and places.count(highest) == 1 else ""
