"""Page one in the output of a notebook's cell: in a frame of its own, so that neither can touch the other.

The frame is sandboxed: it runs no script, opens no window, submits no form, and its content policy loads nothing. Its
style sheet and ids stay inside it, however many audits a notebook shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import escape

from audit.report.pages.html import content_policy, environment, style_sheet
from audit.report.sections.front import answer_page, header

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
    from audit.report.views import Row, TableView

_FRAME = (
    '<iframe title="{title}" sandbox="" srcdoc="{page}" style="display:block;box-sizing:border-box;width:100%;'
    'height:44rem;resize:vertical;overflow:auto;border:1px solid #878e98;background:#fff"></iframe>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """The head of the page and its answers, without links to the pages behind."""

    header: header.Header
    answers: answer_page.AnswerPage


def to_notebook(result: AuditResult) -> str:
    """Return page one of an audit as one element of HTML that stands by itself.

    Raises
    ------
    InputError
        When the result lacks an estimate or a finding that every audit has.
    """
    page = FirstPage(header=header.view(result), answers=_alone(answer_page.view(result)))
    template = environment().get_template("notebook.html.j2")
    whole = template.render(page=page, style=style_sheet(), policy=content_policy())
    return _FRAME.format(title=escape(f"Audit: {page.header.title}"), page=escape(whole))


def _alone(page: answer_page.AnswerPage) -> answer_page.AnswerPage:
    """Return the answers without links: what they lead to is not there."""
    return replace(
        page,
        gate=_unlinked(page.gate),
        more=_unlinked(page.more),
        cannot_tell=tuple(replace(caveat, place="") for caveat in page.cannot_tell),
        cannot_tell_more=tuple(replace(caveat, place="") for caveat in page.cannot_tell_more),
    )


def _unlinked(table: TableView | None) -> TableView | None:
    return None if table is None else replace(table, rows=tuple(map(_unlinked_row, table.rows)))


def _unlinked_row(row: Row) -> Row:
    return replace(row, cells=tuple(replace(cell, link=None) for cell in row.cells))
