"""Emotions, in the order a classifier puts them out."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import UsageError, one_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSet:
    """The emotions of a classifier or cohort, in order.

    Attributes
    ----------
    emotions
        Unique, at least two; position = code.
    """

    emotions: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.emotions) < 2:  # noqa: PLR2004 - the definition of a classification
            raise UsageError(f"a label set needs at least two emotions, found {list(self.emotions)}")
        if len(set(self.emotions)) < len(self.emotions):
            raise UsageError(f"a label set names each emotion once, found {', '.join(self.emotions)}")

    def __len__(self) -> int:
        return len(self.emotions)

    def __contains__(self, emotion: object) -> bool:
        return emotion in self.emotions

    def code(self, emotion: str) -> int:
        """Return the position of an emotion; raises UsageError with the known ones."""
        if emotion not in self.emotions:
            raise UsageError(f"unknown emotion '{emotion}'; {one_of(emotion, self.emotions)}")
        return self.emotions.index(emotion)


LABEL_SETS: dict[str, LabelSet] = {
    "happy-sad": LabelSet(emotions=("happy", "sad")),
    "fer6": LabelSet(emotions=("angry", "fear", "happy", "neutral", "sad", "surprise")),
    "fer7": LabelSet(emotions=("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")),
    "ferplus8": LabelSet(
        emotions=("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt"),
    ),
}
"""Ready-made label sets: `fer7` in the alphabetical order of FER2013's folders, `ferplus8` in that of FER+'s votes."""
