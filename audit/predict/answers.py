"""What a function or a service said about pictures: numbers, nothing, or a failure with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.emotions import match
from audit.domain.cohort.predictions import Outcome
from audit.domain.model.outputs import to_probabilities
from audit.errors import AnswerFailed, ModelRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec
    from audit.predict.protocol import Classifier

HOPELESS = 20
"""Failures from the first picture on after which a service is asked no more: it is down, or the key is wrong."""

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAnswer:
    """What was said of one picture.

    Attributes
    ----------
    outcome
        `SCORED`, `NO_ANSWER` or `FAILED`.
    numbers
        The output as declared, one number for each emotion (of a sigmoid one); empty unless scored.
    reason
        Why there is none, in the words of whoever was asked.
    """

    outcome: Outcome = Outcome.SCORED
    numbers: tuple[float, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was said of several pictures.

    Attributes
    ----------
    probabilities
        float64, shape (b, k); zeros where nothing was said.
    outcomes
        Of each picture.
    reasons
        Why there is no answer; "" where there is one.
    """

    probabilities: NDArray[np.float64]
    outcomes: tuple[Outcome, ...]
    reasons: tuple[str, ...]


@runtime_checkable
class AnswersEach(Protocol):
    """A classifier that may have nothing to say about a picture."""

    def answers(self, batch: NDArray[np.float32]) -> Answers:
        """Return what it says about each picture."""


def asked(classifier: Classifier, batch: NDArray[np.float32]) -> Answers:
    """Return what any classifier says about each picture."""
    if isinstance(classifier, AnswersEach):
        return classifier.answers(batch)
    n = len(batch)
    return Answers(probabilities=classifier.probabilities(batch), outcomes=(Outcome.SCORED,) * n, reasons=("",) * n)


def nothing_said(reason: str = "") -> PictureAnswer:
    """Return that somebody was asked and had nothing to say."""
    return PictureAnswer(outcome=Outcome.NO_ANSWER, reason=_short(reason) or "no reason given")


def failed(reason: str | Exception) -> PictureAnswer:
    """Return that asking failed."""
    if isinstance(reason, AnswerFailed):
        reason = str(reason) or "no reason given"
    elif isinstance(reason, Exception):
        words = _short(str(reason))
        reason = f"{type(reason).__name__}: {words}" if words else type(reason).__name__
    return PictureAnswer(outcome=Outcome.FAILED, reason=_short(reason))


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_REASON]


def gathered(said: Sequence[PictureAnswer], spec: ModelSpec) -> Answers:
    """Return what was said of several pictures with its numbers as probabilities.

    Raises
    ------
    ModelRefused
        When numbers are not what is declared.
    """
    scored = np.array([each.outcome is Outcome.SCORED for each in said], np.bool_)
    probabilities = np.zeros((len(said), len(spec.labels)))
    if scored.any():
        raw = np.array([each.numbers for each in said if each.numbers], np.float64)
        probabilities[scored] = to_probabilities(raw, spec)
    return Answers(
        probabilities=probabilities,
        outcomes=tuple(each.outcome for each in said),
        reasons=tuple(each.reason for each in said),
    )


def require_all(answers: Answers, name: str) -> NDArray[np.float64]:
    """Return the probabilities, where each picture has an answer; raises ModelRefused with the first that has none."""
    for outcome, reason in zip(answers.outcomes, answers.reasons, strict=True):
        if outcome is not Outcome.SCORED:
            raise ModelRefused(f"{name}: said nothing about a picture ({outcome.value}: {reason}), and here it has to")
    return answers.probabilities


def in_order(scores: Mapping[Any, Any], labels: LabelSet) -> tuple[float, ...]:
    """Return the numbers of a mapping from words to numbers in the order of the labels.

    Raises
    ------
    AnswerFailed
        When an emotion has no number, or two.
    """
    found: dict[str, float] = {}
    for word, number in scores.items():
        emotion = match(str(word), labels.emotions)
        if emotion is not None and emotion in found:
            raise AnswerFailed(f"names '{emotion}' twice")
        if emotion is not None:
            found[emotion] = _number(number, emotion)
    absent = [emotion for emotion in labels.emotions if emotion not in found]
    if absent:
        raise AnswerFailed(f"has no number for {', '.join(absent)}")
    return tuple(found[emotion] for emotion in labels.emotions)


def _number(number: object, emotion: str) -> float:
    try:
        return float(number)  # type: ignore[arg-type]  # whatever it is, it is tried
    except (TypeError, ValueError):
        raise AnswerFailed(f"gives '{number}' for {emotion}, which is no number") from None


class Patience:
    """Gives up on somebody who failed for every picture from the first on."""

    def __init__(self, name: str, most: int = HOPELESS) -> None:
        self._name, self._most = name, most
        self._failures = 0
        self._answered = False

    def note(self, said: Iterable[PictureAnswer]) -> None:
        """Take note of answers; raises ModelRefused when there was nothing but failures."""
        for each in said:
            self._answered |= each.outcome is not Outcome.FAILED
            self._failures += each.outcome is Outcome.FAILED
            if not self._answered and self._failures >= self._most:
                raise ModelRefused(
                    f"{self._name}: failed for each of the first {self._most:,} pictures: {each.reason}; mend that, or "
                    "answer None for a picture about which there is nothing to say"
                )
