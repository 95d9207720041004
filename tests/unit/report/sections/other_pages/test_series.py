"""What the page of a series says."""

from __future__ import annotations

from dataclasses import replace

import pytest
import weeks

import audit
from audit.load import load_series
from audit.report.sections.other_pages.series import MOST_CHARTS, series_sentences, view


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("weeks")
    for number, right in ((1, {"young": 190, "old": 100}), (2, {"young": 170, "old": 170})):
        weeks.look(tmp_path, weeks.week(tmp_path, number, right=right, each=200))
    weeks.look(tmp_path, weeks.week(tmp_path, 3, each=12))
    return load_series(tmp_path / "series")


def test_every_limit_has_a_chart_with_its_bounds_at_each_look(state) -> None:
    (chart,) = view(state).charts
    assert [dot.sign.word for dot in chart.dots] == [look.limits[0].verdict.value for look in state.looks]
    assert chart.dots[0].sign.word == "FAIL"
    top, height = chart.beyond
    assert (top, top + height) == (16.0, chart.limit)  # a difference is broken above its limit
    assert chart.dots[0].y_low < chart.limit  # the whole line is in the band: upwards is less


def test_the_table_has_every_look_with_verdict_and_bounds(state) -> None:
    rows = view(state).table.rows
    assert [row.cells[2].text for row in rows] == ["400", "400", "24"]
    assert rows[0].cells[-1].text == "45 points"
    assert rows[0].cells[-1].note.startswith("FAIL, bounds ")


def test_it_says_what_is_promised_and_what_is_spent(state) -> None:
    promise, spent, unchecked = series_sentences(state)
    assert promise.startswith("FAIL is wrong at any look in at most 5\xa0% of series for all limits together")
    assert spent == "4 looks are planned: 79.2\xa0% of the error is spent after 3, look 4 has 10.8\xa0% of it."
    assert "is not checked" in unchecked


def test_a_limit_that_one_look_did_not_judge_leaves_a_gap(tmp_path) -> None:
    for number, dropped in ((1, "none"), (2, "-old-0.")):
        table = weeks.week(tmp_path, number)
        answers = tmp_path / "answers.csv"
        answers.write_text("".join(line for line in table.read_text().splitlines(keepends=True) if dropped not in line))
        audit.run(table, predictions=answers, policy=weeks.policy(tmp_path), series=tmp_path / "series")
    page = view(load_series(tmp_path / "series"))
    first = page.charts[1].dots[0]
    assert (first.sign.word, first.y) == ("not judged", None)
    assert page.table.rows[0].cells[-1].note == "not judged"


def test_of_many_limits_the_others_are_in_the_table(state) -> None:
    many = tuple(replace(state.limits[0], limit=step / 100) for step in range(31))
    page = view(replace(state, limits=many))
    assert len(page.charts) == MOST_CHARTS
    assert page.not_drawn == "7 more limits in the table alone."
