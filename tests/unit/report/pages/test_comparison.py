"""A comparison as page and comment: its numbers are those of the result, and no name acts in either."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from assets.audits import HOSTILE_NAMES
from assets.compared import BEFORE, compared, levelled

from audit.domain.decision.criteria import Regression
from audit.domain.decision.policy import Policy
from audit.domain.results.comparison import ComparisonResult
from audit.report import write_comparison
from audit.report.pages.comparison import comparison_comment, comparison_document, comparison_page
from audit.report.sections.other_pages.comparison import view


def test_levelling_down_is_said_on_the_page_and_in_the_comment() -> None:
    (said,) = view(levelled()).levelling
    assert "because adult, which was best off, lost 30 points" in said
    assert "**Levelling down:**" in comparison_comment(levelled())
    assert comparison_page(levelled()).count("Levelling down.") == 2


def test_without_levelling_down_nothing_is_said_of_it() -> None:
    assert "Levelling" not in comparison_page(compared(BEFORE, BEFORE))


def test_several_limits_stand_gravest_first_in_page_and_comment() -> None:
    policy = Policy(
        title="two",
        criteria=(),
        regressions=(
            Regression(features=("group",), limit=0.9),
            Regression(features=("group",), limit=0.05, metric="recall"),
        ),
    )
    result = compared(BEFORE, BEFORE | {"adult": "R" * 60 + "W" * 40}, policy)
    assert [row.head.text for row in view(result).gate.rows] == ["FAIL", "PASS"]
    comment = comparison_comment(result)
    assert comment.index("FAIL") < comment.index("PASS")


@pytest.fixture
def acting() -> ComparisonResult:
    before = dict.fromkeys((*HOSTILE_NAMES, "y" * 5000), "R" * 8 + "W" * 2)
    after = dict.fromkeys(before, "W" * 9 + "R")
    result = compared(before, after)
    model = replace(result.candidate.model, title="<img src=x> @someone | `x`", id="<b>")
    return replace(result, candidate=replace(result.candidate, model=model))


def test_no_name_acts_in_the_page(acting) -> None:
    page = comparison_page(acting)
    assert "<script" not in page
    assert not re.search(r"<(img|b)[ >]", page)
    assert re.findall(r"<a [^>]*>", page) == ['<a class="skip" href="#main">']
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_no_name_acts_in_the_comment_and_it_fits(acting) -> None:
    """GitHub takes comments of up to 65,536 characters."""
    comment = comparison_comment(acting)
    assert len(comment) < 65_536
    assert not re.search(r"(?<!\\)[`\[]", comment)
    assert "<img" not in comment
    assert "@someone" not in comment
    assert not any(line.startswith("::") for line in comment.splitlines())


def test_a_comment_with_very_many_groups_fits_and_counts_the_rest() -> None:
    names = {f"{'n' * 300}{i:03d}": "RRRW" for i in range(200)}
    comment = comparison_comment(compared(names, names))
    assert len(comment) < 65_536
    assert "… and 170 more groups in comparison.html." in comment


def test_three_files_are_written_and_the_document_is_the_result(tmp_path) -> None:
    written = write_comparison(levelled(), tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "comparison.html",
        "comparison.json",
        "comparison.md",
    ]
    document = json.loads(written.document.read_text())
    assert document == json.loads(comparison_document(levelled()))
    assert document["findings"][0]["changes"][0]["counts"]["only_baseline_right"] == 30
    assert written.page.read_text() == comparison_page(levelled())
