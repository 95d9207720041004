"""Charts of the page as pictures that stand alone."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from assets.audits import AUDITS, drawn, hostile

from audit.report import to_html
from audit.report.exports.charts import charts_of

SOME = ["drawn", "hostile", "nothing", "five-pictures"]


@pytest.mark.parametrize("name", SOME)
def test_a_chart_stands_alone(name) -> None:
    for chart in charts_of(to_html(AUDITS[name]())):
        markup = re.sub(r">[^<]*<", "><", chart.svg)
        assert not re.search(r"var\(|\bclass=|\bstyle=|data-|href|<script|rem\b|&nbsp;", markup)
        root = ET.fromstring(chart.svg)
        svg = "{http://www.w3.org/2000/svg}"
        assert root.tag == f"{svg}svg"
        assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
        assert [child.tag for child in root][:2] == [f"{svg}title", f"{svg}desc"]
        assert root[0].text == chart.title
        ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
        assert len(ids) == len(set(ids))
        assert set(root.attrib["aria-labelledby"].split()) <= set(ids)
        assert set(re.findall(r"url\(#([^)]+)\)", chart.svg)) <= set(ids)


def test_a_chart_has_the_colours_signs_and_words_of_the_page() -> None:
    rates = next(chart for chart in charts_of(to_html(drawn())) if chart.id == "groups-1-rates")
    root = ET.fromstring(rates.svg)
    texts = {"".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"senior", "67.6\xa0% of 435", "◆ lowest"} <= texts
    fills = {element.attrib.get("fill") for element in root.iter()}
    assert {"#0072b2", "#d55e00"} <= fills


def test_curves_keep_their_strokes_where_stretching_would_not() -> None:
    curves = next(chart for chart in charts_of(to_html(drawn())) if chart.id.startswith("abstention"))
    assert "preserveAspectRatio" not in curves.svg
    assert "vector-effect" not in curves.svg
    first = re.search(r'd="M([\d.]+),', curves.svg)
    assert first is not None
    last = [float(x) for x in re.findall(r"L([\d.]+),", curves.svg)]
    assert max(last) == pytest.approx(736)  # the width of a chart: 46 rem


def test_names_in_a_chart_are_text() -> None:
    for chart in charts_of(to_html(hostile())):
        tags = {element.tag.split("}")[1] for element in ET.fromstring(chart.svg).iter()}
        known = {"svg", "title", "desc", "g", "line", "rect", "text", "path", "circle", "defs", "pattern"}
        assert tags <= known
