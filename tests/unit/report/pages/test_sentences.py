"""Sentences of the page are short: nobody reads one twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from assets.audits import AUDITS

from audit.report import to_html

MOST_WORDS = 30
BLOCKS = {"p", "li", "td", "th", "dd", "dt", "caption", "figcaption", "desc", "small", "h1", "h2", "h3", "h4"}
SILENT = {"script", "style", "template", "pre"}


class Texts(HTMLParser):
    """The text of every block of a page, without scripts and code."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._open: list[tuple[str, list[str]]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as called
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self._open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag in BLOCKS and self._open:
            self.blocks.append("".join(self._open.pop()[1]))

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            self._open[-1][1].append(data)


def sentences(page: str) -> Iterator[str]:
    texts = Texts()
    texts.feed(page)
    for block in texts.blocks:
        yield from re.split(r"(?<=[.!?]) (?=\S)", " ".join(block.split()))


def words(sentence: str) -> int:
    return len(re.findall(r"\S*\w\S*", sentence))


def test_words_and_sentences_are_counted() -> None:
    page = "<p>One two. Three <b>four</b>, 5.1 % six!</p><script>not this</script><li>seven</li>"
    assert [words(each) for each in sentences(page)] == [2, 4, 1]


@pytest.mark.parametrize("name", sorted(set(AUDITS) - {"hostile"}))
def test_no_sentence_is_long(name) -> None:
    """Only a name from a cohort may make one long, and the line of the verdict, which lists counts."""
    result = AUDITS[name]()
    long = {each for each in sentences(to_html(result)) if words(each) > MOST_WORDS}
    assert [each for each in long if result.decision.sentence not in each] == []
