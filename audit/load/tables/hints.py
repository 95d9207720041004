"""Which column may be the one that is missing: by what it is called, and only where its cells could be that."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from audit.domain.cohort.emotions import common_name
from audit.load.tables.column_names import IMAGE, LABEL, PREDICTED, is_of_predictions, is_reserved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PEEKED = 1000
"""Cells of a column that are looked at for a hint."""

PICTURE = re.compile(r"\.(jpe?g|png|webp|bmp|tiff?|gif|pgm)$", re.IGNORECASE)
_CODE = re.compile(r"[+-]?\d{1,2}(\.0*)?", re.ASCII)
_MOST_CODES = 30

_CALLED = {
    IMAGE: "image images img file file_name filename filepath file_path path image_path img_path image_name img_name "
    "image_id img_id image_file picture picture_id photo pic url name id",
    LABEL: "label labels emotion emotions expression class class_name class_label target truth true y y_true gt "
    "ground_truth emotion_label expression_label annotation category affect",
    PREDICTED: "predicted prediction predictions pred preds y_pred yhat guess predicted_emotion predicted_label "
    "emotion dominant_emotion emotion_pred output answer top_emotion label",
}
"""What others call these columns, the commonest first."""


def columns_like(missing: str, header: Sequence[str], peek: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Yield the columns that may be the missing one, the likeliest first.

    Parameters
    ----------
    missing
        Our name.
    header
        The names there are.
    peek
        Returns the first cells of a column.
    """
    able = _ABLE.get(missing)
    free = [name for name in header if not _taken(name, missing) and (able is None or able(list(peek(name))))]
    by_name = {name.casefold().replace(" ", "_").replace("-", "_"): name for name in free}
    known = [by_name[word] for word in _CALLED.get(missing, "").split() if word in by_name]
    spelled = [by_name[word] for word in get_close_matches(missing, by_name, n=1)]
    close = [name for name in spelled if not _are_numbers(peek(name))]
    alone = free if able is not None and len(free) == 1 and missing != IMAGE else []
    yield from dict.fromkeys([*known, *close, *alone])


def _taken(name: str, missing: str) -> bool:
    """Return whether a column has another meaning of its own; a prediction may stand under `label`."""
    if missing == PREDICTED and name == LABEL:
        return False
    return is_reserved(name) or is_of_predictions(name)


def _are_pictures(cells: Sequence[str]) -> bool:
    """Return whether cells may name pictures: filled, nearly each another one, and no decimals."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < len(cells) or not filled:
        return False
    return 2 * len(set(filled)) > len(filled) and not any(_is_fraction(cell) for cell in filled)


def _are_emotions(cells: Sequence[str]) -> bool:
    """Return whether cells may be emotions: words for them, or few small whole numbers."""
    filled = {cell.strip() for cell in cells if cell.strip()}
    if not filled or len(filled) > _MOST_CODES:
        return False
    return any(common_name(cell) for cell in filled) or all(map(_CODE.fullmatch, filled))


_ABLE: dict[str, Callable[[Sequence[str]], bool]] = {
    IMAGE: _are_pictures,
    LABEL: _are_emotions,
    PREDICTED: _are_emotions,
}


def _are_numbers(cells: Sequence[str]) -> bool:
    """Return whether every cell is a number, which says nothing of what it stands for."""
    return all(cell.strip().lstrip("+-").replace(".", "", 1).isdecimal() for cell in cells)


def _is_fraction(cell: str) -> bool:
    try:
        return not float(cell).is_integer()
    except (ValueError, OverflowError):
        return False


def places_in_a_row(cells: Sequence[str]) -> dict[str, int] | None:
    """Return where a line that names a picture has its image and label, None where it looks like a header.

    >>> places_in_a_row(["a.jpg", "1"]), places_in_a_row(["image", "label"])
    ({'image': 0, 'label': 1}, None)
    """
    image = next((place for place, cell in enumerate(cells) if PICTURE.search(cell.strip())), None)
    if image is None:
        return None
    others = [place for place in range(len(cells)) if place != image]
    words = [place for place in others if common_name(cells[place])]
    codes = [place for place in others if _CODE.fullmatch(cells[place].strip())]
    label = next(iter((*words, *codes, *others)), None)
    return {IMAGE: image} if label is None else {IMAGE: image, LABEL: label}
