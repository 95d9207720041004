"""The page of a series as HTML."""

from __future__ import annotations

import re

import weeks

from audit.load import load_series
from audit.report.pages.series import series_page, write_series


def test_the_page_is_whole_without_a_script_and_asks_for_nothing(tmp_path) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    state = load_series(tmp_path / "series")
    page = write_series(state, tmp_path / "page").read_text(encoding="utf-8")
    assert page == series_page(state)
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#|data:,)', page)
    assert page.count('<rect class="beyond"') == 1
    assert "<svg" in page


def test_names_of_others_cannot_act_in_it(tmp_path) -> None:
    table = weeks.week(tmp_path, 1).rename(tmp_path / "<script>alert(1)<")
    text = weeks.POLICY.replace("weekly gate", "<img src=x onerror=alert(1)>")
    weeks.look(tmp_path, table, text)
    page = series_page(load_series(tmp_path / "series"))
    assert "<script" not in page
    assert "<img" not in page
