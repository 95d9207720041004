"""Labels written as numbers: read through an order that somebody declared, never guessed.

Tools number the same emotions differently (FER2013 alphabetically, FER+ from neutral), and a wrong order makes a sound
audit of the wrong emotions. So codes without a declared order are a fault, and a column `label_code` beside `label`
proves the order row by row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.load.emotions import match

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.domain.cohort.labels import LabelSet

NEEDS_ORDER = (
    "the labels are numbers, and no order says what they mean; give the emotions in the order of the numbers, the one "
    "for 0 first, with --labels A,B,…"
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
    return labels is None or not all(match(cell, labels.emotions) for cell in filled)


def code_of(cell: str, labels: LabelSet) -> int:
    """Return the code in a cell; −1 where the label set has no such position, or the cell is no whole number.

    >>> from audit.domain.cohort.labels import LABEL_SETS
    >>> [code_of(cell, LABEL_SETS["happy-sad"]) for cell in ("0", "1.0", "2", "-1", "sad", "")]
    [0, 1, -1, -1, -1, -1]
    """
    found = _CODE.fullmatch(cell.strip())
    code = int(found[1]) if found else -1
    return code if 0 <= code < len(labels) else -1


def in_order(labels: LabelSet) -> str:
    """Return the codes and what they stand for, for a message.

    >>> from audit.domain.cohort.labels import LABEL_SETS
    >>> in_order(LABEL_SETS["happy-sad"])
    '0 = happy, 1 = sad'
    """
    return ", ".join(f"{code} = {emotion}" for code, emotion in enumerate(labels.emotions))
