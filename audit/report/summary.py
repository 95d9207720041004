"""`summary.md`: the verdict, the answers, the limits and their waivers, short enough for a pull request's comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.report.sections import answer_page, header, waivers
from audit.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.result import AuditResult
    from audit.report.views import Row

LIMITS = 20
"""Limits listed; failed first, inconclusive next."""

_ACTS = re.compile(r"([\\`*_\[\]|~$!])|(?<=https)(:)|(?<=http)(:)|(?<=www)(\.)")
_WORD_JOINER = "\u2060"


def to_summary(result: AuditResult) -> str:
    """Return an audit in a few lines of GitHub-flavoured Markdown; names from the cohort cannot act in it.

    Raises
    ------
    InputError
        When the result lacks an estimate or a finding that every audit has.
    """
    head, page = header.view(result), answer_page.view(result)
    rows = [_texts(row) for table in (page.gate, page.more) if table for row in table.rows]
    left = len(rows) - LIMITS
    waived = waivers.view(result)
    answered = [
        (c.answer.question, f"{c.sign.mark} {c.sign.word}", c.answer.number, c.answer.interval, c.answer.sentence)
        for c in page.cards
    ]
    parts = [
        f"## {escaped(head.verdict.mark)} {head.verdict.word}: {escaped(head.title)}",
        escaped(head.sentence),
        markdown_table(("Question", "Answer", "Number", "Bounds", "In words"), answered),
        markdown_table(("Verdict", "Limit", "Found", "Bounds", "Pictures", "Reason"), rows[:LIMITS]) if rows else "",
        f"… and {counted(left, 'more limit')} in the report." if left > 0 else "",
        markdown_table([column.text for column in waived.columns], [_texts(row) for row in waived.rows])
        if waived
        else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    r"""Return text in which no Markdown, HTML, link, mention or table border is left to act.

    A mention or an issue number is found by GitHub in the finished text, where no escape is left; an invisible word
    joiner after `@` and `#` keeps them apart from what follows.

    >>> escaped("a|b <i> [d](e) http://x.org")
    'a\\|b &lt;i&gt; \\[d\\](e) http\\://x.org'
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "@#":
        safe = safe.replace(sign, sign + _WORD_JOINER)
    return _ACTS.sub(lambda found: "\\" + found[0], " ".join(safe.split()))


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown; the cells are escaped, the headings are our own."""
    lines = [head, ["---"] * len(head), *([escaped(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _texts(row: Row) -> tuple[str, ...]:
    limit, *others = row.cells
    head = f"{row.head.mark} {row.head.text}{f', {row.head.note}' if row.head.note else ''}"
    return head, f"{limit.text}: {limit.note}", *(cell.text for cell in others)
