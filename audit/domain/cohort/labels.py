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
            raise UsageError(f"a label set names each emotion once, found {list(self.emotions)}")

    def __len__(self) -> int:
        return len(self.emotions)

    def __contains__(self, emotion: object) -> bool:
        return emotion in self.emotions

    def code(self, emotion: str) -> int:
        """Return the position of an emotion; raises UsageError with the known ones."""
        if emotion not in self.emotions:
            raise UsageError(f"unknown emotion '{emotion}'; {one_of(emotion, self.emotions)}")
        return self.emotions.index(emotion)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSet:
    """A label set with a name: an order in which somebody numbers the emotions.

    Attributes
    ----------
    labels
        The emotions, in our words.
    where
        Who numbers them so.
    first_code
        The number of the first emotion there.
    """

    labels: LabelSet
    where: str
    first_code: int = 0


def _named(emotions: str, where: str, first_code: int = 0) -> NamedSet:
    return NamedSet(labels=LabelSet(emotions=tuple(emotions.split())), where=where, first_code=first_code)


NAMED_SETS: dict[str, NamedSet] = {
    "happy-sad": _named("happy sad", "two emotions"),
    "fer6": _named("angry fear happy neutral sad surprise", "FER2013 without disgust, by the alphabet"),
    "fer7": _named(
        "angry disgust fear happy neutral sad surprise",
        "by the alphabet, as folders are read (Keras, torchvision); AFEW, SFEW; EmotiEffLib with 7 emotions",
    ),
    "fer2013": _named("angry disgust fear happy sad surprise neutral", "fer2013.csv; DeepFace, FER, Py-Feat"),
    "ferplus8": _named(
        "neutral happy surprise sad angry disgust fear contempt", "the votes of FER+; Microsoft's emotion-ferplus ONNX"
    ),
    "affectnet8": _named("neutral happy sad surprise fear disgust angry contempt", "AffectNet, its codes 0 to 7"),
    "affectnet7": _named("neutral happy sad surprise fear disgust angry", "AffectNet, its codes 0 to 6"),
    "affectnet8-alphabet": _named(
        "angry contempt disgust fear happy neutral sad surprise", "by the alphabet; EmotiEffLib with 8 emotions"
    ),
    "rafdb": _named("surprise fear disgust happy sad angry neutral", "RAF-DB, which counts from 1", first_code=1),
    "expw": _named("angry disgust fear happy sad surprise neutral", "ExpW, its codes 0 to 6"),
    "ckplus8": _named("neutral angry contempt disgust fear happy sad surprise", "CK+, its codes 0 to 7"),
    "affwild2": _named("neutral angry disgust fear happy sad surprise", "Aff-Wild2 (ABAW), its codes 0 to 6"),
}
"""Ready-made label sets by name. These are the orders people really have."""

LABEL_SETS: dict[str, LabelSet] = {name: named.labels for name, named in NAMED_SETS.items()}
