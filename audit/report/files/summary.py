"""`summary.md`: the verdict, the answers, the limits and their waivers, short enough for a pull request's comment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.wording.words import counted
from audit.report.sections.front import answer_page, header
from audit.report.sections.method import waivers
from audit.report.wording.markdown import escaped, table
from audit.report.wording.reading import TITLE as READING_TITLE

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
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
    parts = _Parts.of(result, report)
    for limits in (LIMITS, LIMITS // 2, LIMITS // 4, 1):
        text = parts.text(limits)
        if len(text.encode()) <= MOST_BYTES:
            return text
    return parts.text(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What a summary is made of, so that it can be laid out with fewer limits.

    Attributes
    ----------
    head
        Verdict, what was read otherwise than written, answers and next steps as Markdown.
    rows, waivers
        Of the table of limits, and of that of waivers; texts.
    columns
        Headings of the table of waivers.
    link
        To the report, or empty.
    """

    head: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    waivers: tuple[tuple[str, ...], ...]
    link: str

    @classmethod
    def of(cls, result: AuditResult, report: str) -> _Parts:
        page, waived = answer_page.view(result), waivers.view(result)
        return cls(
            head=_head(header.view(result), page),
            rows=tuple(_texts(row) for part in (page.gate, page.more) if part for row in part.rows),
            columns=tuple(column.text for column in waived.columns) if waived else (),
            waivers=tuple(_texts(row) for row in waived.rows) if waived else (),
            link=f"[The whole report]({report})" if _ADDRESS.fullmatch(report) else "",
        )

    def text(self, limits: int) -> str:
        """Return the summary with at most so many limits and waivers."""
        parts = (
            self.head,
            _listed(("Verdict", "Limit", "Found", "Bounds", "Pictures", "Reason"), self.rows[:limits]),
            _more(len(self.rows) - limits, "limit"),
            _listed(self.columns, self.waivers[:limits]),
            _more(len(self.waivers) - limits, "waiver"),
            self.link,
        )
        return "\n\n".join(part for part in parts if part) + "\n"


def _head(head: header.Header, page: answer_page.AnswerPage) -> str:
    answered = [
        (c.answer.question, f"{c.sign.mark} {c.sign.word}", c.answer.number, c.answer.interval, _cut(c.sentence))
        for c in page.cards
    ]
    title = f"## {escaped(head.verdict.mark)} {head.verdict.word}: {escaped(_cut(head.title))}"
    answers = table(("Question", "Answer", "Number", "Bounds", "In words"), answered)
    read = "\n".join((f"{READING_TITLE}:", "", *(f"- {escaped(_cut(line))}" for line in head.reading)))
    numbered = (f"{i}. {escaped(_cut(told))}" for i, told in enumerate(page.steps, 1))
    steps = "\n".join(("What to do next:", "", *numbered))
    return "\n\n".join((title, escaped(_cut(head.sentence)), *([read] if head.reading else []), answers, steps))


def _listed(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    return table(columns, rows) if rows else ""


def _more(left: int, what: str) -> str:
    return f"… and {counted(left, f'more {what}')} in the report." if left > 0 else ""


def _texts(row: Row) -> tuple[str, ...]:
    limit, *others = row.cells
    head = f"{row.head.mark} {row.head.text}{f', {row.head.note}' if row.head.note else ''}"
    return head, _cut(f"{limit.text}: {limit.note}"), *(_cut(cell.text) for cell in others)


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[:_TEXT]} …"
