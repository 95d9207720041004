"""What each channel says beside the verdict, as plain text that can be searched."""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
from collections.abc import Callable
from xml.etree.ElementTree import fromstring

import audit
from audit.cli.audits.compare_command import _show as show_comparison
from audit.cli.audits.publish import show
from audit.domain.results.audits import Audits
from audit.domain.results.comparison import ComparisonResult
from audit.domain.results.result import AuditResult
from audit.report import (
    audits_document,
    comparison_document,
    to_document,
    to_html,
    to_junit,
    to_model_card,
    to_summary,
    workflow_commands,
)
from audit.report.pages.audits import audits_page
from audit.report.pages.comparison import comparison_comment, comparison_page


def printed(print_it: Callable[[], None]) -> str:
    """Return what goes to stdout."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        print_it()
    return out.getvalue()


def plain(text: str) -> str:
    """Return what a page, a comment or a table says, without tags, escapes, case and hard spaces."""
    text = html.unescape(html.unescape(re.sub(r"</?[a-z!][^<>]*>", " ", text)))
    return " ".join(re.sub(r"\\(?=\W|_)", "", text).casefold().split())


def said_in(channel: str, result: AuditResult) -> str:
    """Return what a channel says of an audit, as `plain`."""
    return plain(CHANNELS[channel](result))


def head_of(page: str) -> str:
    """Return the head of a page, where its verdict stands."""
    found = re.search(r"<header>.*?</header>", page, re.DOTALL)
    return found[0] if found else ""


def _sentences(account: dict[str, object]) -> str:
    return "\n".join(remark["sentence"] for remark in account["reading"]["remarks"])


def _stored(result: AuditResult) -> str:
    return "\n".join(remark["sentence"] for remark in json.loads(to_document(result))["reading"]["remarks"])


def _annotation(result: AuditResult) -> str:
    return "\n".join(workflow_commands(result)).replace("%25", "%").replace("%2C", ",").replace("%3A", ":")


def _in_notebook(result: AuditResult) -> str:
    return head_of(html.unescape(audit.Audit(result=result)._repr_html_()))


CHANNELS: dict[str, Callable[[AuditResult], str]] = {
    "terminal": lambda result: printed(lambda: show(result)),
    "summary.md": to_summary,
    "junit.xml": lambda result: fromstring(to_junit(result)).findtext("testsuite/system-out") or "",
    "audit.json": _stored,
    "Python": lambda result: "\n".join(result.told.sentences),
    "notebook": _in_notebook,
    "annotation": _annotation,
    "model card": to_model_card,
}
"""Every place where an audit is read, with what it says there; the notebook has the head of page one."""

PAGE_ONE: dict[str, Callable[[AuditResult], str]] = {"page one": lambda result: head_of(to_html(result))}
"""The page itself, whose other sections take their time; its head is the notebook's, which a test holds it to."""

COMPARED: dict[str, Callable[[ComparisonResult], str]] = {
    "compare, terminal": lambda found: printed(lambda: show_comparison(found)),
    "compare, page": lambda found: head_of(comparison_page(found)),
    "compare, comparison.md": comparison_comment,
    "compare, comparison.json": lambda found: "\n".join(
        _sentences(json.loads(comparison_document(found))[f"{which}_account"]) for which in ("baseline", "candidate")
    ),
    "compare, Python": lambda found: "\n".join(
        sentence for account in found.accounts for sentence in account.reading.sentences
    ),
}
"""Every place where a comparison is read."""

TOGETHER: dict[str, Callable[[Audits], str]] = {
    "side by side": audits_page,
    "audits.json": lambda found: "\n".join(
        _sentences(each["account"]) for each in json.loads(audits_document(found))["audits"]
    ),
}
"""Every place where several audits are read."""
