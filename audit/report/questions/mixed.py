"""Whether the model can detect mixed emotions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.told import CountsTold
from audit.domain.wording.words import UNDEFINED, counted, decimal, joined, percent, quoted, share_of, span
from audit.report.questions.rules import HALF_OF_CEILING, QUARTER_OF_CEILING, QUESTIONS, Answer, Status
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
    from audit.domain.uncertainty.mixed import VoteAgreement


def detects_mixed(result: AuditResult) -> Answer:
    """Return the answer to the third question: against the annotators' votes, or what can be said without them."""
    mixed = result.mixed
    if mixed is None or not mixed.overall.total:
        return _without_probabilities(result)
    if mixed.votes is None:
        return _without_votes(result)
    return _against_votes(result, mixed.votes)


def _without_probabilities(result: AuditResult) -> Answer:
    scored = bool(result.counts.overall().total)
    whence = "The predictions table holds decisions only, one emotion for each picture, and no probabilities"
    if result.counts.told is not CountsTold.PICTURES:
        whence = "A table of counts holds no probabilities"
    reason = f"{whence}: nothing says which faces the model reads as mixed."
    return Answer(
        question=QUESTIONS[2],
        status=Status.CANNOT_TELL,
        sentence=reason if scored else "No picture was scored.",
        measure="agreement with annotators",
        number=UNDEFINED,
        interval=UNDEFINED,
    )


def _without_votes(result: AuditResult) -> Answer:
    mixed = Estimates(result).mixed_rate()
    share = None if mixed is None else mixed.value
    meaning = "" if mixed is None else ": its second emotion has at least half the probability of its first"
    unknown = "Whether they are, only people can say, several for each picture; this cohort holds no such votes"
    return Answer(
        question=QUESTIONS[2],
        status=Status.CANNOT_TELL,
        sentence=f"{_share_mixed(result)}{meaning}. {unknown}.{_two_class_remark(result)}",
        measure="pictures the model reads as mixed",
        number=percent(share),
        interval=UNDEFINED if mixed is None else span(mixed.interval),
    )


def _share_mixed(result: AuditResult) -> str:
    """Return how often the model reads a face as mixed, without full stop, by the grades of the section below."""
    mixed = Estimates(result).mixed_rate()
    if mixed is None:
        return "How often the model reads a face as mixed was not measured"
    return f"The model reads {share_of(mixed.share)} of the pictures as mixed"


def _against_votes(result: AuditResult, votes: VoteAgreement) -> Answer:
    bounded = votes.lower is not None and votes.upper is not None
    return Answer(
        question=QUESTIONS[2],
        status=_agreement_status(votes),
        sentence=f"{_agreement_sentence(votes)} {_share_mixed(result)}.{_two_class_remark(result)}",
        measure="agreement with the annotators (1 is full, 0 is none)",
        number=decimal(votes.spearman),
        interval=f"{decimal(votes.lower)} to {decimal(votes.upper)}" if bounded else UNDEFINED,
    )


def _agreement_status(votes: VoteAgreement) -> Status:
    if votes.constant or (votes.upper is not None and votes.upper <= 0):
        return Status.NO
    if votes.lower is None or votes.upper is None:
        return Status.CANNOT_TELL
    if votes.ceiling is None:
        return Status.CANNOT_TELL
    if votes.lower >= HALF_OF_CEILING * votes.ceiling:
        return Status.YES
    if votes.lower >= QUARTER_OF_CEILING * votes.ceiling:
        return Status.PARTLY
    return Status.NO if votes.upper < QUARTER_OF_CEILING * votes.ceiling else Status.CANNOT_TELL


def _agreement_sentence(votes: VoteAgreement) -> str:
    pictures = counted(votes.images, "picture")
    if votes.constant:
        return (
            f"The model is equally sure of all {pictures} with two or more votes, though people agree about some and "
            "not about others, so it shows nothing of where faces are mixed."
        )
    if votes.spearman is None:
        return f"The {pictures} with two or more votes are too few, or too alike, to compare model and annotators."
    how = "Where people disagree about a face, the model is less certain too"
    if _agreement_status(votes) is Status.NO:
        how = "The model is hardly less certain where people disagree about a face"
    if votes.spearman <= 0:
        how = "The model is not less certain where people disagree about a face"
    return (
        f"{how}: their agreement (rank correlation) {_reached(votes, votes.spearman)} over {pictures}{_panel(votes)}."
    )


def _reached(votes: VoteAgreement, spearman: float) -> str:
    if votes.ceiling is None:
        return f"is {decimal(spearman)} (how much is possible is not known: too few votes, or halves that do not agree)"
    if spearman <= 0:
        return f"is {decimal(spearman)}, where {decimal(votes.ceiling)} is possible"
    return f"reaches {decimal(spearman)} of a possible {decimal(votes.ceiling)}"


def _panel(votes: VoteAgreement) -> str:
    if votes.panel is None:
        return ""
    return f". Half of the annotators of each picture reach {decimal(votes.panel)} against the other half"


def _two_class_remark(result: AuditResult) -> str:
    if len(result.labels) > 2:  # noqa: PLR2004 - two emotions can only be mixed with each other
        return ""
    pair = joined([quoted(emotion) for emotion in result.labels.emotions])
    return f" With two emotions it can at most show a mixture of {pair}."
