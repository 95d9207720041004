"""What would answer better the two questions that have no limit: whether expressions, and mixed emotions, are read."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from audit.domain.counts.told import ANOTHER, CountsTold
from audit.domain.wording.words import counted, number, quoted, shown
from audit.report.questions.classification import classifies, failed_emotions, names, unseen_emotions
from audit.report.questions.mixed import detects_mixed
from audit.report.questions.rules import Status
from audit.report.wording.drivers import mistake
from audit.report.wording.phrases import where_seen

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult

EITHER_SIDE = 0.1
"""How near to the truth a recall, or a rank correlation, is to be told by as many pictures as are asked for."""


def question_steps(result: AuditResult, *, pictures_here: bool = False) -> tuple[str, ...]:
    """Return the next step of the first and of the third question, in sentences; none for what is answered by yes.

    Nothing where no picture was scored, or where only counts are known: other pictures, or votes, cannot be added.
    `pictures_here`: whether they stand on a page that shows pictures.
    """
    if not result.counts.overall().total or result.counts.told is not CountsTold.PICTURES:
        return ()
    seen = where_seen(result, here=pictures_here)
    steps = (("Expressions", _expressions(result, seen)), ("Mixed emotions", _mixed(result)))
    return tuple(f"{about}: {step}" for about, step in steps if step)


def _expressions(result: AuditResult, seen: str) -> str:
    """Return which mistakes to look at where emotions fail, or how many pictures to add of those that are not there."""
    failed, unseen, status = failed_emotions(result), unseen_emotions(result), classifies(result).status
    if failed or status is Status.NO or (status is not Status.YES and not unseen):
        return _look_at(result, failed, seen)
    if not unseen:
        return ""
    each = f"{number(_needed(result))} pictures" + (" of each" if len(unseen) > 1 else "")
    tell = "tell how often it is recognised" if len(unseen) == 1 else "tell how often each is recognised"
    return f"Add pictures labelled {names(unseen, 'or')}: {each} {tell}, to within 10 points."


def _look_at(result: AuditResult, emotions: list[str], seen: str) -> str:
    """Return the most frequent mistake, of these emotions or of all."""
    asked = emotions or [emotion for emotion in result.labels.emotions if emotion != ANOTHER]
    found = [(emotion, wrong) for emotion in asked if (wrong := mistake(result, None, emotion)) is not None]
    if not found:
        return ""
    emotion, wrong = max(found, key=lambda pair: pair[1].share.numerator)
    faces = f"{counted(wrong.share.numerator, f'{quoted(emotion)} face')} called {quoted(wrong.answer)}"
    return f"Look at the {faces} (of {number(wrong.share.denominator)}): {seen}."


def _needed(result: AuditResult) -> int:
    """Return how many pictures tell a share to within `EITHER_SIDE`, whatever it is: z² / (4 · side²)."""
    z = NormalDist().inv_cdf(0.5 + result.policy.confidence / 2)
    return math.ceil((z / EITHER_SIDE) ** 2 / 4)


def _mixed(result: AuditResult) -> str:
    """Return which votes, or which probabilities, to get, or what to learn from where the votes say no or partly."""
    mixed = result.mixed
    if mixed is None or not mixed.overall.total:
        return f"Give every answer a probability of each emotion (columns {_columns(result, 'p_')})."
    if mixed.votes is None or detects_mixed(result).status is Status.CANNOT_TELL:
        return _votes(result)
    if detects_mixed(result).status is Status.YES:
        return ""
    return (
        "If the model is yours to train, let it learn the shares of the annotators' votes (target = “votes” in its "
        "recipe), and audit the new weights."
    )


def _votes(result: AuditResult) -> str:
    """Return how many pictures to let five people look at: with fewer votes nothing tells how much is possible.

    A rank correlation of n pictures has an error of about 1 / √n.
    """
    scored = result.counts.overall().total
    z = NormalDist().inv_cdf(0.5 + result.policy.confidence / 2)
    enough = math.ceil((z / EITHER_SIDE) ** 2)
    drawn = f"{number(enough)} of the {number(scored)} pictures, drawn at random"
    which = drawn if scored > enough else "every picture"
    return f"Let five people name the emotion in {which} (columns {_columns(result, 'votes_')})."


def _columns(result: AuditResult, start: str) -> str:
    """Return the first column of a table that has one for each emotion."""
    return f"{start}{shown(result.labels.emotions[0])}, …"
