"""Names of emotions as people write them: label sets from a name or a list, and messages about words that fit none."""

from __future__ import annotations

import shlex
import unicodedata
from typing import TYPE_CHECKING

from audit.domain.arrays import occurrences
from audit.domain.cohort.emotions import common_name, match, spelled
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.errors import InputError, UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.domain.cohort.cohort import Cohort

_MOST_NAMED = 12


def settled_by(words: Sequence[str]) -> str:
    """Return the flags that settle what words stand for that fit no label.

    >>> settled_by(["none", "very sad"])
    "map them with --label-map none=LABEL,'very sad=LABEL', or leave their rows out with --leave-out none,'very sad'"
    """
    named, more = words[:_MOST_NAMED], "…" if len(words) > _MOST_NAMED else ""
    maps = ",".join([*(shlex.quote(f"{word}=LABEL") if " " in word else f"{word}=LABEL" for word in named), *more])
    left = ",".join([*(shlex.quote(word) for word in named), *more])
    return f"map them with --label-map {maps}, or leave their rows out with --leave-out {left}"


def refuse_left_over(cohort: Cohort, labels: LabelSet, excused: Sequence[str] = ()) -> None:
    """Raise InputError where rows have a label that the classifier does not have and that nobody left out.

    Parameters
    ----------
    cohort
        With its labels in the words of the classifier (`Cohort.in_words_of`).
    labels
        Emotions of the classifier.
    excused
        Labels that it has and was asked to do without.
    """
    counted = cohort.y_true if cohort.left_out is None else cohort.y_true[~cohort.left_out]
    rows = occurrences(counted, len(cohort.labels))
    left = {
        emotion: int(n)
        for emotion, n in zip(cohort.labels.emotions, rows, strict=True)
        if n and emotion not in labels and spelled(emotion, excused) is None
    }
    if not left:
        return
    named = ", ".join(f"'{emotion}' ({n:,} rows)" for emotion, n in left.items())
    theirs = ", ".join(labels.emotions)
    raise InputError(
        f"cohort '{cohort.id}' has labels that are no emotion of the model: {named}; the model has {theirs}; "
        f"{settled_by(tuple(left))}"
    )


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
