"""Where else groups differ, labelled as screening."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn, five_pictures, nothing, voted

from audit.domain.cohort.screening import Screened
from audit.report.sections.groups import screening


def texts(table) -> dict[str, tuple[str, ...]]:
    """Return the rows of a table by their heading."""
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def screened(adjusted: list[float | None], share: float = 0.05):
    """Return the audit of five pictures with other things screened: recall of `right`, so often."""
    result = five_pictures()
    rows = tuple(
        Screened(metric="recall", emotion="right", feature="ethnicity", groups=5, p_value=p, adjusted=p)
        for p in adjusted
    )
    family = sum(p is not None for p in adjusted)
    return screening.view(
        replace(result, screening=replace(result.screening, rows=rows, family=family, share=share, method="So it was"))
    )


def test_what_stands_out_is_listed_clearest_first_and_labelled_as_screening() -> None:
    view = screened([0.9, 0.02, 0.00001, None])
    assert (
        "3 comparisons: 2 stand out from chance, with false alarms among them kept to about 5\xa0%."
        in view.sentences[0]
    )
    assert view.sentences[0].endswith("1 more had fewer than two groups with a rate.")
    assert "says nothing about a limit and never changes the verdict" in view.sentences[1]
    assert [row.cells[-1].text for row in view.table.rows] == ["<\xa00.0001", "0.0200"]
    head, cells = view.table.rows[0].head, view.table.rows[0].cells
    assert head.text == "recall of “right” by ethnicity"
    # the first, third and fifth of five pictures have this label; of South Asian faces the first two were hit
    assert (cells[0].text, cells[1].text, cells[1].note) == ("5", "33.3\xa0%", "South Asian")
    assert view.table.note.endswith("So it was.")


def test_nothing_that_stands_out_is_one_sentence_with_the_family_and_no_proof_of_equality() -> None:
    view = screening.view(five_pictures())
    assert "9 comparisons: none stands out from chance, with false alarms kept to about 5\xa0%." in view.sentences[0]
    assert "no proof that groups are alike" in view.sentences[1]
    assert view.table is None


def test_of_hundreds_that_stand_out_twenty_are_shown_and_all_are_counted() -> None:
    view = screened([0.0001 * i for i in range(1, 301)])
    assert "300 stand out" in view.sentences[0]
    assert "The 20 clearest are shown." in view.sentences[0]
    assert len(view.table.rows) == 20
    assert view.table.rows[-1].cells[-1].text == "0.0020"


def test_lowest_and_highest_are_those_of_the_groups_that_were_compared() -> None:
    result = voted()
    table = texts(screening.view(result).table)
    compared = [e for e in result.estimates if e.metric == "recall" and e.emotion == "angry" and e.group]
    shares = [e.value for e in compared if e.group.feature == "ethnicity" and not e.group.is_unknown]
    assert table["recall of “angry” by ethnicity"][1:3] == (
        f"{min(shares):.1%}".replace("%", "\xa0%"),
        f"{max(shares):.1%}".replace("%", "\xa0%"),
    )


def test_where_nothing_could_be_screened_it_is_said() -> None:
    assert screening.view(nothing()).sentences[0].startswith("Nothing could be screened")


def test_an_audit_of_an_earlier_version_has_no_such_part() -> None:
    assert screening.view(replace(drawn(), screening=None)) is None
