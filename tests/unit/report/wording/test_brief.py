"""One sentence for each limit: groups, emotion, numbers, next step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import AUDITS, drawn, five_each, hostile, nothing, sixty, voted, waived

from audit.domain.cohort.groups import Group
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.disparities import Exclusion, Prospects
from audit.report.wording.brief import brief_sentence, settling


def told(result, place: int = 0) -> str:
    return brief_sentence(result, result.findings[place])


def prospected(finding, to_pass: int | None, to_fail: int | None):
    """Return a finding with other numbers of pictures for either side."""
    prospects = Prospects(
        rate=0.8, power=0.8, by_chance=0.1, point_false_fail=0.1, fails_from=None, passes_to=None, detectable=None,
        to_pass=to_pass, to_fail=to_fail,
    )  # fmt: skip
    return replace(finding, disparity=replace(finding.disparity, prospects=prospects))


def open_gender(**right: int):
    """Return the open finding of two groups of five pictures, so many of them right."""
    return five_each("gender", right).findings[0]


@pytest.mark.parametrize("name", AUDITS)
def test_every_limit_is_told_in_one_line_of_less_than_450_characters(name) -> None:
    result = AUDITS[name]()
    for finding in result.findings:
        text = brief_sentence(result, finding)
        assert text.endswith(".")
        assert "\n" not in text
        assert "None" not in text
        assert len(text) < 450


def test_an_exceeded_limit_names_groups_numbers_and_where_to_look_first() -> None:
    # seniors 294 of 435 = 67.6 %, adults 681 of 720 = 94.6 %; sad seniors 87 of 189, sad adults 317 of 340
    assert told(drawn()).startswith(
        "Pictures are classified correctly 27 points less often for age group “senior” than"
    )
    assert "; 435 and 720 pictures); look first at “sad” faces (46.0\xa0% against 93.2\xa0% recognised)." in told(
        drawn()
    )


def test_an_exceeded_limit_on_recall_says_what_the_faces_are_called() -> None:
    # of 189 sad seniors 87 are recognised, the other 102 called happy
    assert told(waived(), 3).endswith("pictures); look first at those called “happy”, 54.0\xa0% (102 of 189).")


def test_a_kept_limit_asks_for_nothing() -> None:
    kept = next(f for f in drawn().findings if f.verdict == "PASS")
    assert brief_sentence(drawn(), kept).endswith("; 973 and 995 pictures).")


def test_missing_pictures_are_counted_for_the_one_group_that_lacks_them() -> None:
    """20 pictures of glasses, 2,925 without: only the first is short of 179."""
    finding = prospected(next(f for f in drawn().findings if f.disparity.feature == "glasses"), 179, None)
    assert settling(finding) == "about 159 more pictures of “glasses” would settle it if the groups are equal"


def test_two_groups_are_named_and_of_more_the_pictures_are_added_up() -> None:
    two = settling(prospected(open_gender(female=4, male=1), None, 25))
    assert two == "about 20 more pictures of “female” and 20 of “male” would settle it if what was seen is true"
    three = five_each("age", {"a": 4, "b": 1, "c": 3}).findings[0]
    assert settling(prospected(three, 25, None)).startswith("about 60 more pictures, spread over 3 groups, would")


def test_one_more_picture_is_singular() -> None:
    glasses = next(f for f in drawn().findings if f.disparity.feature == "glasses")  # 20 and 2,925 pictures
    assert settling(prospected(glasses, 21, None)).startswith("about 1 more picture of “glasses” would settle it")


def test_of_two_ways_to_settle_it_the_one_with_fewer_pictures_is_told() -> None:
    finding = open_gender(female=4, male=1)
    assert settling(prospected(finding, 100, 50)).endswith("if what was seen is true")
    assert settling(prospected(finding, 50, 100)).endswith("if the groups are equal")


def test_a_gap_on_the_limit_is_settled_by_no_number_of_pictures() -> None:
    assert "no number of pictures" in settling(prospected(open_gender(female=4, male=1), None, None))


def test_enough_pictures_by_bad_luck_undecided_ask_for_more_in_every_group() -> None:
    assert settling(prospected(open_gender(female=4, male=1), 5, None)).startswith("more pictures in every group would")


def test_a_gap_that_is_proven_while_its_size_is_open_is_said_so_and_never_asks_for_equal_groups() -> None:
    """5 of 5 against 1 of 5: the bounds, 15.3 to 99 points, leave out 0 and hold the limit of 20."""
    finding = prospected(open_gender(female=5, male=1), 50, 100)
    text = brief_sentence(drawn(), finding)
    assert "; there is a gap, 15.3 to 99 points; whether it exceeds 20 points is open; about" in text
    assert text.endswith("would settle it if what was seen is true.")
    observed = prospected(finding, 50, None)  # what was seen keeps the limit: no FAIL to be had
    assert "equal" not in settling(observed)
    assert "the rates stay as observed" in settling(observed)


def test_the_kind_of_picture_is_named() -> None:
    recall = next(f for f in voted().findings if f.code.startswith("recall[angry]"))
    assert "more pictures labelled “angry” of “South Asian” would settle" in settling(recall)


def test_a_group_that_dropped_out_is_asked_for_where_the_others_keep_the_limit() -> None:
    kept = next(f for f in drawn().findings if f.verdict == "PASS")
    lost = Exclusion(group=Group.of(("skin_tone", "albino")), support=0, reason="no scored image", declared=False)
    finding = replace(kept, verdict="INCONCLUSIVE", disparity=replace(kept.disparity, excluded=(lost,)))
    assert settling(finding) == "it stays open until there are pictures of “albino”"


def test_without_numbers_of_pictures_none_is_promised() -> None:
    finding = open_gender(female=5, male=1)
    bare = replace(finding, disparity=replace(finding.disparity, reach=None, prospects=None))
    assert "not worked out" in settling(bare)


def test_nothing_compared_says_what_is_missing() -> None:
    assert told(nothing()) == (
        "Nothing could be compared: fewer than two groups have a success rate; pictures of at least two are needed."
    )
    finding = nothing().findings[0]
    against = replace(finding, criterion=replace(finding.criterion, reference="female"))
    assert "the reference group “female” has no success rate" in brief_sentence(nothing(), against)
    estimates = drawn().findings[0].disparity.estimates
    zero = replace(
        finding,
        criterion=replace(finding.criterion, comparison=Comparison.RATIO),
        disparity=replace(finding.disparity, estimates=estimates),
    )
    assert "is 0 in every group, so there is no ratio" in brief_sentence(nothing(), zero)


def test_names_stay_names() -> None:
    assert "“</script><img src=x" in told(hostile())
    assert len(told(sixty())) < 250
