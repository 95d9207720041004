"""Probabilities in words a person reads at a glance, by the grades of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.emotions import common_name
from audit.measure import grades, grading, normalised_entropy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet

_EMOJI = {
    "neutral": "😐",
    "happy": "😊",
    "surprise": "😮",
    "sad": "😢",
    "angry": "😠",
    "disgust": "🤢",
    "fear": "😨",
    "contempt": "😏",
}
UNKNOWN_EMOJI = "🙂"
"""Of an emotion without a picture of its own; the word beside it counts."""

_NAMED = 0.1
"""Least probability of a second emotion that is named beside the first."""

_CLEAR, _MIXED = 0, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceReading:
    """What a classifier's probabilities say.

    Attributes
    ----------
    emotion, emoji
        The most probable emotion.
    sentence
        The grade in words: `mostly sad, some fear`.
    grade
        Its name in the report.
    entropy
        0 (one emotion) to 1 (all alike).
    """

    emotion: str
    emoji: str
    sentence: str
    grade: str
    entropy: float


def reading(labels: LabelSet, probabilities: NDArray[np.float64]) -> FaceReading:
    """Return probabilities, float64, shape (k,), in words.

    Examples
    --------
    >>> from audit.domain.cohort.labels import LabelSet
    >>> labels = LabelSet(emotions=("sad", "fear", "happy"))
    >>> reading(labels, np.array([0.7, 0.2, 0.1])).sentence
    'mostly sad, some fear'
    >>> reading(labels, np.array([0.5, 0.4, 0.1])).sentence
    'a mixture of sad and fear'
    >>> reading(labels, np.array([0.95, 0.04, 0.01])).sentence
    'clearly sad'
    """
    row = probabilities[None, :]
    first, second = np.argsort(-probabilities, kind="stable")[:2].tolist()
    emotion = labels.emotions[first]
    grade = int(grades(row)[0])
    return FaceReading(
        emotion=emotion,
        emoji=emoji_of(emotion),
        sentence=_sentence(emotion, labels.emotions[second], float(probabilities[second]), grade, len(labels)),
        grade=grading(labels).names[grade],
        entropy=round(float(normalised_entropy(row)[0]), 4),
    )


def emoji_of(emotion: str) -> str:
    """Return the picture of an emotion, by our word for it."""
    return _EMOJI.get(common_name(emotion) or "", UNKNOWN_EMOJI)


def _sentence(first: str, second: str, share: float, grade: int, emotions: int) -> str:
    if grade == _MIXED:
        return f"a mixture of {first} and {second}"
    if grade in (_CLEAR, 2 * _MIXED) and (emotions == 2 or grade == _CLEAR):  # noqa: PLR2004 - five grades of two
        return f"clearly {first}"
    return f"mostly {first}, some {second}" if share >= _NAMED else f"mostly {first}"
