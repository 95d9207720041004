"""The page as a document: what it may run, what it must have, what it must not grow with."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from assets.audits import AUDITS, HOSTILE_NAMES, drawn, hostile, many, three_hundred, voted

from audit.domain.counts.cells import CellTable
from audit.domain.counts.rates import Rate
from audit.load import load_result
from audit.report import to_document, to_html
from audit.report.pages import html as html_module
from audit.report.pages.interactive import ALPHABET, own_script, packed_plotly


class Page(HTMLParser):
    """Tags with their attributes, and the text inside scripts, of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data) -> None:
        if self._inside:
            self.scripts[-1] += data

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module", params=AUDITS)
def page(request) -> Page:
    return Page(to_html(AUDITS[request.param]()))


def test_the_page_has_language_title_one_h1_and_landmarks(page) -> None:
    assert page.of("html")[0]["lang"] == "en"
    assert [len(page.of(tag)) for tag in ("title", "h1", "main", "nav", "header", "footer")][1:] == [1, 1, 1, 1, 1]
    assert page.of("a")[0]["href"] == "#main"


def test_headings_never_skip_a_level(page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_and_every_reference_meets_one(page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
    assert {a["href"][1:] for a in page.of("a")} <= set(ids)


def test_every_table_has_a_caption_and_every_heading_a_scope(page) -> None:
    assert len(page.of("table")) == len(page.of("caption")) > 0
    assert {th.get("scope") for th in page.of("th")} == {"col", "row"}


def test_every_chart_is_an_image_with_title_and_description(page) -> None:
    charts = [svg for svg in page.of("svg") if svg.get("role") == "img"]
    assert len(charts) == len(page.of("desc")) == len(page.of("figure"))
    assert all(svg["aria-labelledby"] and svg["aria-describedby"] for svg in charts)


def test_scrolling_tables_are_named_and_focusable(page) -> None:
    regions = [div for div in page.of("div") if div.get("class") == "scroll"]
    assert len(regions) == len(page.of("table"))
    assert all(div["role"] == "region" and div["tabindex"] == "0" and div["aria-labelledby"] for div in regions)


def test_nothing_in_the_page_points_outside(page) -> None:
    for _, attributes in page.tags:
        for name in ("src", "href", "data", "action", "poster", "srcset"):
            assert attributes.get(name) in (None, "data:,") or attributes[name].startswith("#")


def unpacked(digits: str, size: int) -> bytes:
    """Return what base 85 digits of the page's alphabet stand for, as the page's script reads them."""
    rfc1924 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
    packed = base64.b85decode(digits.translate(str.maketrans(ALPHABET, rfc1924)))
    return gzip.decompress(packed[:size])


def test_the_policy_allows_exactly_the_scripts_of_the_page() -> None:
    page = Page(to_html(drawn()))
    policy = next(meta["content"] for meta in page.of("meta") if "http-equiv" in meta)
    kinds = [script.get("type") for script in page.of("script")]
    packed = page.scripts[kinds.index("text/plain")]
    own = [text.encode() for text, kind in zip(page.scripts, kinds, strict=True) if kind is None]
    hashes = {
        base64.b64encode(hashlib.sha256(s).digest()).decode() for s in (unpacked(packed, packed_plotly().size), *own)
    }
    assert set(re.findall(r"sha256-([^']+)", policy)) == hashes
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize(
    "name", [path.name for path in files("audit.report").joinpath("templates").iterdir() if path.name.endswith(".js")]
)
def test_no_script_of_ours_can_end_its_element_or_evaluate_text(name) -> None:
    text = own_script(name).text
    assert "</script" not in text
    assert not re.search(r"\b(eval|Function|fetch|XMLHttpRequest|innerHTML|outerHTML|insertAdjacentHTML)\b", text)


def test_the_digits_of_the_packed_script_cannot_open_a_tag() -> None:
    assert len(set(ALPHABET)) == 85
    assert not set(ALPHABET) & set("<&\"'")


def test_no_name_becomes_an_element() -> None:
    """A harmless audit and a hostile one use the same elements; nothing is added by a name."""
    found = Page(to_html(hostile()))
    assert {tag for tag, _ in found.tags} <= {tag for tag, _ in Page(to_html(voted())).tags}
    assert not found.of("img", "b")
    assert len(found.of("script")) == len(Page(to_html(voted())).of("script"))
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]


def test_templates_do_not_run_what_a_name_says() -> None:
    text = to_html(hostile())
    assert "{{ 7*7 }}" in HOSTILE_NAMES[2]
    assert "{{ 7*7 }}" in text
    assert "\u202e" not in text
    assert "\x00" not in text


@pytest.mark.parametrize("name", [*AUDITS, "three hundred groups"])
def test_a_page_stays_within_its_budget(name) -> None:
    result = AUDITS[name]() if name in AUDITS else three_hundred()
    assert len(to_html(result).encode()) <= 2_200_000


def test_the_page_does_not_grow_with_the_images() -> None:
    """A thousand times as many images add digits, not elements."""
    result = drawn()
    cells, graded = result.counts.cells, result.counts.graded
    assert isinstance(cells, CellTable)
    assert isinstance(graded, CellTable)
    larger = {"cells": replace(cells, counts=cells.counts * 1000)}
    larger["graded"] = replace(graded, counts=graded.counts * 1000)
    rates = [estimate.rate for estimate in result.estimates]
    thousands = [
        None if r is None else Rate(numerator=r.numerator * 1000, denominator=r.denominator * 1000) for r in rates
    ]
    estimates = tuple(replace(e, rate=rate) for e, rate in zip(result.estimates, thousands, strict=True))
    grown = replace(result, counts=replace(result.counts, **larger), estimates=estimates)
    digits = 2 * 4 * len(estimates)  # a count has three digits more and a comma; a rate has two counts
    assert len(to_html(grown)) - len(to_html(result)) < 2_000 + 2 * digits  # in the tables and among the choices


def test_interactive_charts_give_way_to_hundreds_of_groups(monkeypatch) -> None:
    monkeypatch.setattr(html_module, "PAGE_LIMIT", 1_000_000)
    text = to_html(many(3, 300))
    assert len(text) < 215_000
    assert 'id="plotly"' not in text
    assert packed_plotly().sha256 not in text
    assert "Interactive charts were left out" in text
    assert 'id="explorer-data"' in text
    assert "Choices among measures were left out" not in text


def test_choices_give_way_where_the_page_would_still_be_too_large(monkeypatch) -> None:
    monkeypatch.setattr(html_module, "PAGE_LIMIT", 100_000)
    text = to_html(many(3, 300))
    assert "explorer-data" not in text
    assert own_script("explorer.js").sha256 not in text
    assert "Choices among measures were left out" in text


@pytest.mark.parametrize("more", [0, 5_000, 18_000, 19_000, 20_000, 1_836_000, 1_838_000, 1_855_000, 1_857_000])
def test_what_is_added_never_takes_the_page_beyond_its_limit(more, monkeypatch) -> None:
    monkeypatch.setattr(html_module, "PAGE_LIMIT", 0)
    limit = len(to_html(many(3, 300)).encode()) + more
    monkeypatch.setattr(html_module, "PAGE_LIMIT", limit)
    assert len(to_html(many(3, 300)).encode()) <= limit


def test_a_saved_audit_gives_the_same_page(tmp_path) -> None:
    result = voted()
    (tmp_path / "audit.json").write_text(to_document(result), encoding="utf-8")
    assert to_html(load_result(tmp_path / "audit.json")) == to_html(result)


def test_the_same_result_gives_the_same_bytes() -> None:
    assert to_html(drawn()) == to_html(drawn())
