"""One sentence for each limit: groups, emotion, numbers, next step."""

from __future__ import annotations

import pytest
from assets.audits import AUDITS, drawn, hostile, sixty, waived
from assets.findings import open_gender, prospected

from audit.domain.sentences.finding import finding_sentence
from audit.report.wording.brief import brief_sentence, row_sentence


def told_of(finding) -> str:
    return brief_sentence(drawn(), finding)


def told(result, place: int = 0) -> str:
    return brief_sentence(result, result.findings[place])


@pytest.mark.parametrize("name", AUDITS)
def test_every_limit_is_told_in_one_line_of_less_than_450_characters(name) -> None:
    result = AUDITS[name]()
    for finding in result.findings:
        text = brief_sentence(result, finding)
        assert text.endswith(".")
        assert "\n" not in text
        assert "None" not in text
        assert len(text) < 450
        assert len(row_sentence(result, finding)) <= len(text)


def test_an_exceeded_limit_names_groups_numbers_and_where_to_look_first() -> None:
    # seniors 294 of 435 = 67.6 %, adults 681 of 720 = 94.6 %; sad seniors 87 of 189, sad adults 317 of 340
    assert told(drawn()).startswith(
        "Pictures are classified correctly 27 points less often for age group “senior” than"
    )
    assert told(drawn()).endswith(
        "limit 10 points. Look first at “sad” faces (46.0\xa0% against 93.2\xa0% recognised)."
    )


def test_an_exceeded_limit_on_recall_says_what_the_faces_are_called() -> None:
    # of 189 sad seniors 87 are recognised, the other 102 called happy
    assert told(waived(), 3).endswith("limit 10 points. Look first at those called “happy”, 54.0\xa0% (102 of 189).")


def test_a_kept_limit_asks_for_nothing() -> None:
    kept = next(f for f in drawn().findings if f.verdict == "PASS")
    assert brief_sentence(drawn(), kept) == finding_sentence(kept)


def test_a_gap_that_is_proven_while_its_size_is_open_is_said_so_and_never_asks_for_equal_groups() -> None:
    """5 of 5 against 1 of 5: the bounds, 15.3 to 99 points, leave out 0 and hold the limit of 20."""
    finding = prospected(open_gender(female=5, male=1), 50, 100)
    text = told_of(finding)
    assert "; there is a gap, 15.3 to 99 points; whether it exceeds 20 points is open. About" in text
    assert text.endswith("would settle it if what was seen is true.")
    observed = told_of(prospected(finding, 50, None))  # what was seen keeps the limit: no FAIL to be had
    assert "equal" not in observed
    assert "the rates stay as observed" in observed


def test_names_stay_names() -> None:
    assert "“</script><img src=x" in told(hostile())
    assert len(row_sentence(sixty(), sixty().findings[0])) < 250  # what page one shows
