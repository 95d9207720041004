"""Names of emotions as people write them: matched to a label set by spelling alone, suggested by meaning.

`happiness` never silently becomes `happy`: a synonym only makes the suggestion of a message. The one exception is the
import of a folder tree, where the folder names are turned into words of the field and the new manifest shows them.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FAMILIES: tuple[tuple[str, ...], ...] = (
    ("neutral", "neutrality"),
    ("happy", "happiness", "joy", "joyful"),
    ("surprise", "surprised"),
    ("sad", "sadness"),
    ("angry", "anger"),
    ("disgust", "disgusted"),
    ("fear", "fearful", "afraid", "scared"),
    ("contempt", "contemptuous"),
)
"""Words for one emotion; the first of each is ours, as in the ready-made label sets."""


def common_name(emotion: str) -> str | None:
    """Return our word for an emotion, or None when it is no word for one that we know.

    >>> common_name("Happiness")
    'happy'
    """
    key = spelling_key(emotion)
    return next((family[0] for family in FAMILIES if key in family), None)


def match(emotion: str, labels: Sequence[str]) -> str | None:
    """Return the label with this spelling (case, spaces and Unicode form ignored), or None."""
    key = spelling_key(emotion)
    return next((label for label in labels if spelling_key(label) == key), None)


def expected(emotion: str, labels: Sequence[str]) -> str:
    """Return the tail of a message: the labels, and the one that was probably meant, by spelling or by meaning.

    >>> expected("joy", ["happy", "sad"])
    "expected one of happy, sad (did you mean 'happy'?)"
    """
    name = common_name(emotion)
    meant = next((label for label in labels if name is not None and common_name(label) == name), None)
    if meant is None:
        return one_of(emotion, labels)
    return f"expected one of {', '.join(labels)} (did you mean '{meant}'?)"


def positive_of(emotion: str | None, labels: LabelSet) -> str | None:
    """Return the positive emotion of a sigmoid as the label set writes it; a name it does not have is refused."""
    if emotion is None:
        return None
    found = match(emotion, labels.emotions)
    if found is None:
        raise UsageError(f"the positive emotion '{emotion}' is not a label; {expected(emotion, labels.emotions)}")
    return found


def label_set(names: str | Iterable[str]) -> LabelSet:
    """Return a label set from a ready-made name, names divided by commas, or a list of names.

    >>> label_set("sad, happy").emotions
    ('sad', 'happy')

    Raises
    ------
    UsageError
        When the name is unknown, or the names are fewer than two, empty, or two spellings of one.
    """
    if isinstance(names, str):
        if names in LABEL_SETS:
            return LABEL_SETS[names]
        if "," not in names:
            raise UsageError(
                f"unknown label set '{names}'; {one_of(names, LABEL_SETS)}, or at least two emotions divided by commas"
            )
        names = names.split(",")
    emotions = tuple(tidy(name) for name in names)
    if "" in emotions:
        raise UsageError("a label set holds an empty name; remove it")
    if len({spelling_key(emotion) for emotion in emotions}) < len(emotions):
        raise UsageError(f"a label set names each emotion once, found {', '.join(emotions)}")
    return LabelSet(emotions=emotions)


def tidy(text: str) -> str:
    """Return a name as it is shown: composed Unicode, one space between words, none around.

    >>> tidy("  South   Asian ")
    'South Asian'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())
