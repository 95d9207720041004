"""The third question: entropies, pairs that mix, votes."""

from __future__ import annotations

from assets.audits import drawn, five_pictures, voted

from audit.report.sections.uncertainty import mixed


def texts(table) -> dict[str, tuple[str, ...]]:
    """Return the rows of a table by their heading."""
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_votes_say_what_a_yes_asks_for() -> None:
    said = mixed.view(voted()).sentences[-1]
    assert said.endswith(f"lets any model reach: {voted().mixed.votes.ceiling / 2:.2f}.")


def test_two_emotions_have_no_table_of_pairs_and_say_what_they_cannot() -> None:
    view = mixed.view(drawn())
    assert view.top_two is None
    assert "cannot name any other mixture" in " ".join(view.sentences)
    assert mixed.view(voted()).top_two is not None


def test_without_probabilities_there_is_no_entropy() -> None:
    view = mixed.view(five_pictures())
    assert view.entropies == ()
    assert "no probabilities" in view.sentences[0]


def test_quantiles_stand_in_rising_order() -> None:
    for view in mixed.view(voted()).entropies:
        for cells in texts(view.table).values():
            quantiles = [float(cell) for cell in cells[1:6]]
            assert quantiles == sorted(quantiles)
