"""What a predictions table says in each of its rows: probabilities, the predicted emotion, or why there is neither."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import BLOCK, Codes, by_blocks, in_blocks, packed
from audit.domain.cohort.choices import ScoreKind
from audit.domain.cohort.emotions import common_name, match, said_as
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.errors import one_of
from audit.load.emotions import expected
from audit.load.predictions.decided import NOT_SCORED, Asked, read_decided
from audit.load.predictions.doubts import doubted_repeats, undetected, unspoken
from audit.load.predictions.logits import numbers_in_columns, numbers_in_lists
from audit.load.predictions.scores import Numbers, ReadScores, read_scores
from audit.load.tables.column_names import LOGIT, LOGITS, OUTCOME, PREDICTED, PROBABILITY
from audit.load.text import HEADER, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from audit.domain.cohort.choices import ReadingChoices
    from audit.domain.cohort.cohort import Cohort
    from audit.load.tables.table import Table
    from audit.load.text import Faults

TIE_WITHIN = 1e-6
"""Probabilities are published with 6 decimals: closer ones may have been in either order."""

_SCORED = Outcome.SCORED.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The rows of a predictions table.

    Attributes
    ----------
    labels
        Emotions in model order.
    predicted
        Whole numbers, shape (m,): code of the predicted emotion, −1 where the outcome is not `scored`.
    outcomes
        Whole numbers, shape (m,): position in `OUTCOMES`.
    probabilities
        float64, shape (m, k), 0 in rows that were not scored; None when the table holds decisions only.
    remarks
        What was read otherwise than written.
    """

    labels: LabelSet
    predicted: Codes
    outcomes: Codes
    probabilities: NDArray[np.float64] | None
    remarks: tuple[Remark, ...] = ()


def read_decisions(
    table: Table, cohort: Cohort, given: LabelSet | None, faults: Faults, choices: ReadingChoices
) -> Decisions:
    """Return what the rows of a table say; faults are collected.

    Parameters
    ----------
    table
        The predictions table.
    cohort
        Its labels: how emotions are written, and the label set of a table of decisions.
    given
        Emotions of the model in its order, when they were given.
    faults
        Takes what is wrong; raised here when the columns do not say which emotions are meant.
    choices
        What the numbers are, and where codes begin.
    """
    source = _source(table, given, faults)
    columns = _emotion_columns(table, source, cohort, given, faults)
    labels = given or (LabelSet(emotions=tuple(columns)) if columns else cohort.labels)
    outcomes = _outcomes(table, faults)
    scored = outcomes == _SCORED
    numbers = _read_numbers(table, source, columns, labels, scored=scored, faults=faults, choices=choices)
    said = None
    if PREDICTED in table:
        said = read_decided(table, labels, scored, faults, Asked(given=given, choices=choices, cohort=cohort))
    predicted = None if said is None else said.codes
    if numbers is None:
        decided = np.zeros(len(table), np.int8) if predicted is None else packed(predicted)
    else:
        decided = packed(_most_probable(table, labels, predicted, numbers.probabilities, faults))
    return Decisions(
        labels=labels,
        predicted=np.where(scored, decided, -1),
        outcomes=outcomes,
        probabilities=None if numbers is None else numbers.probabilities,
        remarks=(
            *_read_columns(source, columns),
            *(() if numbers is None else numbers.remarks),
            *(() if said is None else said.remarks),
            *undetected(table, scored),
            *(unspoken(cohort, predicted[predicted >= 0]) if predicted is not None and labels is cohort.labels else ()),
        ),
    )


def _read_columns(prefix: str, columns: Mapping[str, str]) -> tuple[Remark, ...]:
    """Return the remark about columns whose name is another word for their emotion."""
    words = [(name.removeprefix(prefix), emotion, 0) for emotion, name in columns.items()]
    other = [pair for pair in words if spelling_key(pair[0]) != spelling_key(pair[1])]
    if not other:
        return ()
    sentence = f"columns of the predictions: {said_as(other)}"
    return (Remark(treatment=Treatment.MAPPED, sentence=sentence, by=Reader.PREDICTIONS),)


def _source(table: Table, given: LabelSet | None, faults: Faults) -> str:
    """Return where the numbers of the emotions are: `LOGITS`, or the prefix of their columns.

    Raises what was collected when there are two places, or a list whose order nobody gave.
    """
    before = len(faults)
    prefixes = [prefix for prefix in (PROBABILITY, LOGIT) if any(name.startswith(prefix) for name in table.header)]
    found = ([LOGITS] if LOGITS in table else []) + prefixes
    if len(found) > 1:
        named = " and ".join(name if name == LOGITS else f"{name}<emotion>" for name in found)
        faults.add(f"--columns takes the numbers of the emotions from {named}; keep one of them", line=HEADER)
    elif LOGITS in found and given is None:
        needed = "a list of logits does not say which emotion is which; give the emotions in its order"
        faults.add(f"{needed} with --labels A,B,…", line=HEADER, column=LOGITS)
    if len(faults) > before:
        faults.raise_any()
    return found[0] if found else PROBABILITY


