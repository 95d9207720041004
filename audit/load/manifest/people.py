"""The person in each row of a manifest: one for every name, however it is written.

Pictures of one person tell less than pictures of different people, so a person under two names makes bounds too narrow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.reading import Reader, Remark, Treatment, remarks_of
from audit.load.manifest.numeric import one_spelling
from audit.load.tables.column_names import SUBJECT
from audit.load.tables.spellings import Encoded, Names, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.load.tables.table import Table

MOST_DOUBTED = 100_000
"""Different names up to which it is asked whether two of them may be one person; to ask it of more takes long."""

_NAMED = 3
_PARTS = re.compile(r"[^\W\d_]+|\d+")


def read_subjects(table: Table) -> Names | None:
    """Return the person in each row, or None without the column; a row with an empty cell is a person of its own."""
    if SUBJECT not in table:
        return None
    written = one_spelling(SUBJECT, table.encoded(SUBJECT))
    named = _one_name_each(written.cells)
    people = named.renamed([cell.strip() for cell in named.cells])
    remarks = (*written.remarks, *_merged(written.cells, named), *_doubted(people))
    if "" not in people.cells:
        return Names(names=people.cells, codes=people.mapped(range(len(people.cells))), remarks=remarks)
    empty = people.codes == people.cells.index("")
    codes = np.where(empty, len(people.cells) + np.cumsum(empty), people.codes)
    note = f"column '{SUBJECT}': {rows(int(empty.sum()))} with an empty cell, each taken for a person of its own"
    return Names(names=people.cells, codes=codes, remarks=(*remarks, *remarks_of(Treatment.ASSUMED, (note,))))


def _one_name_each(cells: Encoded) -> Encoded:
    """Return the people with one name each: names that differ in case, spaces or what nobody sees are one."""
    counts, places = cells.counts.tolist(), defaultdict[str, list[int]](list)
    keys = [spelling_key(cell) for cell in cells.cells]
    for place, key in enumerate(keys):
        places[key].append(place)
    if len(places) == len(keys):
        return cells
    chosen = {key: max(found, key=lambda p: (_is_tidy(cells.cells[p]), counts[p])) for key, found in places.items()}
    return cells.renamed([cells.cells[chosen[key]] for key in keys])


def _is_tidy(name: str) -> bool:
    return name == name.strip()


def _merged(before: Encoded, after: Encoded) -> Iterator[Remark]:
    """Give a remark about all names that were read as others."""
    if len(before.cells) == len(after.cells):
        return
    other = {
        old: after.cells[after.codes[row]]
        for old, row in zip(before.cells, np.unique(before.codes, return_index=True)[1].tolist(), strict=True)
        if old != after.cells[after.codes[row]] and old.strip()
    }
    if not other:
        return
    n = int(sum(count for cell, count in zip(before.cells, before.counts.tolist(), strict=True) if cell in other))
    named = _some([f"'{old}' as '{new}'" for old, new in other.items()])
    sentence = f"column '{SUBJECT}': two spellings of one person are one: {named} ({rows(n)})"
    yield Remark(treatment=Treatment.MERGED, sentence=sentence, by=Reader.MANIFEST, rows=n)


def _doubted(people: Encoded) -> Iterator[Remark]:
    """Give a remark where people may be the same whose names differ in marks or leading zeros alone."""
    if len(people.cells) > MOST_DOUBTED:
        return
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, cell in enumerate(people.cells):
        if parts := _PARTS.findall(spelling_key(cell)):
            alike[tuple(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)].append(place)
    several = [places for places in alike.values() if len(places) > 1]
    if several:
        n = int(people.counts[[place for places in several for place in places]].sum())
        named = _some([" and ".join(f"'{people.cells[place]}'" for place in places) for places in several])
        advice = "write a person's name in one way, or bounds are too narrow"
        sentence = f"column '{SUBJECT}': names that may mean one person: {named} ({rows(n)}); if they do, {advice}"
        yield Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.MANIFEST, rows=n)


def _some(named: list[str]) -> str:
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more
