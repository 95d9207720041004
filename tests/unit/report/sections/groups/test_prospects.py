"""What these numbers of pictures can show, limit by limit."""

from __future__ import annotations

from assets.audits import drawn, five_pictures, nothing, voted

from audit.report.sections.groups import groups


def test_what_the_pictures_can_show_stands_beside_every_limit() -> None:
    table = groups.view(five_pictures()).prospects
    found = five_pictures().findings[0].disparity.prospects
    (row,) = table.rows
    assert row.head.note == "at most 20 points"
    # 5 equal groups of 5 at .6 look about 50 points apart; nothing they could show would decide
    assert [cell.text for cell in row.cells][1:4] == ["never", "never", "never"]
    assert row.cells[0].text == f"{100 * found.by_chance:.1f} points"
    assert [cell.text for cell in row.cells][4:6] == [str(found.to_pass), str(found.to_fail)]
    assert len(groups.view(voted()).prospects.rows) == len(voted().findings)
    assert groups.view(nothing()).prospects is None


def test_the_spread_of_rates_is_said_with_and_without_chance() -> None:
    # .4, .6, .6, .8, .6: standard deviation .141; chance alone gives (.24·3 + .24 + .16)/4/5 and more
    assert groups.view(five_pictures()).features[0].spread.endswith("chance alone explains that much.")
    assert "spread by 14.1 points (standard deviation)" in groups.view(five_pictures()).features[0].spread
    assert "points are left when the part of chance is taken out" in groups.view(drawn()).features[0].spread
    assert groups.view(nothing()).features[0].spread == ""