def _read_numbers(
    table: Table,
    source: str,
    columns: Mapping[str, str],
    labels: LabelSet,
    *,
    scored: NDArray[np.bool_],
    faults: Faults,
    choices: ReadingChoices,
) -> ReadScores | None:
    """Return the numbers of the emotions as probabilities, or None when the table holds decisions only."""
    if source != LOGITS and not columns:
        if choices.scores is not None:
            faults.add("--scores says what numbers are, and the table has none of the emotions; remove it")
        return None
    if source == LOGIT and choices.scores not in (None, ScoreKind.LOGITS):
        faults.add(f"the columns are mapped as logits, --scores says {choices.scores}; map them to p_<emotion>")
    names = [LOGITS] if source == LOGITS else [columns[emotion] for emotion in labels.emotions]
    asked = choices.scores or (None if source == PROBABILITY else ScoreKind.LOGITS)
    if source == LOGITS:
        matrix = numbers_in_lists(table, LOGITS, labels, scored, faults)
    elif asked in (ScoreKind.LOGITS, ScoreKind.INDEPENDENT):
        matrix = numbers_in_columns(table, names, scored, faults)
    else:
        matrix = table.matrix(names)
        if not scored.all():
            table.add_faults(faults, ~scored & np.any(np.nan_to_num(matrix) != 0, axis=1), lambda _: NOT_SCORED)
    numbers = Numbers(table=table, columns=tuple(names), matrix=matrix, scored=scored)
    read = read_scores(numbers, faults, asked)
    return replace(read, remarks=(*read.remarks, *doubted_repeats(matrix, scored)))


def _emotion_columns(
    table: Table, prefix: str, cohort: Cohort, given: LabelSet | None, faults: Faults
) -> Mapping[str, str]:
    """Return the column of each emotion in the order of the columns; empty where no column is of one emotion."""
    if prefix == LOGITS:
        return {}
    before = len(faults)
    known = given.emotions if given else _known(cohort.labels)
    columns: dict[str, str] = {}
    for name in table.header:
        if name.startswith(prefix):
            emotion = name.removeprefix(prefix)
            found = match(emotion, known, cohort.label_map)
            if found in columns:
                faults.add(f"this and '{columns[found]}' are columns of one emotion; keep one", line=1, column=name)
            elif found is None:
                advice = "" if given else "; or give the labels of the model with --labels"
                faults.add(
                    f"unknown emotion {shown(emotion)}; {expected(emotion, known)}{advice}", line=HEADER, column=name
                )
            else:
                columns[found] = name
    for message in _missing_columns(table, prefix, columns, given) if len(faults) == before else ():
        faults.add(message, line=HEADER)
    if len(faults) > before:
        faults.raise_any()
    return columns


def _known(cohort_labels: LabelSet) -> tuple[str, ...]:
    """Return the labels of the cohort and the words of the field for emotions that it does not have."""
    meant = {common_name(label) for label in cohort_labels.emotions}
    words = dict.fromkeys(word for labels in LABEL_SETS.values() for word in labels.emotions)
    return (*cohort_labels.emotions, *(word for word in words if word not in meant and word not in cohort_labels))


def _missing_columns(table: Table, prefix: str, columns: Mapping[str, str], given: LabelSet | None) -> Iterator[str]:
    if not columns and PREDICTED not in table:
        names = f"there is neither a column '{PREDICTED}' nor a column '{PROBABILITY}<emotion>' for each emotion"
        yield f"{names}; name the one that says it with --columns {PREDICTED}=COLUMN"
    if len(columns) == 1:
        yield f"there is one column '{prefix}<emotion>', '{next(iter(columns.values()))}'; each emotion needs its own"
    if columns and given:
        for emotion in given.emotions:
            if emotion not in columns:
                yield f"there is no column '{prefix}{emotion}', but '{emotion}' is a label of the model"


def _outcomes(table: Table, faults: Faults) -> Codes:
    """Return the outcome of each row, shape (m,): `scored` where nothing else is said."""
    if OUTCOME not in table:
        return np.full(len(table), _SCORED, np.int8)
    cells = table.encoded(OUTCOME)
    names = [outcome.value for outcome in OUTCOMES]
    position = {spelling_key(name): code for code, name in enumerate(names)} | {"": _SCORED}
    outcomes = cells.mapped([position.get(spelling_key(cell), -1) for cell in cells.cells])

    def message(row: int) -> str:
        cell = cells.cells[cells.codes[row]]
        return f"unknown outcome {shown(cell)}; {one_of(cell, names)}"

    table.add_faults(faults, outcomes < 0, message, OUTCOME)
    return packed(np.where(outcomes < 0, _SCORED, outcomes))


def _most_probable(
    table: Table,
    labels: LabelSet,
    predicted: Codes | None,
    probabilities: NDArray[np.float64],
    faults: Faults,
) -> Codes:
    """Return the code of the predicted emotion: as decided in the table, else the first most probable one."""
    most = by_blocks(lambda block: packed(block.argmax(axis=1)), probabilities)
    if predicted is None:
        return most
    below = np.zeros(len(most), np.bool_)
    for start, block in zip(range(0, len(most), BLOCK), in_blocks(probabilities), strict=False):
        here, rows = slice(start, start + BLOCK), np.arange(len(block))
        below[here] = block[rows, np.maximum(predicted[here], 0)] < block[rows, most[here]] - TIE_WITHIN

    def message(row: int) -> str:
        said, most_probable = labels.emotions[predicted[row]], labels.emotions[most[row]]
        return f"'{said}' is less probable than '{most_probable}' in the same row; remove the column, or mend the row"

    table.add_faults(faults, (predicted >= 0) & below, message, PREDICTED)
    return predicted
