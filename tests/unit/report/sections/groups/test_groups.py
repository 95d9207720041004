"""The rates of every group of every feature."""

from __future__ import annotations

from assets.audits import five_pictures, hostile, sixty, voted

from audit.report.sections.groups import groups


def texts(table) -> dict[str, tuple[str, ...]]:
    """Return the rows of a table by their heading."""
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_the_success_rate_table_is_that_of_the_counts() -> None:
    """Five pictures each, as many right as put in."""
    table = texts(groups.view(five_pictures()).features[0].success)
    assert table["East Asian"][:3] == ("4", "1", "80.0\xa0%")
    assert table["South Asian"][:3] == ("2", "3", "40.0\xa0%")
    assert table["all pictures"][:3] == ("15", "10", "60.0\xa0%")


def test_observed_gaps_are_told_without_unknown_people() -> None:
    observed = groups.view(voted()).features[0].observed
    assert "of 5 groups" in observed
    assert "unknown" not in observed


def test_intersections_that_were_measured_are_shown() -> None:
    assert [f.title for f in groups.view(voted()).features] == ["ethnicity", "gender", "ethnicity × gender"]


def test_an_undefined_cell_says_why() -> None:
    recall = groups.view(sixty()).features[0].recall
    undefined = [cell for row in recall.rows for cell in row.cells if cell.tone == "undefined"]
    assert undefined
    assert undefined[0].title == "no image labelled with this emotion"
    assert "no image labelled with this emotion" in recall.note


def test_names_are_disarmed_before_they_reach_a_template() -> None:
    names = [row.head.text for row in groups.view(hostile()).features[0].success.rows]
    assert "two lines ::error::file=a" in names
    assert "[U+202E]gnp.exe[U+202C] evil" in names
    assert max(map(len, names)) <= 80


def test_shrunk_rates_stand_beside_the_raw_ones_of_known_groups() -> None:
    table = groups.view(voted()).features[0].success
    rows = texts(table)
    assert rows["unknown"][-1] == rows["all pictures"][-1] == "–"
    assert rows["South Asian"][-1] != rows["South Asian"][2]
    assert "never judged" in table.note
