"""The rates of an audit that may be published: of every group and emotion, less those of too few people."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Rate
from audit.domain.results.shared import SharedRate
from audit.measure.disclosure.suppression import Total, suppressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.domain.counts.counted import Counted
    from audit.domain.counts.counts import CountTable

_Names = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A group (None: everybody) and a label (None: all of them)."""

    group: Group | None
    emotion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """Pictures, right answers and people of one cell."""

    pictures: int
    right: int
    people: int


def published_rates(counted: Counted, crossed: Sequence[_Names], fewest: int) -> tuple[SharedRate, ...]:
    """Return how often each group is answered as labelled, overall and by label; None where too few people stand.

    Parameters
    ----------
    counted
        The scored pictures, and whose they are.
    crossed
        Names of the features of each intersection to publish, beside every single feature.
    fewest
        The fewest people (pictures, where every picture shows another person) a rate may rest on.
    """
    tables = ((), *((feature.name,) for feature in counted.table.features), *crossed)
    cells = {cell: counts for names in tables for cell, counts in _counts(counted, names)}
    position = {cell: i for i, cell in enumerate(cells)}
    hidden = suppressed(
        np.array([counts.pictures for counts in cells.values()], np.int64),
        np.array([counts.people for counts in cells.values()], np.int64),
        tuple(_totals(counted.table, tables, position)),
        fewest,
    )
    return tuple(
        SharedRate(
            group=cell.group,
            emotion=cell.emotion,
            rate=None if hidden[i] else Rate(numerator=counts.right, denominator=counts.pictures),
        )
        for i, (cell, counts) in enumerate(cells.items())
    )


def _counts(counted: Counted, names: _Names) -> Iterator[tuple[_Cell, _Counts]]:
    """Yield the counts of each group of these features, of all labels and then of each."""
    table, k = counted.table, len(counted.table.labels)
    groups: tuple[Group | None, ...] = table.groups(names) if names else (None,)
    matrices = [each.confusion.cells for each in table.by(names)] if names else [table.overall().cells]
    people = _people(counted, names, len(groups))
    for i, (group, matrix) in enumerate(zip(groups, matrices, strict=True)):
        for code in (None, *range(k)):
            rows = slice(None) if code is None else code
            pictures = int(matrix[rows].sum())
            right = int(np.trace(matrix)) if code is None else int(matrix[code, code])
            persons = pictures if people is None else int(people[i, k if code is None else code])
            emotion = None if code is None else table.labels.emotions[code]
            yield _Cell(group=group, emotion=emotion), _Counts(pictures=pictures, right=right, people=persons)


def _people(counted: Counted, names: _Names, groups: int) -> NDArray[np.int64] | None:
    """Return the people with a picture in each group, int64, shape (groups, labels + 1), the last column for any label.

    None where every picture shows another person.
    """
    if counted.people is None:
        return None
    k, keys, weights = len(counted.table.labels), counted.people.cells.keys, counted.people.people
    which = counted.table.positions(names, keys[:, 1:-2]) if names else np.zeros(len(keys), np.int64)
    table = np.zeros((groups, k + 1), np.int64)
    for label in (keys[:, -2], np.full(len(keys), k)):
        rows = np.unique(np.column_stack([keys[:, 0], which, label]), axis=0)
        np.add.at(table, (rows[:, 1], rows[:, 2]), weights[rows[:, 0]])
    return table


def _totals(table: CountTable, tables: Sequence[_Names], position: dict[_Cell, int]) -> Iterator[Total]:
    """Yield every sum that a reader of these tables knows: over labels, and over the features of an intersection."""
    emotions = (None, *table.labels.emotions)
    for names in tables:
        groups: tuple[Group | None, ...] = table.groups(names) if names else (None,)
        for group in groups:
            parts = tuple(position[_Cell(group=group, emotion=emotion)] for emotion in table.labels.emotions)
            yield Total(whole=position[_Cell(group=group, emotion=None)], parts=parts)
        for fewer in _published_parts(names, tables):
            for whole, members in _gathered(groups, fewer).items():
                for emotion in emotions:
                    parts = tuple(position[_Cell(group=member, emotion=emotion)] for member in members)
                    yield Total(whole=position[_Cell(group=whole, emotion=emotion)], parts=parts)


def _published_parts(names: _Names, tables: Sequence[_Names]) -> Iterator[_Names]:
    """Yield the tables over fewer of these features that are published too, that of everybody first."""
    known = {frozenset(each): each for each in tables}
    for size in range(len(names)):
        for part in combinations(names, size):
            if frozenset(part) in known:
                yield known[frozenset(part)]


def _gathered(groups: Sequence[Group | None], names: _Names) -> dict[Group | None, list[Group | None]]:
    """Return the groups that make up each group of fewer features."""
    found: dict[Group | None, list[Group | None]] = {}
    for group in groups:
        pairs = [pair for pair in (group.pairs if group else ()) if pair[0] in names]
        found.setdefault(Group.of(*pairs) if pairs else None, []).append(group)
    return found
