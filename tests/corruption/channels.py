"""What each channel says beside the verdict, as plain text that can be searched."""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
from collections.abc import Callable
from xml.etree.ElementTree import fromstring

from audit.cli.audits.publish import show
from audit.domain.results.result import AuditResult
from audit.report import to_document, to_html, to_junit, to_summary, workflow_commands


def _terminal(result: AuditResult) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        show(result)
    return out.getvalue()


def _page_one(result: AuditResult) -> str:
    head = re.search(r"<header>.*?</header>", to_html(result), re.DOTALL)
    return re.sub(r"<[^>]+>", " ", head[0]) if head else ""


def _junit(result: AuditResult) -> str:
    return fromstring(to_junit(result)).findtext("testsuite/system-out") or ""


def _stored(result: AuditResult) -> str:
    return "\n".join(remark["sentence"] for remark in json.loads(to_document(result))["reading"]["remarks"])


def _annotation(result: AuditResult) -> str:
    return "\n".join(workflow_commands(result)).replace("%25", "%").replace("%2C", ",").replace("%3A", ":")


CHANNELS: dict[str, Callable[[AuditResult], str]] = {
    "terminal": _terminal,
    "summary.md": lambda result: re.sub(r"\\(?=\W|_)", "", to_summary(result)),
    "junit.xml": _junit,
    "audit.json": _stored,
    "Python": lambda result: "\n".join(result.told.sentences),
    "annotation": _annotation,
    "page one": _page_one,
}
"""Every place where an audit is read, with what it says there."""


def said_in(channel: str, result: AuditResult) -> str:
    """Return what a channel says, without case, entities and hard spaces."""
    text = html.unescape(html.unescape(CHANNELS[channel](result)))
    return " ".join(text.casefold().split())
