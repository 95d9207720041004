"""Tables and charts as files: everything the page shows, nothing that acts, nobody else's file replaced."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from assets.audits import AUDITS, HOSTILE_NAMES, drawn, five_pictures, hostile

from audit.errors import MissingExtra, OutputError, UsageError
from audit.report import ExportKind, export_kinds, to_html, write_exports
from audit.report.exports import kinds as kinds_module

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


def test_hostile_names_are_no_formulas_in_any_table(tmp_path) -> None:
    write_exports(hostile(), tmp_path, frozenset([CSV]))
    cells = [cell for path in (tmp_path / "tables").iterdir() for line in read(path.read_bytes()) for cell in line]
    assert any(cell == "'" + HOSTILE_NAMES[7] for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


# charts


# PNG


def test_without_the_renderer_png_says_what_to_type(monkeypatch) -> None:
    monkeypatch.setattr(kinds_module, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"pip install '\.\[png\]'"):
        export_kinds("csv,png")


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
