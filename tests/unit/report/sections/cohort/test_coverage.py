"""Every row of the manifest, and who said what the groups are."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import decided, drawn, five_pictures, voted

from audit.domain.cohort.reading import Reading, Treatment, remarks_of
from audit.report.sections.cohort import coverage


def texts(table) -> dict[str, tuple[str, ...]]:
    """Return the rows of a table by their heading."""
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_coverage_counts_every_row_of_the_manifest() -> None:
    view = coverage.view(drawn())
    ledger = texts(view.features[0].ledger)
    assert sum(int(cells[0].replace(",", "")) for cells in ledger.values()) == 3000
    assert ledger["toddler"] == ("611", "586", "25", "4.1\xa0%")
    images = texts(view.features[0].images)
    assert images["toddler"] == ("294", "292", "586")


def test_where_every_row_was_scored_no_table_says_so_group_by_group() -> None:
    assert "every row ended in exactly one outcome: all were scored." in coverage.view(voted()).sentences[0]
    assert [feature.ledger for feature in coverage.view(voted()).features] == [None, None]


def test_what_stands_beside_the_verdict_is_not_noted_again() -> None:
    lines = [f"column '{'c' * 200}{i}' is not used" for i in range(25)]  # of more than 20 the long ones are cut there
    few, many = (
        replace(voted(), reading=Reading(remarks=remarks_of(Treatment.ASSUMED, lines[:n])), notes=("made of paper",))
        for n in (3, 25)
    )
    assert coverage.view(few).notes == ("Made of paper.",)
    assert len(coverage.view(many).notes) == 25 + 1


def test_emotions_that_no_picture_shows_are_one_line() -> None:
    images = coverage.view(decided(["sad", "sad", "happy"], ["sad", "fear", "happy"])).features[0].images
    assert [cell.text for cell in images.columns] == ["place", "happy", "sad", "All"]
    assert texts(images) == {"here": ("1", "2", "3")}
    assert images.note == "No picture is labelled “angry”, “disgust”, “fear”, “neutral” or “surprise”."


def test_coverage_says_who_said_so() -> None:
    by_name = {f.title: f.provenance for f in coverage.view(voted()).features}
    assert by_name["gender"] == "Who said so: the people themselves."
    assert by_name["ethnicity"].endswith("Not known for 106 pictures.")


def test_pictures_without_a_face_are_listed_highest_share_first() -> None:
    by_title = {feature.title: feature for feature in coverage.view(drawn()).features}
    rows = by_title["age group"].misses.rows
    # 25 of 611 toddlers, see the ledger; all pictures stand last
    assert (rows[0].head.text, [cell.text for cell in rows[0].cells[:3]]) == ("toddler", ["25", "611", "4.1\xa0%"])
    assert (rows[-1].head.text, [cell.text for cell in rows[-1].cells[:2]]) == ("all pictures", ["55", "3,000"])
    assert coverage.view(voted()).features[0].misses is None


def test_the_gap_that_can_be_found_is_said_where_a_limit_asks_for_one() -> None:
    by_title = {feature.title: feature for feature in coverage.view(voted()).features}
    assert by_title["ethnicity"].detectable.startswith("It takes a true gap in success rate of ")
    assert by_title["ethnicity"].detectable.endswith("at most 15 points are allowed.")
    assert by_title["gender"].detectable == ""
    assert coverage.view(five_pictures()).features[0].detectable.startswith("With groups as small as these no gap")
