"""The three research questions, each answered in a few sentences with a number and its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.report.questions.classification import classifies
from audit.report.questions.groups import performs_equally
from audit.report.questions.mixed import detects_mixed

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
    from audit.report.questions.rules import Answer


def answers(result: AuditResult) -> tuple[Answer, Answer, Answer]:
    """Return the three answers of an audit, in the order of `questions.rules.QUESTIONS`.

    Raises
    ------
    InputError
        When the result lacks an estimate or a finding that every audit has.
    """
    return classifies(result), performs_equally(result), detects_mixed(result)
