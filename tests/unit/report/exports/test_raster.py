"""Charts as PNG."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from assets.audits import five_pictures

from audit.errors import OutputError
from audit.report import ExportKind, write_exports
from audit.report.exports import raster

CSV, SVG, PNG = ExportKind.CSV, ExportKind.SVG, ExportKind.PNG


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


def test_without_a_font_no_chart_is_written_that_has_no_words(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(raster, "_has_font", lambda: False)
    with pytest.raises(OutputError, match="needs a font"):
        write_exports(five_pictures(), tmp_path, frozenset([PNG]))
    assert list(tmp_path.iterdir()) == []
