"""`summary.md`: the verdict, the answers, the limits and their waivers, short enough for a pull request's comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.report.markdown import escaped, table
from audit.report.sections import answer_page, header, waivers
from audit.report.words import counted

if TYPE_CHECKING:
    from audit.domain.result import AuditResult
    from audit.report.views import Row

LIMITS = 20
"""Limits listed; failed first, inconclusive next. Fewer where long names would make it too long."""

MOST_BYTES = 65_000
"""Bytes of the whole: GitHub takes comments of up to 65,536 characters."""

PAGE = "index.html"
"""Where the report is, seen from the summary."""

_TEXT = 800
"""Characters of one text; what a sentence of ours needs, and not all that a name may have."""

_ADDRESS = re.compile(r"[\w.:/?&=%~+-]+")


def to_summary(result: AuditResult, *, report: str = PAGE) -> str:
    """Return an audit in a few lines of GitHub-flavoured Markdown; names from the cohort cannot act in it.

    Parameters
    ----------
    result
        The audit.
    report
        Address of the report that it links to; one that is no plain address is left out.

    Raises
    ------
    InputError
        When the result lacks an estimate or a finding that every audit has.
    """
    for limits in (LIMITS, LIMITS // 2, LIMITS // 4, 1):
        text = _text(result, report, limits)
        if len(text.encode()) <= MOST_BYTES:
            return text
    return _text(result, report, 0)


def _text(result: AuditResult, report: str, limits: int) -> str:
    head, page = header.view(result), answer_page.view(result)
    rows = [_texts(row) for part in (page.gate, page.more) if part for row in part.rows]
    answered = [
        (c.answer.question, f"{c.sign.mark} {c.sign.word}", c.answer.number, c.answer.interval, _cut(c.answer.sentence))
        for c in page.cards
    ]
    parts = [
        f"## {escaped(head.verdict.mark)} {head.verdict.word}: {escaped(_cut(head.title))}",
        escaped(_cut(head.sentence)),
        table(("Question", "Answer", "Number", "Bounds", "In words"), answered),
        table(("Verdict", "Limit", "Found", "Bounds", "Pictures", "Reason"), rows[:limits]) if rows[:limits] else "",
        _more(len(rows) - limits, "limit"),
        *_waivers(result, limits),
        f"[The whole report]({report})" if _ADDRESS.fullmatch(report) else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _waivers(result: AuditResult, limits: int) -> tuple[str, ...]:
    waived = waivers.view(result)
    if waived is None:
        return ()
    rows = [_texts(row) for row in waived.rows]
    listed = table([column.text for column in waived.columns], rows[:limits]) if rows[:limits] else ""
    return listed, _more(len(rows) - limits, "waiver")


def _more(left: int, what: str) -> str:
    return f"… and {counted(left, f'more {what}')} in the report." if left > 0 else ""


def _texts(row: Row) -> tuple[str, ...]:
    limit, *others = row.cells
    head = f"{row.head.mark} {row.head.text}{f', {row.head.note}' if row.head.note else ''}"
    return head, _cut(f"{limit.text}: {limit.note}"), *(_cut(cell.text) for cell in others)


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[:_TEXT]} …"
