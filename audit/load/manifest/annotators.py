"""Rows of several annotators gathered into one for each face: the label most of them chose, and everybody's votes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.load.tables.column_names import ANNOTATOR, VOTES
from audit.load.tables.paths import image_keys
from audit.load.tables.spellings import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort
    from audit.load.tables.table import Table
    from audit.load.text import Faults

_SAME = {"codes": "groups", "boxes": "face box", "subjects": "subject", "split": "split"}
"""What all rows of one face agree in, by what it is called."""


def gathered(cohort: Cohort, table: Table, faults: Faults) -> Cohort:
    """Return a cohort with one row for each face; the same where no face has two rows.

    A face on which annotators are divided equally has no label and is left out. What was labelled with a word that is
    left out counts as a vote for none of the emotions.

    Parameters
    ----------
    cohort
        A row for each label that somebody gave.
    table
        Its manifest, with a column `annotator`.
    faults
        Takes rows of one face that contradict each other, and votes beside annotators.
    """
    names = list(zip(image_keys(cohort.images), cohort.faces or [""] * len(cohort), strict=True))
    place: dict[tuple[str, str], int] = {}
    face = np.array([place.setdefault(name, len(place)) for name in names], np.int64)
    if len(place) == len(names):
        return cohort
    first = np.unique(face, return_index=True)[1]
    _check(cohort, table, face, first, faults)
    left_out = np.zeros(len(cohort), np.bool_) if cohort.left_out is None else cohort.left_out
    counted = ~left_out & (cohort.y_true >= 0)
    votes = np.zeros((len(place), len(cohort.labels)), np.int64)
    np.add.at(votes, (face[counted], cohort.y_true[counted]), 1)
    open_ = (votes == votes.max(axis=1, keepdims=True)).sum(axis=1) != 1
    arrays = ("codes", "boxes", "subjects")
    return replace(
        cohort,
        images=_at(cohort.images, first),
        faces=None if cohort.faces is None or not any(cohort.faces) else _at(cohort.faces, first),
        split=None if cohort.split is None else _at(cohort.split, first),
        y_true=votes.argmax(axis=1),
        votes=votes,
        votes_outside=np.bincount(face[~counted], minlength=len(place)),
        left_out=open_ if open_.any() else None,
        reading=cohort.reading + Reading.of(_said(table, len(names), open_)),
        **{name: value[first] for name in arrays if (value := getattr(cohort, name)) is not None},
    )


def _at(values: Sequence[str], where: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(values[row] for row in where.tolist())


def _said(table: Table, labels: int, open_: NDArray[np.bool_]) -> Remark:
    people = len({cell.strip() for cell in table.column(ANNOTATOR)} - {""})
    text = f"{labels:,} labels of {people:,} annotators became {rows(len(open_))}: the label is what most of them chose"
    if open_.any():
        text += f"; {rows(int(open_.sum()))} without one, where they are divided equally, left out"
    return Remark(treatment=Treatment.MAPPED, sentence=text, by=Reader.MANIFEST, rows=labels)


def _check(cohort: Cohort, table: Table, face: NDArray[np.int64], first: NDArray[np.int64], faults: Faults) -> None:
    """Collect rows that say of a face what another row of it does not."""
    if cohort.votes is not None:
        faults.add(f"the columns {VOTES}… beside '{ANNOTATOR}' say twice who chose what; keep one of them")
    for name, called in _SAME.items():
        value = getattr(cohort, name)
        if value is None:
            continue
        cells = np.asarray(value).reshape(len(cohort), -1)
        wrong = (cells != cells[first[face]]).any(axis=1)

        def message(row: int, called: str = called) -> str:
            line = table.lines[first[face[row]]]
            return f"other {called} than in line {line}, which is about the same face; a face has one"

        table.add_faults(faults, wrong, message)
