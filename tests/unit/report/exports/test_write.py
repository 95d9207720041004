"""Tables and charts as files: everything the page shows, nothing that acts, nobody else's file replaced."""

from __future__ import annotations

import csv
import re
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from assets.audits import AUDITS, HOSTILE_NAMES, drawn, five_pictures, hostile

from audit.errors import MissingExtra, OutputError, UsageError
from audit.report import ExportKind, export_kinds, to_html, write_exports
from audit.report.exports import kinds as kinds_module
from audit.report.exports import raster
from audit.report.exports.charts import charts_of
from audit.report.exports.tables import spreadsheet, tables_of, to_csv
from audit.report.pages.html import view
from audit.report.views import Cell, Row, TableView, headings

CSV, SVG, PNG = ExportKind.CSV, ExportKind.SVG, ExportKind.PNG
SOME = ["drawn", "hostile", "nothing", "five-pictures"]


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def written(folder) -> set[str]:
    return {path.name for path in folder.iterdir()}


# what there is


@pytest.mark.parametrize("name", SOME)
def test_every_table_and_every_chart_of_the_page_is_a_file(name, tmp_path) -> None:
    result = AUDITS[name]()
    page = re.sub(r"<template.*?</template>", "", to_html(result), flags=re.DOTALL)  # filled when a reader asks for it
    write_exports(result, tmp_path, frozenset([CSV, SVG]))
    tables = set(re.findall(r'<table id="([^"]+)"', page))
    assert written(tmp_path / "tables") == {f"{table}.csv" for table in tables} | {"index.csv"}
    figures = set(re.findall(r'<figure class="[^"]*" id="([^"]+)"', page))
    matrices = set(re.findall(r'<table id="([^"]+)" class="[^"]*matrix', page))
    assert written(tmp_path / "charts") == {f"{chart}.svg" for chart in figures | matrices} | {"index.csv"}


def test_the_index_says_what_each_file_shows(tmp_path) -> None:
    write_exports(drawn(), tmp_path, frozenset([CSV]))
    head, *lines = read((tmp_path / "tables" / "index.csv").read_bytes())
    assert head == ["file", "title", "note"]
    assert ["gate.csv", "Limits set before the audit and what was found", ""] in lines
    assert {line[0] for line in lines} | {"index.csv"} == written(tmp_path / "tables")


# tables


def test_a_table_has_its_notes_and_numbers_in_columns_of_their_own() -> None:
    rate = Cell(text="62.5\xa0%", note="5 of 8", value="0.625")
    undefined = Cell(text="–", note="of 0", title="no image", tone="undefined")
    rows = (
        Row(head=Cell(text="a … b", title="a and b", tone="text"), cells=(rate, Cell(text="8"))),
        Row(head=Cell(text="c"), cells=(undefined, Cell(text="0"))),
    )
    table = TableView(id="t", caption="c", columns=headings("Group", "Rate", "n"), rows=rows)
    assert read(to_csv(table)) == [
        ["Group", "Rate", "Rate (note)", "Rate (value)", "n"],
        ["a and b", "62.5 %", "5 of 8", "0.625", "8"],
        ["c", "–", "of 0; no image", "", "0"],
    ]


def test_numbers_are_those_of_the_page() -> None:
    success = next(table for table in tables_of(view(drawn())) if table.id == "groups-1-success")
    line = next(line for line in read(to_csv(success)) if line[0] == "senior")
    assert line[1:5] == ["294", "141", "67.6 %", "63.1 to 71.8 %"]  # 294 of 435


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_a_cell_is_never_a_formula(text) -> None:
    assert read(spreadsheet([[text]])) == [[f"'{text}"]]


def test_other_cells_are_as_they_are() -> None:
    line = ["a=b", "−5", "–", "a,b", 'say "x"', "two\nlines", ""]
    assert read(spreadsheet([line])) == [line]


def test_hostile_names_are_no_formulas_in_any_table(tmp_path) -> None:
    write_exports(hostile(), tmp_path, frozenset([CSV]))
    cells = [cell for path in (tmp_path / "tables").iterdir() for line in read(path.read_bytes()) for cell in line]
    assert any(cell == "'" + HOSTILE_NAMES[7] for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


# charts


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


# PNG


def test_a_png_is_a_picture_twice_its_size(tmp_path) -> None:
    pytest.importorskip("resvg_py")
    from PIL import Image

    write_exports(five_pictures(), tmp_path, frozenset([SVG, PNG]))
    charts = tmp_path / "charts"
    root = ET.parse(charts / "groups-1-rates.svg").getroot()
    with Image.open(charts / "groups-1-rates.png") as image:
        assert image.size == pytest.approx((2 * float(root.attrib["width"]), 2 * float(root.attrib["height"])), abs=1)
        assert len(set(image.convert("RGB").resize((64, 64)).tobytes())) > 20
    assert {path.stem for path in charts.glob("*.png")} == {path.stem for path in charts.glob("*.svg")}


def test_without_the_renderer_png_says_what_to_type(monkeypatch) -> None:
    monkeypatch.setattr(kinds_module, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"pip install '\.\[png\]'"):
        export_kinds("csv,png")


def test_without_a_font_no_chart_is_written_that_has_no_words(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(raster, "_has_font", lambda: False)
    with pytest.raises(OutputError, match="needs a font"):
        write_exports(five_pictures(), tmp_path, frozenset([PNG]))
    assert list(tmp_path.iterdir()) == []


# asking for it, and what is replaced


def test_kinds_are_read_as_people_write_them() -> None:
    assert export_kinds("") == frozenset()
    assert export_kinds("CSV, svg,svg") == {CSV, SVG}
    with pytest.raises(UsageError, match="unknown export 'svgs'; expected one of csv, svg, png"):
        export_kinds("csv,svgs")


def test_exports_of_an_earlier_audit_are_replaced_whole(tmp_path) -> None:
    write_exports(drawn(), tmp_path, frozenset([CSV, SVG]))
    before = written(tmp_path / "tables")
    write_exports(five_pictures(), tmp_path, frozenset([CSV]))
    assert written(tmp_path / "tables") < before
    assert not (tmp_path / "charts").exists()
    write_exports(five_pictures(), tmp_path, frozenset())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wanted", [frozenset([CSV]), frozenset()])
def test_a_file_of_somebody_else_stops_the_export(tmp_path, wanted) -> None:
    write_exports(five_pictures(), tmp_path, frozenset([CSV, SVG]))
    (tmp_path / "tables" / "thesis.csv").write_text("years of work")
    before = written(tmp_path / "tables"), written(tmp_path / "charts")
    with pytest.raises(OutputError, match=r"thesis\.csv: no export wrote it"):
        write_exports(drawn(), tmp_path, wanted)
    assert (written(tmp_path / "tables"), written(tmp_path / "charts")) == before


def test_a_folder_of_that_name_that_is_not_ours_is_left_alone(tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "tables").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is no folder of an export"):
        write_exports(drawn(), tmp_path, frozenset([CSV]))


def test_the_same_result_gives_the_same_bytes(tmp_path) -> None:
    for name in ("one", "two"):
        write_exports(five_pictures(), tmp_path / name, frozenset([CSV, SVG]))
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
