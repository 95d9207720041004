"""Whether the model can classify the expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.wording.words import number, percent, quoted, share_of, span
from audit.report.questions.rules import QUESTIONS, Answer, Status
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from audit.domain.counts.rates import Interval
    from audit.domain.results.result import AuditResult


def classifies(result: AuditResult) -> Answer:
    """Return the answer to the first question: the success rate against always answering the most frequent label."""
    overall = Estimates(result).of("accuracy")
    return Answer(
        question=QUESTIONS[0],
        status=_above(overall.interval, result.baseline.value),
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
    support = result.counts.overall().support
    frequent = quoted(result.labels.emotions[int(support.argmax())])
    if result.baseline.value == 1:
        return f"{right} all of them are labelled {frequent}, so nothing shows whether it tells expressions apart."
    baseline = f"always answering {frequent}, the most frequent label, would be right for"
    return f"{right} {baseline} {percent(result.baseline.value)}. {_weakest(result)}".strip()


def _weakest(result: AuditResult) -> str:
    found = Estimates(result)
    recalls = [found.of("recall", emotion) for emotion in result.labels.emotions]
    measured = [(e.value, e) for e in recalls if e.value is not None]
    if len({value for value, _ in measured}) < 2:  # noqa: PLR2004 - the weakest of equals is no news
        return ""
    weakest = min(measured, key=lambda pair: pair[0])[1]
    return f"It recognises {quoted(weakest.emotion or '')} least often, in {share_of(weakest.share)}."
