"""What one person gives at one time, checked before anything is stored."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError, one_of

if TYPE_CHECKING:
    from audit.domain.cohort.labels import LabelSet

FEATURES = ("age_group", "ethnicity", "gender")
"""How people describe themselves, in free words; an empty one is the group `unknown`."""

MOST_PICTURES = 10
LONGEST_WORD = 60
_FORMULA = "=+-@"
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_PARTS, _PART = 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a person meant to show: one emotion, or a mixture.

    Attributes
    ----------
    first
        The emotion, or the stronger one of a mixture: the label.
    second
        The other of a mixture, or None.
    even
        Whether a mixture is even; else the first is stronger.
    """

    first: str
    second: str | None = None
    even: bool = False

    @property
    def text(self) -> str:
        """In words: `sad`, `mostly sad, some fear`, `sad and fear alike`."""
        if self.second is None:
            return self.first
        return f"{self.first} and {self.second} alike" if self.even else f"mostly {self.first}, some {self.second}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contribution:
    """What one person gives at one time.

    Attributes
    ----------
    pictures
        uint8, shape (height, width, 3) each.
    meant
        What they show.
    groups
        How the person describes itself: one word for each of `FEATURES`, empty where nothing was said.
    """

    pictures: tuple[NDArray[np.uint8], ...]
    meant: Meant
    groups: tuple[str, ...]


def meant_of(first: str, second: str, how: str, labels: LabelSet) -> Meant:
    """Return what was meant, from the words of a form.

    Raises
    ------
    InputError
        When an emotion is none of the cohort's.
    """
    for emotion in (first, second):
        if emotion and emotion not in labels:
            raise InputError(
                f"'{emotion[:LONGEST_WORD]}' is no emotion of this cohort; {one_of(emotion, labels.emotions)}."
            )
    if not first:
        raise InputError("Choose the emotion you meant to show.")
    other = second if second and second != first else None
    return Meant(first=first, second=other, even=other is not None and how == "alike")


def group_word(text: str) -> str:
    """Return a word a person describes itself with, spaces tidied.

    Raises
    ------
    InputError
        When it is too long, holds control characters, or would be a formula in a spreadsheet.
    """
    word = " ".join(text.split())
    if len(word) > LONGEST_WORD or not word.isprintable():
        raise InputError(f"Describe yourself in at most {LONGEST_WORD} plain characters for each question.")
    if word.startswith(tuple(_FORMULA)):
        raise InputError(f"'{word}' begins with '{word[0]}', which spreadsheets run as a formula; begin with a letter.")
    return word


def new_receipt() -> str:
    """Return a new code, four parts of five letters and digits: 100 bits, which nobody guesses."""
    letters = [secrets.choice(_ALPHABET) for _ in range(_PARTS * _PART)]
    return "-".join("".join(letters[start : start + _PART]) for start in range(0, len(letters), _PART))


def subject_of(receipt: str) -> str:
    """Return the person's number in the manifest.

    Raises
    ------
    InputError
        When it is no receipt.
    """
    letters = "".join(receipt.upper().split()).replace("-", "")
    if len(letters) != _PARTS * _PART or not set(letters) <= set(_ALPHABET):
        raise InputError("This is no code of a contribution; it has four parts of five letters and digits.")
    return "p" + hashlib.sha256(letters.encode()).hexdigest()[:20]
