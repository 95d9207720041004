"""How tables are to be read, as it is typed: pairs, names and edges with commas between."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from audit.domain.cohort.choices import checked_bins
from audit.errors import UsageError
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable


def parse_pairs(flag: str, texts: Iterable[str], example: str) -> dict[str, str]:
    """Return `A=B,…` of a flag as typed, each A once.

    Raises
    ------
    UsageError
        When something is no pair, or one name is given twice.

    >>> parse_pairs("--label-map", ["sadness=sad, joy=happy"], "sadness=sad")
    {'sadness': 'sad', 'joy': 'happy'}
    """
    pairs: dict[str, str] = {}
    for item in (item for text in texts for item in parse_names(text)):
        name, equals, value = (part.strip() for part in item.partition("="))
        if not (name and equals and value):
            raise UsageError(f"{flag} holds {shown(item)}; write it as {example}")
        if pairs.setdefault(name, value) != value:
            raise UsageError(f"{flag} gives {shown(name)} twice; keep one")
    return pairs


def parse_names(text: str) -> tuple[str, ...]:
    """Return names divided by commas; one that holds a comma stands in quotes.

    >>> parse_names("none, 'very sad'")
    ('none', 'very sad')
    """
    names = next(csv.reader([text], skipinitialspace=True), [])
    bare = (name.strip() for name in names)
    return tuple(name[1:-1] if name[:1] == name[-1:] == "'" and len(name) > 1 else name for name in bare if name)


def parse_bins(texts: Iterable[str]) -> dict[str, tuple[float, ...]]:
    """Return the edges of `--bins age=0,13,20,60`; several columns are several flags.

    Raises
    ------
    UsageError
        When something is no column with two edges or more in rising order.

    >>> parse_bins(["age=0,13,20,60"])
    {'age': (0.0, 13.0, 20.0, 60.0)}
    """
    bins: dict[str, tuple[float, ...]] = {}
    for text in texts:
        name, _, edges = (part.strip() for part in text.partition("="))
        try:
            bins[name] = checked_bins(name, tuple(float(edge) for edge in edges.split(",")))
        except ValueError:
            raise UsageError(f"--bins holds {shown(text)}; write it as age=0,13,20,60") from None
    return bins
