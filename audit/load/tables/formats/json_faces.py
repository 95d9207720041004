"""What detectors write inside JSON: several faces in one answer, and emotions as lists of names and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.domain.cohort.predictions import Outcome
from audit.load.tables.column_names import FACE, OUTCOME

_PAIR = 2


def as_object(cells: object) -> Mapping[str, Any] | None:
    """Return a list of names and numbers as one object; None where it is none.

    >>> as_object([{"Type": "HAPPY", "Confidence": 99.1}, {"Type": "SAD", "Confidence": 0.9}])
    {'HAPPY': 99.1, 'SAD': 0.9}
    >>> as_object([{"angry": 0.25}, {"happy": 0.75}])
    {'angry': 0.25, 'happy': 0.75}
    """
    if not isinstance(cells, list) or not cells or not all(isinstance(cell, Mapping) for cell in cells):
        return None
    pairs = [_pair(cell) for cell in cells]
    found = [pair for pair in pairs if pair is not None]
    if len(found) < len(cells) or len({name for name, _ in found}) < len(found):
        return None
    return dict(found)


def _pair(cell: Mapping[str, Any]) -> tuple[str, float] | None:
    """Return the name and the number in an object of these alone."""
    values = list(cell.values())
    if len(cell) == 1 and _is_number(values[0]):
        return next(iter(cell)), values[0]
    texts, numbers = [v for v in values if isinstance(v, str)], [v for v in values if _is_number(v)]
    return (texts[0], numbers[0]) if len(cell) == _PAIR and len(texts) == len(numbers) == 1 else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def with_faces(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[int], str]:
    """Return a row for each face of rows that hold a list of faces: the rows, the place of each, the key of the list.

    Rows that hold no such list, or several, stay as they are.
    """
    keys = {key for row in rows for key, cell in row.items() if _are_faces(cell)}
    if len(keys) != 1:
        return list(rows), list(range(len(rows))), ""
    key = keys.pop()
    found = [(place, face) for place, row in enumerate(rows) for face in _faces(row, key)]
    return [face for _, face in found], [place for place, _ in found], key


def _are_faces(cell: object) -> bool:
    """Return whether a cell is a list of objects that are more than names and numbers."""
    return (
        isinstance(cell, list)
        and bool(cell)
        and all(isinstance(each, Mapping) for each in cell)
        and as_object(cell) is None
    )


def _faces(row: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """Yield a row for each face; one that says that no face was found where the list is empty."""
    rest = {name: cell for name, cell in row.items() if name != key}
    faces = row.get(key)
    if not isinstance(faces, list):
        yield row
    elif not faces:
        yield {**rest, OUTCOME: Outcome.NO_FACE.value}
    else:
        several = len(faces) > 1
        for number, face in enumerate(faces):
            told = {name if name not in rest else f"{key}.{name}": cell for name, cell in face.items()}
            yield {**rest, **({FACE: number} if several else {}), **told}
