"""The trend: which audits make a line, what it shows, and that its numbers are those of the audits."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn, five_each, nothing, voted

from audit.domain.decision.findings import Verdict
from audit.domain.results.audits import Audits
from audit.report.pages.audits import audits_page
from audit.report.sections.side_by_side import named
from audit.report.sections.side_by_side.trend import view


def on(result, month: int, **model):
    """Return an audit made on the first of a month of 2026."""
    created = f"2026-{month:02d}-01T12:00:00+00:00"
    source = replace(result.provenance.model, **model)
    return replace(result, provenance=replace(result.provenance, created=created, model=source))


def trend_of(*results):
    return view(named(results))


def test_audits_of_one_time_or_of_several_models_have_no_trend() -> None:
    assert trend_of(drawn(), drawn()) is None
    assert trend_of(on(drawn(), 3, id="a"), on(drawn(), 4, id="b")) is None


def test_a_line_has_success_rates_in_order_of_time_and_every_criterion() -> None:
    better, worse = (five_each("gender", {"female": right, "male": 2}) for right in (4, 1))
    trend = trend_of(on(worse, 4), on(better, 3))
    (series,) = trend.series
    assert series.title == "made-model on Five pictures"
    assert series.sentences[0] == (
        "2 audits from 2026-03-01 to 2026-04-01: the success rate went from 60.0\xa0% to 30.0\xa0% (−30 points)."
    )
    assert [chart.title for chart in series.charts] == [
        "Success rate and verdict",
        "Success rate, largest difference by gender",
    ]
    assert [row.cells[2].text for row in series.table.rows] == ["60.0\xa0%", "30.0\xa0%"]
    assert [row.cells[3].text for row in series.table.rows] == ["40 points", "20 points"]
    assert trend.alone == ""


def test_of_a_criterion_for_each_emotion_the_largest_is_shown_with_the_gravest_verdict() -> None:
    (series,) = trend_of(on(voted(), 3), on(voted(), 4)).series
    recalls = [f for f in voted().findings if f.code.startswith("recall[")]
    largest = max(recalls, key=lambda f: f.disparity.value)
    cell = series.table.rows[0].cells[5]
    assert cell.text == f"{largest.disparity.value * 100:.1f} points".replace(".0 ", " ")
    assert cell.note.startswith("FAIL") is any(f.verdict is Verdict.FAIL for f in recalls)
    assert cell.note.endswith(f"“{largest.criterion.emotion}”")


def test_the_verdict_over_time_is_told() -> None:
    passing = replace(drawn(), findings=tuple(f for f in drawn().findings if f.verdict is Verdict.PASS))
    (series,) = trend_of(on(drawn(), 3), on(passing, 4), on(drawn(), 5)).series
    assert series.sentences[1] == "The verdict was FAIL at first, PASS from 2026-04-01, then FAIL from 2026-05-01."
    (steady,) = trend_of(on(drawn(), 3), on(drawn(), 4)).series
    assert steady.sentences[1] == "Every verdict is FAIL."
    assert "the same file" in steady.sentences[2]


def test_a_limit_that_one_audit_has_no_finding_for_is_an_empty_cell() -> None:
    passing = replace(drawn(), findings=tuple(f for f in drawn().findings if f.verdict is Verdict.PASS))
    (series,) = trend_of(on(drawn(), 3), on(passing, 4)).series
    assert [cell.text for cell in series.table.rows[1].cells[3:]].count("–") == 2


def test_audits_in_no_line_are_named() -> None:
    undated = replace(drawn(), provenance=replace(drawn().provenance, created="<i>once</i>"))
    trend = trend_of(on(drawn(), 3), on(drawn(), 4), on(voted(), 4, id="other"), undated)
    assert "In no line, because no other audit was made alike: other and made-model" in trend.alone
    assert "has no readable date" in trend.alone


def test_lines_of_other_cohorts_stand_apart() -> None:
    trend = trend_of(on(drawn(), 3), on(voted(), 3), on(voted(), 4), on(drawn(), 5))
    assert [series.title for series in trend.series] == [
        "made-model on Drawn faces with few seniors",
        "made-model on Made-up cohort",
    ]


def test_nothing_scored_is_no_zero() -> None:
    trend = trend_of(on(nothing(), 3), on(nothing(), 4))
    (series,) = trend.series
    assert all(dot.y is None for chart in series.charts for dot in chart.dots)
    assert series.table.rows[0].cells[2].text == "–"
    assert "no success rate to compare" in series.sentences[0]
    assert "Trend" in audits_page(Audits(results=(on(nothing(), 3), on(nothing(), 4))))
