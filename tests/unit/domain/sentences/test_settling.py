"""What would settle an open limit, counted for the groups that lack pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, five_each, voted
from assets.findings import open_gender, prospected

from audit.domain.cohort.groups import Group
from audit.domain.decision.disparities import Dependence, Exclusion
from audit.domain.decision.findings import Finding
from audit.domain.sentences.settling import (
    by_chance,
    cost_of_point,
    if_all_had_answered,
    other_way,
    possible,
    settling,
)


def settled(finding: Finding) -> str:
    return settling(finding.criterion, finding.disparity)


def test_missing_pictures_are_counted_for_the_one_group_that_lacks_them() -> None:
    """20 pictures of glasses, 2,925 without: only the first is short of 179."""
    finding = prospected(next(f for f in drawn().findings if f.disparity.feature == "glasses"), 179, None)
    assert settled(finding) == "about 159 more pictures of “glasses” would settle it if the groups are equal"


def test_two_groups_are_named_and_of_more_the_pictures_are_added_up() -> None:
    two = settled(prospected(open_gender(female=4, male=1), None, 25))
    assert two == "about 20 more pictures of “female” and 20 of “male” would settle it if what was seen is true"
    three = five_each("age", {"a": 4, "b": 1, "c": 3}).findings[0]
    assert settled(prospected(three, 25, None)).startswith("about 60 more pictures, spread over 3 groups, would")


def test_where_people_have_several_pictures_more_people_are_asked_for() -> None:
    alike = Dependence(pictures=10, people=5, correlation=0.5, design_effect=1.5)

    def told(finding: Finding) -> str:
        return settled(replace(finding, disparity=replace(finding.disparity, dependence=alike)))

    two = told(prospected(open_gender(female=4, male=1), None, 25))
    assert two.startswith("about 20 more pictures of “female” and 20 of “male”, all of different people, would settle")
    three = five_each("age", {"a": 4, "b": 1, "c": 3}).findings[0]
    assert told(prospected(three, 25, None)).startswith("about 60 more pictures of different people, spread over 3 gr")


def test_one_more_picture_is_singular() -> None:
    glasses = next(f for f in drawn().findings if f.disparity.feature == "glasses")  # 20 and 2,925 pictures
    assert settled(prospected(glasses, 21, None)).startswith("about 1 more picture of “glasses” would settle it")


def test_of_two_ways_to_settle_it_the_one_with_fewer_pictures_is_told() -> None:
    finding = open_gender(female=4, male=1)
    assert settled(prospected(finding, 100, 50)).endswith("if what was seen is true")
    assert settled(prospected(finding, 50, 100)).endswith("if the groups are equal")


def test_the_other_way_is_told_with_what_it_takes_in_every_group() -> None:
    of = open_gender(female=4, male=1)
    told = other_way(prospected(of, 50, 1200).disparity)
    assert told == "a FAIL takes about 1,200 pictures in every group if what was seen is true"
    assert other_way(prospected(of, 50, None).disparity) == ""


def test_a_gap_on_the_limit_is_settled_by_no_number_of_pictures() -> None:
    assert "no number of pictures" in settled(prospected(open_gender(female=4, male=1), None, None))


def test_enough_pictures_by_bad_luck_undecided_ask_for_more_in_every_group() -> None:
    assert settled(prospected(open_gender(female=4, male=1), 5, None)).startswith("more pictures in every group would")


def test_the_kind_of_picture_is_named() -> None:
    recall = next(f for f in voted().findings if f.code.startswith("recall[angry]"))
    assert "more pictures labelled “angry” of “South Asian” would settle" in settled(recall)


def test_a_group_that_dropped_out_is_asked_for_where_the_others_keep_the_limit() -> None:
    kept = next(f for f in drawn().findings if f.verdict == "PASS")
    lost = Exclusion(group=Group.of(("skin_tone", "albino")), support=0, reason="no scored picture", declared=False)
    finding = replace(kept, verdict="INCONCLUSIVE", disparity=replace(kept.disparity, excluded=(lost,)))
    assert settled(finding) == "it stays open until there are pictures of “albino”"
    assert "stays open" not in settled(kept)  # where nobody dropped out, nobody is asked for


def test_without_numbers_of_pictures_none_is_promised() -> None:
    finding = open_gender(female=5, male=1)
    bare = replace(finding, disparity=replace(finding.disparity, reach=None, prospects=None))
    assert "not worked out" in settled(bare)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.0009, "less than 0.1 %"),
        (0.001, "0.1 %"),
        (0.0012, "0.1 %"),
        (0.01, "1 %"),
        (0.0099, "1.0 %"),
        (0.012, "1 %"),
        (0.31, "31 %"),
    ],
)
def test_the_cost_of_the_point_is_told_as_finely_as_it_is_known(share: float, told: str) -> None:
    of = open_gender(female=4, male=1)
    disparity = replace(of.disparity, prospects=replace(of.disparity.prospects, point_false_fail=share))
    assert f"would fail this limit in {told} of audits" in cost_of_point(of.criterion, disparity).replace("\xa0", " ")


def test_what_chance_gives_is_told_where_it_is_worked_out() -> None:
    of = open_gender(female=4, male=1)
    told = by_chance(of.criterion, of.disparity)
    assert told.startswith("by chance alone groups of equal rates would look ")
    for gone in ("reach", "prospects"):
        assert by_chance(of.criterion, replace(of.disparity, **{gone: None})) == ""
    can = replace(of.disparity, reach=replace(of.disparity.reach, can_fail=True))
    large = replace(can, prospects=replace(can.prospects, detectable=0.4, power=0.8))
    assert by_chance(of.criterion, large).endswith("it takes a true one of 40 points to be found in 80\xa0% of audits")
    none = replace(can, prospects=replace(can.prospects, detectable=None, power=0.8))
    assert by_chance(of.criterion, none).endswith("no true gap is large enough to be found in 80\xa0% of audits")
    cannot = replace(large, reach=replace(can.reach, can_fail=False))
    assert by_chance(of.criterion, cannot).endswith("apart here")


@pytest.mark.parametrize(
    ("can_fail", "can_pass", "told"),
    [
        (True, True, ""),
        (True, False, "with 5 pictures in the smallest of 2 groups no classifier could pass, not even one"),
        (False, True, "with 5 pictures in the smallest of 2 groups no classifier could fail, not even one"),
        (False, False, "with 5 pictures in the smallest of 2 groups neither outcome is possible"),
    ],
)
def test_what_these_numbers_of_pictures_cannot_show_is_told(can_fail: bool, can_pass: bool, told: str) -> None:
    of = open_gender(female=4, male=1).disparity
    found = possible(replace(of, reach=replace(of.reach, can_fail=can_fail, can_pass=can_pass)))
    assert found == told if not told else found.startswith(told)
    assert possible(replace(of, reach=None)) == ""


def test_one_picture_more_is_of_no_different_people() -> None:
    """A single picture cannot be of several people, whatever those that are there show."""
    alike = Dependence(pictures=10, people=5, correlation=0.5, design_effect=1.5)
    glasses = next(f for f in drawn().findings if f.disparity.feature == "glasses")  # 20 and 2,925 pictures
    one, two = (prospected(glasses, needed, None) for needed in (21, 22))
    told = [settled(replace(f, disparity=replace(f.disparity, dependence=alike))) for f in (one, two)]
    assert told[0].startswith("about 1 more picture of “glasses” would settle")
    assert told[1].startswith("about 2 more pictures of “glasses”, all of different people, would settle")
    unlike = replace(alike, design_effect=1.0)
    assert "different" not in settled(replace(two, disparity=replace(two.disparity, dependence=unlike)))


def test_answers_that_are_missing_are_told_with_how_far_they_could_move_it() -> None:
    of = open_gender(female=4, male=1)
    assert if_all_had_answered(of.criterion, of.disparity) == ""
    told = if_all_had_answered(of.criterion, replace(of.disparity, worst_case=0.25))
    assert told.endswith("the difference between groups could be 25 points")


def test_nothing_is_settled_where_nothing_was_compared() -> None:
    of = open_gender(female=4, male=1)
    assert settling(of.criterion, replace(of.disparity, bounds=None)) == ""
    assert cost_of_point(of.criterion, replace(of.disparity, prospects=None)) == ""
