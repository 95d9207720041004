"""Which emotion drives a gap in success rates between two groups, and what its faces are called instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.rates import Rate
from audit.domain.wording.words import quoted, share_of

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.results.result import AuditResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """The emotion in which a gap shows most: how often each of the two groups has it recognised."""

    emotion: str
    low: Rate
    high: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """The most frequent wrong answer to the faces of one emotion, in one group or in all pictures."""

    answer: str
    share: Rate


def driver(result: AuditResult, low: Group, high: Group) -> Driver | None:
    """Return the emotion in which one group is most behind another.

    That is the emotion with the most pictures of the lower group that would be right if it were recognised there as
    often as in the higher group; a rare emotion with a wide gap by chance does not win over a frequent one. None where
    no emotion that both groups have is recognised less often in the lower one.
    """
    if not result.counts.told.labels:
        return None
    lower, higher = (_confusions(result, group) for group in (low, high))
    both = (lower.support > 0) & (higher.support > 0)
    right, support = np.diag(lower.cells), np.maximum(higher.support, 1)
    missed = np.where(both, lower.support * np.diag(higher.cells) / support - right, 0.0)
    worst = int(missed.argmax())
    if missed[worst] <= 0:
        return None
    return Driver(emotion=result.labels.emotions[worst], low=_recall(lower, worst), high=_recall(higher, worst))


def mistake(result: AuditResult, group: Group | None, emotion: str) -> Mistake | None:
    """Return what the faces of an emotion are called most often when they are called wrong; None where none is.

    Of one group, or of all pictures where it is None.
    """
    if not result.counts.told.answers:
        return None
    found = result.counts.overall() if group is None else _confusions(result, group)
    true = result.labels.emotions.index(emotion)
    answers = found.cells[true].copy()
    answers[true] = 0
    answer = int(answers.argmax())
    if not answers[answer]:
        return None
    share = Rate(numerator=int(answers[answer]), denominator=int(found.support[true]))
    return Mistake(answer=result.labels.emotions[answer], share=share)


def driver_sentence(result: AuditResult, low: Group, high: Group) -> str:
    """Return what drives the gap between two groups, in a sentence; empty where nothing does.

    For example: The gap shows most in “sad” faces: 46.0 % (87 of 189) are recognised for “senior”, 94.0 % (347 of 369)
    for “adult”. Those of “senior” are called “happy” in 54.0 % (102 of 189).
    """
    found = driver(result, low, high)
    if found is None:
        return ""
    emotion, lower = quoted(found.emotion), quoted(low.text)
    rates = f"{share_of(found.low)} are recognised for {lower}, {share_of(found.high)} for {quoted(high.text)}"
    wrong = mistake(result, low, found.emotion)
    instead = f". Those of {lower} are called {quoted(wrong.answer)} in {share_of(wrong.share)}" if wrong else ""
    return f"The gap shows most in {emotion} faces: {rates}{instead}."


def _recall(confusion_counts: ConfusionCounts, emotion: int) -> Rate:
    return Rate(
        numerator=int(confusion_counts.cells[emotion, emotion]), denominator=int(confusion_counts.support[emotion])
    )


def _confusions(result: AuditResult, group: Group) -> ConfusionCounts:
    names = tuple(name for name, _ in group.pairs)
    return next(found.confusion for found in result.counts.by(names) if found.group == group)
