"""`--columns OURS=THEIRS,…` as typed: pairs of our name for a column and its name in the table."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from audit.errors import UsageError, one_of
from audit.load.tables.column_names import LOGIT, LOGITS, OUTCOME, PREDICTED, PROBABILITY, RESERVED, VOTES
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = (*RESERVED, PREDICTED, OUTCOME, LOGITS)
_BY_EMOTION = (VOTES, PROBABILITY, LOGIT)


def parse_columns(texts: Iterable[str]) -> dict[str, str]:
    """Return what `--columns` says: our name → the name in the table.

    Parameters
    ----------
    texts
        Pairs with commas between; a name that holds a comma has quotes around its pair.

    Raises
    ------
    UsageError
        When something is no pair, our name is unknown, or it is given twice.

    >>> parse_columns(["image=id, predicted=y_pred"])
    {'image': 'id', 'predicted': 'y_pred'}
    """
    mapped: dict[str, str] = {}
    for item in (item for text in texts for item in _items(text)):
        name, equals, source = (part.strip() for part in item.partition("="))
        if not (name and equals and source):
            raise UsageError(f"--columns holds {shown(item)}; write OURS=THEIRS, as in image=id,predicted=y_pred")
        check_ours(name, source)
        if name in mapped:
            raise UsageError(f"--columns names '{name}' twice, as '{mapped[name]}' and as '{source}'; keep one")
        mapped[name] = source
    return mapped


def check_ours(name: str, source: str) -> None:
    """Raise UsageError when a name that a column of another table is mapped to is none of ours."""
    if not _is_ours(name):
        raise UsageError(_unknown(name, source))


def _items(text: str) -> list[str]:
    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error:
        raise UsageError(f"--columns {shown(text)}: the quotes do not close; quote a whole pair: \"'a=b,c'\"") from None


def _is_ours(name: str) -> bool:
    return name in _NAMES or any(name.startswith(prefix) and name != prefix for prefix in _BY_EMOTION)


def _unknown(name: str, source: str) -> str:
    known = (*_NAMES, *(f"{prefix}<emotion>" for prefix in _BY_EMOTION))
    turned = f"; the other way round? {source}={name}" if _is_ours(source) else ""
    return f"--columns maps to an unknown name '{name}'; {one_of(name, known)}{turned}"
