"""A comparison as page and comment: its numbers are those of the result, and no name acts in either."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from assets.audits import HOSTILE_NAMES
from assets.audits import provenance as nobody
from assets.comparisons import pairs_of

from audit.domain.decision.criteria import Regression
from audit.domain.decision.policy import Policy
from audit.domain.results.comparison import ComparisonResult, expand_regressions, one_loss_limit_per_feature
from audit.domain.wording.words import signed
from audit.judge import judge_changes
from audit.measure import changes, overall_pairs
from audit.report import write_comparison
from audit.report.charts.changes import changes as chart_of
from audit.report.charts.lanes import Measure
from audit.report.pages.comparison import comparison_comment, comparison_document, comparison_page
from audit.report.sections.other_pages.comparison import view

BEFORE = {"adult": "R" * 90 + "W" * 10, "senior": "R" * 50 + "W" * 50}


def compared(before: dict[str, str], after: dict[str, str], policy: Policy | None = None, **more) -> ComparisonResult:
    pairs = pairs_of(before, after, **more)
    rules = policy or one_loss_limit_per_feature((("group",),))
    regressions = expand_regressions(rules, pairs.baseline)
    return ComparisonResult(
        baseline=nobody("Made-up cohort"),
        candidate=nobody("Made-up cohort"),
        policy=rules,
        labels=pairs.baseline.labels,
        overall=overall_pairs(pairs),
        findings=judge_changes(changes(pairs, regressions, rules)),
    )


@pytest.fixture
def levelled() -> ComparisonResult:
    """Adults lose 30 of 90 right pictures, seniors none: the gap narrows by the loss alone."""
    return compared(BEFORE, BEFORE | {"adult": "R" * 60 + "W" * 40})


def texts(table) -> dict[str, tuple[str, ...]]:
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_the_page_says_who_lost_and_what_was_right_before(levelled) -> None:
    page = view(levelled)
    assert (page.verdict.word, page.exit_status[-2:]) == ("FAIL", "1.")
    assert page.groups == ("Success rate by group: proven worse “adult” (−30 points).",)
    (limit,) = page.limits
    assert texts(limit.table) == {
        "adult": ("proven worse", "100", "90.0\xa0%", "60.0\xa0%", "−30", "30", "0"),
        "senior": ("neither proven", "100", "50.0\xa0%", "50.0\xa0%", "0", "0", "0"),
    }
    bounds = levelled.findings[0].changes[0].bounds
    assert limit.table.rows[0].cells[4].note == f"{signed(-bounds.upper)} to {signed(-bounds.lower)}"
    assert texts(page.overall) == {"Baseline right": ("110", "30"), "Baseline wrong": ("0", "60")}
    assert "30 went from right to wrong, 0 from wrong to right" in page.overall_sentence


def test_levelling_down_is_said_on_the_page_and_in_the_comment(levelled) -> None:
    (said,) = view(levelled).levelling
    assert "because adult, which was best off, lost 30 points" in said
    assert "**Levelling down:**" in comparison_comment(levelled)
    assert comparison_page(levelled).count("Levelling down.") == 2


def test_without_levelling_down_nothing_is_said_of_it() -> None:
    assert "Levelling" not in comparison_page(compared(BEFORE, BEFORE))


def test_losses_stand_left_of_zero_and_gains_right(levelled) -> None:
    chart = view(levelled).limits[0].chart
    adult, senior = chart.lanes
    assert (adult.measure.name, adult.kind, senior.kind) == ("adult", "worse", "ring")
    assert adult.x_low < adult.x < adult.x_high < senior.x == 50.0
    assert [tick.text for tick in chart.ticks] == ["−40", "−20", "0", "+20", "+40"]
    assert chart.reference_text == "limit −5"
    assert chart.note == "◆ proven worse; ○ neither proven"


def test_a_gain_is_drawn_as_one() -> None:
    better = compared(BEFORE, BEFORE | {"senior": "R" * 90 + "W" * 10})
    lane = view(better).limits[0].chart.lanes[-1]
    assert (lane.measure.name, lane.kind, lane.x > 50) == ("senior", "better", True)


@pytest.mark.parametrize(("widest", "ends"), [(0.0, "+5"), (0.05, "+5"), (0.12, "+20"), (0.55, "+60"), (1.0, "+100")])
def test_the_axis_is_even_on_both_sides_of_zero(widest, ends) -> None:
    chart = chart_of([Measure(name="g", text="", at=widest)], limit=0.0, key="k", title="t", description="d")
    marks = [tick.text for tick in chart.ticks]
    assert marks[-1] == ends
    assert marks[0] == ends.replace("+", "−")
    assert marks[len(marks) // 2] == "0"


def test_pictures_that_one_did_not_score_are_counted() -> None:
    page = view(compared({"a": "RRRR-"}, {"a": "RR---"}))
    assert "2 pictures scored by the baseline only, which is not right for the candidate" in page.overall_sentence
    assert "1 picture scored by neither and left out" in page.overall_sentence
    assert page.limits[0].table.rows[0].cells[5].note == "2 not scored by the other"


def test_a_group_that_is_not_compared_is_listed_with_its_reason() -> None:
    policy = replace(one_loss_limit_per_feature((("group",),)), min_support=10)
    page = view(compared({"adult": "R" * 20, "senior": "RR"}, {"adult": "R" * 20, "senior": "RW"}, policy))
    row = page.limits[0].table.rows[-1]
    assert (row.head.text, row.cells[0].text, row.cells[1].text) == ("senior", "not compared", "2")
    assert "10" in row.cells[0].note


def test_nothing_to_compare_has_no_chart_and_no_promise() -> None:
    page = view(compared({"adult": "---"}, {"adult": "---"}))
    assert (page.limits[0].chart, page.promise) == (None, "")
    assert page.overall_sentence == "Neither classifier scored a picture."


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


def test_pictures_of_one_person_are_told() -> None:
    subjects = [i // 2 for i in range(200)]
    page = view(compared(BEFORE, BEFORE | {"adult": "R" * 60 + "W" * 40}, subjects=subjects))
    assert page.limits[0].note.startswith("200 pictures show 100 people")


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


def test_three_files_are_written_and_the_document_is_the_result(levelled, tmp_path) -> None:
    written = write_comparison(levelled, tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "comparison.html",
        "comparison.json",
        "comparison.md",
    ]
    document = json.loads(written.document.read_text())
    assert document == json.loads(comparison_document(levelled))
    assert document["findings"][0]["changes"][0]["counts"]["only_baseline_right"] == 30
    assert written.page.read_text() == comparison_page(levelled)
