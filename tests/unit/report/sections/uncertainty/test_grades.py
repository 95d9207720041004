"""The parts of the third question: grades in words, and what keeping silent would do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, five_pictures, hostile, many, nothing, voted

from audit.report.charts.bars import BarPart, Stack, bars
from audit.report.charts.curves import HEIGHT, CurveLine, curves
from audit.report.pages.html import to_html
from audit.report.sections.uncertainty import abstention, grades

PARTS = (BarPart(kind="clear", text="clear"), BarPart(kind="lean", text="leaning"), BarPart(kind="mixed", text="mixed"))


def test_a_bar_is_divided_as_its_counts_are() -> None:
    chart = bars(
        [Stack(name="a", text="", counts=(1, 0, 3)), Stack(name="none", text="", counts=(0, 0, 0))],
        PARTS,
        key="x",
        title="x",
        description="x",
    )
    assert [(s.x, s.width, s.kind) for s in chart.bars[0].segments] == [(0.0, 25.0, "clear"), (25.0, 75.0, "mixed")]
    assert chart.bars[1].segments == ()


def test_only_so_many_bars_are_drawn_and_the_rest_is_counted() -> None:
    stacks = [Stack(name=str(i), text="", counts=(1, 1, 1)) for i in range(33)]
    chart = bars(stacks, PARTS, key="x", title="x", description="x")
    assert (len(chart.bars), chart.note) == (30, "3 of 33 rows are not drawn")


def test_a_curve_runs_from_the_axis_to_its_mark() -> None:
    line = CurveLine(name="all", points=((0.5, 1.0), (1.0, 0.8)), marked=(0.5, 1.0))
    chart = curves(line, [], key="x", title="x", description="x", across="", up="")
    (drawn_line,) = chart.curves
    assert drawn_line.path == "M50.0,0.0L100.0,100.0"
    assert (drawn_line.x, drawn_line.y) == (50.0, 0.0)
    assert [(h.y, h.text) for h in chart.heights][:1] == [(float(HEIGHT), "80\xa0%")]


def test_at_most_six_groups_are_drawn_and_the_rest_is_named() -> None:
    line = CurveLine(name="a", points=((1.0, 0.9),), marked=None)
    chart = curves(line, [line] * 8, key="x", title="x", description="x", across="", up="")
    assert len(chart.curves) == 1 + 6
    assert chart.note == "2 of 8 groups, those with fewer pictures, are in the table only"


def test_grades_in_tables_are_those_counted() -> None:
    result, view = drawn(), grades.view(drawn())
    total = result.counts.overall().total
    assert view is not None
    for part in view.parts:
        assert part.table.rows[-1].cells[0].text == f"{total:,}"
        shares = [float(cell.text.removesuffix("\xa0%")) for cell in part.table.rows[-1].cells[1:6]]
        assert sum(shares) == pytest.approx(100, abs=0.3)
    mixed = next(e for e in result.estimates if e.metric == "mixed_rate" and e.group is None)
    assert f"({mixed.share.numerator} of {total:,}) of the pictures are read as mixed" in view.sentences[1]
    assert "nobody calibrated them" in view.sentences[2]


def test_many_emotions_name_the_pairs_that_mix() -> None:
    view = grades.view(voted())
    assert view is not None
    assert any("read as mixed, most are between “" in sentence for sentence in view.sentences)
    assert [part.text for part in view.parts[0].chart.legend] == ["clear", "leaning", "mixed"]


def test_decisions_and_audits_of_an_earlier_version_have_neither_part() -> None:
    for result in (five_pictures(), nothing()):
        assert grades.view(result) is None
        assert abstention.view(result) is None
    result = drawn()
    assert result.mixed is not None
    earlier = replace(result, mixed=replace(result.mixed, grading=None, abstention=None, right=None))
    assert (grades.view(earlier), abstention.view(earlier)) == (None, None)
    page = to_html(earlier)
    assert 'id="grades-title"' not in page
    assert 'id="abstention-title"' not in page


def test_abstention_says_the_actual_coverage_and_every_group() -> None:
    result, view = drawn(), abstention.view(drawn())
    assert view is not None
    assert result.mixed is not None
    found = result.mixed.abstention
    assert (
        f"({found.overall.kept.denominator:,} of {found.overall.everything.denominator:,}) of the pict"
        in view.sentences[0]
    )
    listed = [row.head.text for part in view.parts for row in part.table.rows if row.head.text != "all pictures"]
    assert sorted(listed) == sorted(g.group.text for g in found.by_group)


def test_without_a_threshold_the_reason_is_said() -> None:
    result = drawn()
    mixed = result.mixed
    found = mixed.abstention
    unset = replace(
        found,
        threshold=None,
        overall=replace(found.overall, kept=None, interval=None),
        by_group=tuple(replace(g, kept=None, interval=None) for g in found.by_group),
    )
    view = abstention.view(replace(result, mixed=replace(mixed, abstention=unset)))
    assert "no threshold of entropy sets the least certain ones apart" in view.sentences[0]
    assert {cell.text for part in view.parts for row in part.table.rows for cell in row.cells[2:5]} == {"–"}


def test_more_than_a_hundred_groups_are_capped_and_counted() -> None:
    result = many(130)
    for view in (grades.view(result), abstention.view(result)):
        table = view.parts[-1].table
        assert len(table.rows) == 100 + 1
        assert "30 more" in table.note


def test_hostile_names_stand_on_the_page_as_text() -> None:
    page = to_html(hostile())
    assert 'id="grades-title"' in page
    assert "<script>alert" not in page
