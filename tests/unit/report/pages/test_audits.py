"""Several audits as one page and a list."""

from __future__ import annotations

import itertools
import json
import re
from html.parser import HTMLParser

import pytest
from assets.audits import AUDITS, drawn, five_each, hostile
from assets.side_by_side import made, page_of

from audit.domain.results.audits import Audits, Unread
from audit.report.pages.audits import audits_document, audits_page, write_audits


def test_files_that_are_no_audits_are_named_in_page_and_document() -> None:
    unread = (Unread(path="reports/<b>x</b>/audit.json", reason="not valid JSON"),)
    audits = Audits(results=(drawn(),), unread=unread)
    assert "reports/&lt;b&gt;x&lt;/b&gt;/audit.json: not valid JSON" in audits_page(audits)
    document = json.loads(audits_document(audits))
    assert document["unread"] == [{"path": "reports/<b>x</b>/audit.json", "reason": "not valid JSON"}]
    assert document["audits"][0]["exit_status"] == 1


def test_of_very_many_files_that_are_no_audits_some_are_counted() -> None:
    unread = tuple(Unread(path=f"{i}", reason="empty") for i in range(70))
    assert page_of(drawn(), unread=unread).unread[-1] == "20 more files; audits.json names all"


class Tags(HTMLParser):
    """Elements of a page with the names of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def acting_parts(text: str) -> list[str]:
    """Return elements and attributes that run or load something."""
    found = Tags(text).found
    elements = [tag for tag, _ in found if tag in ("script", "img", "b", "iframe", "object", "form")]
    return elements + [name for _, names in found for name in names if name.startswith("on")]


@pytest.fixture(scope="module")
def everything() -> str:
    return audits_page(
        Audits(results=tuple(made(function(), id=name) for name, function in AUDITS.items() if name != "sixty"))
    )


def test_the_page_of_every_kind_of_audit_runs_no_script_and_has_ids_once(everything) -> None:
    assert "<script" not in everything
    assert "default-src &#39;none&#39;; script-src ;" in everything
    ids = re.findall(r' id="([^"]+)"', everything)
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "aria-describedby"):
        assert set(re.findall(rf'{name}="([^"]+)"', everything)) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', everything)) <= set(ids)
    assert everything.count("<table") == everything.count("<caption")


def test_headings_never_skip_a_level(everything) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", everything)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_no_name_becomes_an_element_or_acts_in_a_template(everything) -> None:
    assert not acting_parts(everything)
    assert "{{ 7*7 }}" in everything
    assert "\u202e" not in everything


def test_a_page_of_twelve_large_audits_stays_small() -> None:
    large = five_each("region", {f"region {i:02d}": 3 for i in range(60)})
    text = audits_page(Audits(results=tuple(made(large, id=f"m{i}") for i in range(12))))
    assert "The charts show the first 30 of 60 groups; the table has all." in text
    assert len(text.encode()) < 600_000


def test_the_same_audits_give_the_same_bytes(tmp_path) -> None:
    audits = Audits(results=(drawn(), made(hostile(), id="other")))
    written = write_audits(audits, tmp_path / "new")
    assert written.index.read_text(encoding="utf-8") == audits_page(audits)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["audits.json", "index.html"]
