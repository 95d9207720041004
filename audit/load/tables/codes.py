"""Labels written as numbers: read through an order that somebody declared, never guessed.

Tools number the same emotions differently (FER2013 alphabetically, FER+ from neutral, RAF-DB from 1), and a wrong order
makes a sound audit of the wrong emotions. So codes without a declared order are a fault, a column `label_code` beside
`label` proves the order row by row, and where the numbers begin is read off them only where they show it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.domain.cohort.emotions import common_name, spelled
from audit.domain.cohort.labels import NAMED_SETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.domain.cohort.labels import LabelSet

NEEDS_ORDER = (
    "the labels are numbers, and no order says what they mean; give the emotions in the order of the numbers, the one "
    "for the lowest first, with --labels A,B,… or a name that `emotion-audit list labels` shows"
)
_CODE = re.compile(r"([+-]?\d{1,18})(\.0*)?", re.ASCII)


def are_codes(cells: Iterable[str], labels: LabelSet | None) -> bool:
    """Return whether the cells that are not empty are all whole numbers, and not all of them names of labels.

    >>> are_codes(["0", "3.0", ""], None), are_codes(["0", "happy"], None)
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or not all(map(_CODE.fullmatch, filled)):
        return False
    return labels is None or not all(spelled(cell, labels.emotions) for cell in filled)


def first_code(cells: Iterable[str], labels: LabelSet) -> int | None:
    """Return the number that stands for the first emotion, as far as the numbers show it: 0 or 1, else None.

    They count from 1 where none is 0 and the largest is the number of labels, or where nothing speaks against it and
    this order is known to be counted so (RAF-DB).

    >>> from audit.domain.cohort.labels import LABEL_SETS
    >>> [first_code(cells, LABEL_SETS["happy-sad"]) for cells in (["0", "1"], ["1", "2"], ["1"])]
    [0, 1, None]
    """
    numbers = {int(found[1]) for cell in cells if (found := _CODE.fullmatch(cell.strip()))}
    if not numbers or min(numbers) <= 0 or max(numbers) > len(labels):
        return 0
    return 1 if max(numbers) == len(labels) else _published_first(labels)


def _published_first(labels: LabelSet) -> int | None:
    """Return where numbers begin in the one published order that this is, where that is not 0."""
    ours = tuple(map(common_name, labels.emotions))
    return next((n.first_code for n in NAMED_SETS.values() if n.labels.emotions == ours and n.first_code), None)


def code_of(cell: str, labels: LabelSet, first: int = 0) -> int:
    """Return the position of the emotion whose number is in a cell; −1 where there is none, or it is no whole number.

    >>> from audit.domain.cohort.labels import LABEL_SETS
    >>> [code_of(cell, LABEL_SETS["happy-sad"]) for cell in ("0", "1.0", "2", "-1", "sad", "")]
    [0, 1, -1, -1, -1, -1]
    """
    found = _CODE.fullmatch(cell.strip())
    code = int(found[1]) - first if found else -1
    return code if 0 <= code < len(labels) else -1


def in_order(labels: LabelSet, first: int = 0) -> str:
    """Return the codes and what they stand for, for a message.

    >>> from audit.domain.cohort.labels import LABEL_SETS
    >>> in_order(LABEL_SETS["happy-sad"])
    '0 = happy, 1 = sad'
    """
    return in_order_of(labels.emotions, first)


def in_order_of(names: Sequence[str], first: int = 0) -> str:
    """Return codes and the names they stand for, in words."""
    return ", ".join(f"{code} = {name}" for code, name in enumerate(names, start=first))


def open_first(cells: Iterable[str], labels: LabelSet) -> str:
    """Return the sentence that asks where numbers begin that do not show it."""
    lowest = min(int(found[1]) for cell in cells if (found := _CODE.fullmatch(cell.strip())))
    return (
        f"no row is 0 and none is {len(labels)}, so the numbers do not show whether they count from 0 ({lowest} = "
        f"{labels.emotions[lowest]}) or from 1 ({lowest} = {labels.emotions[lowest - 1]}); write --codes-from 1 or "
        "--codes-from 0"
    )
