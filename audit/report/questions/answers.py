"""The three research questions, each answered in a few sentences with a number and its interval."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.report.questions.classification import classifies
from audit.report.questions.groups import performs_equally
from audit.report.questions.mixed import detects_mixed
from audit.report.questions.rules import Answer, Status

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult


def answers(result: AuditResult) -> tuple[Answer, Answer, Answer]:
    """Return the three answers of an audit, in the order of `questions.rules.QUESTIONS`.

    Raises
    ------
    InputError
        When the result lacks an estimate or a finding that every audit has.
    """
    found = classifies(result), performs_equally(result), detects_mixed(result)
    if not result.told.blocking:
        return found
    first, second, third = map(_in_doubt, found)
    return first, second, third


def _in_doubt(answer: Answer) -> Answer:
    """Return an answer while something speaks against how the data were read: it cannot be more than a reading."""
    doubt = "How the data were read is in doubt, so this is open. As they were read:"
    seen = f"{doubt} {answer.seen}" if answer.seen else ""
    return replace(answer, status=Status.CANNOT_TELL, sentence=f"{doubt} {answer.sentence}", seen=seen)
