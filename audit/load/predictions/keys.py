"""Rows of a predictions table matched to the pictures of a cohort, also where both are spelled otherwise.

Tools write paths in their own way: absolute or as bare names, with backslashes, in other letters, without endings or
leading zeros. Where the paths as written do not match, one *rule* is looked for that matches every row to a picture of
its own; it is applied to all rows and said. Two rows never become one picture, and no row is dropped.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.arrays import Codes, rising
from audit.domain.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Which picture each row is about.

    Attributes
    ----------
    rows
        Whole numbers, shape (m,): place of the picture in the cohort; −1 where there is none. None where each row is
        about the picture at its own place, and every picture has a row.
    rule
        How rows were matched, for a sentence after "matched"; empty where the paths are the same as written.
    """

    rows: Codes | None
    rule: str = ""


def matched(keys: Sequence[str], images: Sequence[str]) -> Matched:
    """Return the picture of each row: by the path as written, else by the first rule that serves all rows.

    Parameters
    ----------
    keys
        Paths in the table, shape (m,); an empty one is nobody's.
    images
        Paths in the manifest, shape (n,), each once.
    """
    if _same(keys, images):
        return Matched(rows=None)
    exact = _as_written(keys, images)
    if _serves(exact, keys):
        return Matched(rows=exact)
    for rule, places in _tried(keys, images):
        if _serves(places, keys):
            return Matched(rows=places, rule=rule)
    return Matched(rows=exact)


def _as_written(keys: Sequence[str], images: Sequence[str]) -> Codes:
    if isinstance(keys, Texts) and isinstance(images, Texts):
        from audit.load.tables.express.joining import places  # noqa: PLC0415 - Texts are made by Arrow

        return places(keys, images)
    return _places(keys, _index(images))


def _same(keys: Sequence[str], images: Sequence[str]) -> bool:
    if isinstance(keys, Texts) and isinstance(images, Texts):
        return keys.same_as(images)
    return len(keys) == len(images) and all(map(str.__eq__, keys, images))


def _tried(keys: Sequence[str], images: Sequence[str]) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield what every rule makes of the rows, the strictest rule first."""
    for rule, change in _SPELLINGS.items():
        ours, theirs = [change(image) for image in images], [change(key) for key in keys]
        yield rule, _places(theirs, _index(ours))
        yield f"by the end of the path, {rule}", _by_ends(theirs, ours)


def named(keys: Sequence[str]) -> NDArray[np.bool_]:
    """Return bool, shape (m,): which rows have a path at all."""
    if isinstance(keys, Texts):
        return np.concatenate([chunk.lengths > 0 for chunk in keys.chunks])
    return np.array([bool(key) for key in keys], np.bool_)


def _serves(places: Codes, keys: Sequence[str]) -> bool:
    """Whether every row has a picture and no two have the same."""
    if rising(places):
        return True
    found = places[named(keys)]
    return bool((found >= 0).all()) and bool(np.bincount(found, minlength=1).max() <= 1)


_SEVERAL = -2
"""In place of a picture, where several have the path."""


def _index(images: Sequence[str]) -> dict[str, int]:
    """Return the place of each path; of paths that are alike, none."""
    index: dict[str, int] = {}
    for place, image in enumerate(images):
        index[image] = _SEVERAL if image in index else place
    return index


def _places(keys: Sequence[str], index: dict[str, int]) -> NDArray[np.int64]:
    return np.maximum(np.fromiter((index.get(key, -1) for key in keys), np.int64, len(keys)), -1)


def _by_ends(keys: Sequence[str], images: Sequence[str]) -> NDArray[np.int64]:
    """Return the picture whose path is the end of the row's, the longest such, or whose end the row's path is."""
    whole = _index(images)
    ends: dict[str, int] = {}
    for place, image in enumerate(images):
        for end in _ends(image):
            ends[end] = place if ends.get(end, place) == place else _SEVERAL
    longest = ((whole[end] for end in _ends(key) if end in whole) for key in keys)
    found = (next(own, ends.get(key, -1)) for own, key in zip(longest, keys, strict=True))
    return np.maximum(np.fromiter(found, np.int64, len(keys)), -1)


def _ends(path: str) -> Iterator[str]:
    """Yield a path and what is left of it without its first folders, the longest first."""
    while path:
        yield path
        path = path.partition("/")[2]


def _slashes(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/")) if path else path


def _folded(path: str) -> str:
    return _slashes(path).casefold()


def _without_ending(path: str) -> str:
    return posixpath.splitext(_folded(path))[0]


def _without_zeros(path: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", _without_ending(path))


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "backslashes as slashes": _slashes,
    "capitals as small letters": _folded,
    "without endings": _without_ending,
    "without endings and leading zeros": _without_zeros,
}
"""Rules by what is said of them, the strictest first; each is tried on whole paths, then on their ends."""
