"""What keeping silent would do."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn

from audit.report.sections.uncertainty import abstention


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
