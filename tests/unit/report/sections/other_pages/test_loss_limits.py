"""One limit of a loss: its groups, before and after."""

from __future__ import annotations

from dataclasses import replace

from assets.compared import BEFORE, compared

from audit.domain.results.comparison import one_loss_limit_per_feature
from audit.report.sections.other_pages.comparison import view


def test_a_group_that_is_not_compared_is_listed_with_its_reason() -> None:
    policy = replace(one_loss_limit_per_feature((("group",),)), min_support=10)
    page = view(compared({"adult": "R" * 20, "senior": "RR"}, {"adult": "R" * 20, "senior": "RW"}, policy))
    row = page.limits[0].table.rows[-1]
    assert (row.head.text, row.cells[0].text, row.cells[1].text) == ("senior", "not compared", "2")
    assert "10" in row.cells[0].note


def test_pictures_of_one_person_are_told() -> None:
    subjects = [i // 2 for i in range(200)]
    page = view(compared(BEFORE, BEFORE | {"adult": "R" * 60 + "W" * 40}, subjects=subjects))
    assert page.limits[0].note.startswith("200 pictures show 100 people")
