"""Whether the model can classify the expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.told import ANOTHER
from audit.domain.wording.words import counted, joined, number, percent, quoted, share_of, span
from audit.report.questions.rules import HALF_OF_FACES, QUESTIONS, Answer, Status
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from audit.domain.counts.rates import Estimate, Interval
    from audit.domain.results.result import AuditResult

NAMED = 3
"""Emotions named one by one; the others are counted."""


def classifies(result: AuditResult) -> Answer:
    """Return the answer to the first question: the success rate against always answering the most frequent label.

    Partly where that is beaten while an emotion is missed more often than recognised.
    """
    overall = Estimates(result).of("accuracy")
    status = _above(overall.interval, result.baseline.value)
    return Answer(
        question=QUESTIONS[0],
        status=Status.PARTLY if status is Status.YES and _failed(result) else status,
        sentence=_sentence(result) if overall.support else "No picture was scored.",
        measure="success rate: pictures named as labelled",
        number=percent(overall.value),
        interval=span(overall.interval),
    )


def _above(interval: Interval | None, baseline: float | None) -> Status:
    if interval is None or baseline is None or baseline == 1:
        return Status.CANNOT_TELL
    if interval.lower > baseline:
        return Status.YES
    return Status.NO if interval.upper <= baseline else Status.CANNOT_TELL


def _sentence(result: AuditResult) -> str:
    rate = Estimates(result).of("accuracy").share
    pictures = f"{number(rate.numerator)} of {number(rate.denominator)}"
    right = f"It names the labelled emotion for {percent(rate.value)} of the pictures ({pictures});"
    if not result.counts.told.labels:
        return f"{right} the table of counts names no emotions, so nothing shows whether it tells expressions apart."
    support = result.counts.overall().support
    frequent = quoted(result.labels.emotions[int(support.argmax())])
    if result.baseline.value == 1:
        return f"{right} all of them are labelled {frequent}, so nothing shows whether it tells expressions apart."
    baseline = f"always answering {frequent}, the most frequent label, would be right for"
    told = f"{right} {baseline} {percent(result.baseline.value)}."
    return " ".join(part for part in (told, _failing(result) or _weakest(result), _unseen(result)) if part)


def _recalls(result: AuditResult) -> list[Estimate]:
    """Return the recall of each emotion that has pictures, the lowest first."""
    found = Estimates(result)
    recalls = [found.of("recall", emotion) for emotion in result.labels.emotions]
    return sorted((e for e in recalls if e.value is not None), key=lambda e: e.value or 0.0)


def _failed(result: AuditResult) -> list[Estimate]:
    """Return the emotions whose faces are missed more often than recognised: the whole interval lies below a half."""
    return [e for e in _recalls(result) if e.interval is not None and e.interval.upper < HALF_OF_FACES]


def _failing(result: AuditResult) -> str:
    """Return which emotions the model fails on; empty where none is proven to be missed more often than recognised."""
    failed = _failed(result)
    named = [f"{quoted(e.emotion or '')} in {share_of(e.share)}" for e in failed[:NAMED]]
    if len(failed) > NAMED:
        named.append(f"{counted(len(failed) - NAMED, 'more emotion')} in less than half")
    return f"It fails on most faces of some emotions: it recognises {joined(named)}." if named else ""


def _weakest(result: AuditResult) -> str:
    recalls = _recalls(result)
    if len({e.value for e in recalls}) < 2:  # noqa: PLR2004 - the weakest of equals is no news
        return ""
    lowest = [e for e in recalls if e.value == recalls[0].value]
    if len(lowest) > 1:
        named = names([e.emotion or "" for e in lowest])
        return f"It recognises {named} least often, each in {percent(lowest[0].value)}."
    return f"It recognises {quoted(lowest[0].emotion or '')} least often, in {share_of(lowest[0].share)}."


def _unseen(result: AuditResult) -> str:
    unseen = unseen_emotions(result)
    return f"Nothing shows whether it recognises {names(unseen, 'or')}: no picture has that label." if unseen else ""


def failed_emotions(result: AuditResult) -> list[str]:
    """Return the emotions whose faces are proven to be missed more often than recognised, the lowest recall first."""
    return [e.emotion or "" for e in _failed(result)]


def unseen_emotions(result: AuditResult) -> list[str]:
    """Return which emotions nothing is known of, as no scored picture is labelled so."""
    seen = {e.emotion for e in _recalls(result)}
    return [emotion for emotion in result.labels.emotions if emotion not in (*seen, ANOTHER)]


def names(emotions: list[str], last: str = "and") -> str:
    """Return emotions as a list in a sentence, many of them as the first and a number."""
    more = [f"{number(len(emotions) - NAMED)} more"] if len(emotions) > NAMED else []
    return joined([*map(quoted, emotions[:NAMED]), *more], last)
