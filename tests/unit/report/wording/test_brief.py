"""One sentence for each limit: groups, emotion, numbers."""

from __future__ import annotations

import pytest
from assets.audits import AUDITS, drawn, hostile, sixty
from assets.findings import open_gender

from audit.domain.sentences.finding import finding_sentence
from audit.report.wording.brief import row_sentence


@pytest.mark.parametrize("name", AUDITS)
def test_every_limit_is_told_in_one_line_of_less_than_450_characters(name) -> None:
    for finding in AUDITS[name]().findings:
        text = row_sentence(finding)
        assert text.endswith(".")
        assert "\n" not in text
        assert "None" not in text
        assert len(text) < 450


def test_a_row_says_what_was_seen_and_leaves_bounds_and_next_steps_to_their_places() -> None:
    # seniors 294 of 435 = 67.6 %, adults 681 of 720 = 94.6 %
    told = row_sentence(drawn().findings[0])
    assert told.startswith("Pictures are classified correctly 27 points less often for age group “senior” than")
    assert told.endswith("681 of 720).")
    assert finding_sentence(drawn().findings[0]).startswith(told.removesuffix("."))


def test_a_gap_that_is_proven_while_its_size_is_open_is_said_so() -> None:
    """5 of 5 against 1 of 5: the bounds, 15.3 to 99 points, leave out 0 and hold the limit of 20."""
    text = row_sentence(open_gender(female=5, male=1))
    assert ". There is a gap, 15.3 to 99 points; whether it exceeds 20 points is open." in text


def test_names_stay_names() -> None:
    assert "“</script><img src=x" in row_sentence(hostile().findings[0])
    assert len(row_sentence(sixty().findings[0])) < 250  # what page one shows
