"""The page and the document of a dose–response run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from assets.blended import HOSTILE, seven

from audit.domain.results.blends import DoseResponse
from audit.report import blends_document, write_blends
from audit.report.pages.blends import blends_page


@pytest.fixture
def result() -> DoseResponse:
    """Six people of one group, one of another."""
    return seven()


def test_the_page_runs_no_script_and_hostile_names_stay_text(result: DoseResponse) -> None:
    page = blends_page(result)
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3  # chart, table, left out
    assert "Some &amp; others" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_same_result_gives_the_same_bytes(result: DoseResponse) -> None:
    assert blends_page(result) == blends_page(result)


def test_the_document_holds_people_and_groups_and_is_strict_json(result: DoseResponse, tmp_path: Path) -> None:
    written = write_blends(result, tmp_path / "new")
    read = json.loads(written.document.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert written.document.read_text() == blends_document(result)
    assert read["responses"]["end"][1] == [0.0, 0.2, 0.3]
    assert [group["people"] for group in read["groups"]] == [7, 6, 1]
    assert read["left_out"] == [{"image": HOSTILE, "reason": "no happy picture of this person"}]
    assert written.page.read_text() == blends_page(result)
