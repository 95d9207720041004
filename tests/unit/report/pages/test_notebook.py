"""Page one in a notebook: whole, apart from the notebook, and without what is not there."""

from __future__ import annotations

import html
import re

import pytest
from assets.audits import drawn, five_pictures, hostile, nothing, voted

from audit.domain.results.result import AuditResult
from audit.report import answers, to_notebook

AUDITS = {"drawn": drawn, "five pictures": five_pictures, "voted": voted, "hostile": hostile, "nothing": nothing}


def inside(page: str) -> str:
    """Return the document in the frame."""
    found = re.fullmatch(r'<iframe title="[^"]*" sandbox="" srcdoc="([^"]*)" style="[^"]*"></iframe>', page)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("name", AUDITS)
def test_it_is_one_frame_that_runs_and_loads_nothing(name: str) -> None:
    document = inside(to_notebook(AUDITS[name]()))
    assert "<script" not in document
    assert "default-src 'none'" in html.unescape(document)
    assert not re.findall(r'(?:src|href)="(?!data:)', document)


@pytest.mark.parametrize("name", AUDITS)
def test_it_has_the_three_answers_and_the_verdict(name: str) -> None:
    result: AuditResult = AUDITS[name]()
    document = html.unescape(inside(to_notebook(result)))
    for answer in answers(result):
        assert answer.question in document
        assert (answer.seen or answer.sentence) in document
    assert f"<strong>{result.decision.verdict}</strong>" in document


def test_no_name_gets_out_of_it() -> None:
    page = to_notebook(hostile())
    assert page.count("<") == page.count(">") == 2
    assert "<img" not in inside(page)


def test_the_same_audit_gives_the_same_bytes_and_few_of_them() -> None:
    assert to_notebook(drawn()) == to_notebook(drawn())
    assert len(to_notebook(drawn()).encode()) < 60_000
