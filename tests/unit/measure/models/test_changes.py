"""Groups between two audits, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.comparisons import pairs_of

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.decision.criteria import Regression
from audit.domain.decision.policy import Policy
from audit.domain.results.comparison import (
    PairedCounts,
    Pairs,
    ProvenChange,
    expand_regressions,
    one_loss_limit_per_feature,
)
from audit.domain.results.image_rows import ImageRows
from audit.errors import UsageError
from audit.measure import changes, overall_pairs

ACCURACY = one_loss_limit_per_feature((("group",),))


def found_of(pairs, policy: Policy = ACCURACY):
    return changes(pairs, expand_regressions(policy, pairs.baseline), policy)


def test_pairs_are_counted_by_what_both_said() -> None:
    """Image by image: RR, RW, RW, WR, WW, R-, -W, and -- which is left out."""
    pairs = pairs_of({"a": "RRRWWR--"}, {"a": "RWWRW-W-"})
    (found,) = found_of(pairs)
    (change,) = found.changes
    assert change.counts == PairedCounts(
        both_right=1,
        only_baseline_right=3,
        only_candidate_right=1,
        neither_right=2,
        only_baseline_scored=1,
        only_candidate_scored=1,
        unscored=1,
    )
    assert change.counts.images == 7
    assert (change.baseline, change.candidate, change.loss) == pytest.approx((4 / 7, 2 / 7, 2 / 7))
    assert overall_pairs(pairs) == change.counts


def test_a_loss_and_a_gain_are_told_apart() -> None:
    (found,) = found_of(
        pairs_of({"a": "R" * 60, "b": "W" * 60, "c": "RW" * 30}, {"a": "W" * 60, "b": "R" * 60, "c": "RW" * 30})
    )
    assert [change.standing for change in found.changes] == [ProvenChange.WORSE, ProvenChange.BETTER, ProvenChange.OPEN]
    assert {change.bounds.family for change in found.changes} == {3}


def test_every_group_and_limit_shares_the_error() -> None:
    """Two groups under two limits: four; each bound has a quarter of the error, the one that passes has all of it."""
    pairs = pairs_of({"a": "R" * 40, "b": "R" * 40}, {"a": "W" * 8 + "R" * 32, "b": "R" * 40}, labels=[0, 1] * 40)
    one = found_of(pairs)[0].changes[0]
    both = Policy(
        title="",
        criteria=(),
        regressions=(
            *ACCURACY.regressions,
            Regression(features=("group",), limit=0.05, metric="recall", emotion="happy"),
        ),
    )
    first, second = found_of(pairs, both)
    assert [change.bounds.family for change in (*first.changes, *second.changes)] == [4] * 4
    assert first.changes[0].bounds.lower < one.bounds.lower
    assert first.changes[0].bounds.upper_alone == one.bounds.upper_alone


def test_recall_is_over_the_images_of_its_emotion() -> None:
    pairs = pairs_of({"a": "RRRW"}, {"a": "WRRR"}, labels=[0, 0, 1, 1])
    policy = Policy(title="", criteria=(), regressions=(Regression(features=("group",), limit=0.1, metric="recall"),))
    happy, sad = found_of(pairs, policy)
    assert [f.regression.emotion for f in (happy, sad)] == ["happy", "sad"]
    assert happy.changes[0].loss == 0.5
    assert sad.changes[0].loss == -0.5


def test_groups_that_cannot_be_compared_are_listed_with_the_reason() -> None:
    pairs = pairs_of(
        {"a": "RRR", "b": "--", "unknown": "RR", "few": "R"}, {"a": "RRR", "b": "--", "unknown": "RR", "few": "R"}
    )
    policy = Policy(title="", criteria=(), regressions=ACCURACY.regressions, min_support=2)
    (found,) = found_of(pairs, policy)
    assert [change.group.text for change in found.changes] == ["a"]
    assert [(e.group.text, e.support, e.reason, e.declared) for e in found.excluded] == [
        ("b", 0, "no scored picture", False),
        ("unknown", 2, "group unknown in the manifest", True),
        ("few", 1, "fewer than 2 pictures, the least the policy compares", True),
    ]


def test_unknown_groups_are_compared_when_the_policy_says_so() -> None:
    policy = Policy(title="", criteria=(), regressions=ACCURACY.regressions, include_unknown=True)
    (found,) = found_of(pairs_of({"unknown": "RR"}, {"unknown": "RW"}), policy)
    assert [change.group.text for change in found.changes] == ["unknown"]


def test_pictures_of_one_person_widen_the_bounds() -> None:
    said = ({"a": "R" * 120}, {"a": "W" * 60 + "R" * 60})
    (alone,) = found_of(pairs_of(*said))
    (together,) = found_of(pairs_of(*said, subjects=[i // 4 for i in range(120)]))
    assert alone.dependence is None
    assert together.dependence is not None
    assert (together.dependence.pictures, together.dependence.people) == (120, 30)
    assert together.dependence.design_effect == pytest.approx(4)
    assert together.changes[0].loss == alone.changes[0].loss
    assert together.changes[0].bounds.lower < alone.changes[0].bounds.lower


def test_one_picture_of_each_person_is_no_dependence() -> None:
    (found,) = found_of(pairs_of({"a": "RRW"}, {"a": "RWW"}, subjects=[4, 5, 6]))
    assert found.dependence is None
    assert found.changes[0].design_effect == 1


def test_a_feature_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown feature 'age'; expected one of group"):
        found_of(pairs_of({"a": "R"}, {"a": "R"}), one_loss_limit_per_feature((("age",),)))


def test_crossings_that_occur_are_compared_each_by_its_own_pictures() -> None:
    """Of a: old, young, old, young; of b: young twice; nobody of b is old."""
    pairs = pairs_of({"a": "RRRR", "b": "RR"}, {"a": "WRRR", "b": "WW"})
    age = np.array([0, 1, 0, 1, 1, 1])

    def aged(rows: ImageRows) -> ImageRows:
        features = (*rows.features, SensitiveFeature(name="age", groups=("old", "young")))
        return replace(rows, features=features, codes=np.column_stack([rows.codes, age]))

    pairs = Pairs(baseline=aged(pairs.baseline), candidate=aged(pairs.candidate))
    (found,) = found_of(pairs, one_loss_limit_per_feature((("group", "age"),)))
    assert [(change.counts.images, change.loss) for change in found.changes] == [(2, 0.5), (2, 0.0), (2, 1.0)]
    assert [dict(change.group.pairs) for change in found.changes] == [
        {"group": "a", "age": "old"},
        {"group": "a", "age": "young"},
        {"group": "b", "age": "young"},
    ]


def test_none_right_before_none_right_after_and_no_loss_are_numbers() -> None:
    (found,) = found_of(pairs_of({"a": "WWWW", "b": "RRRR"}, {"a": "WWWW", "b": "WWWW"}))
    none, all_lost = found.changes
    assert (none.baseline, none.candidate, none.loss) == (0, 0, 0)
    assert (all_lost.baseline, all_lost.candidate, all_lost.loss) == (1, 0, 1)
    assert none.design_effect == 1


def test_how_alike_pictures_of_a_person_change_is_told_from_the_design_effect() -> None:
    """All four pictures of 30 people change alike: 1; of half of the people one of two does: 2 − 1 is not reached."""
    said = ({"a": "R" * 120}, {"a": "W" * 60 + "R" * 60})
    (alike,) = found_of(pairs_of(*said, subjects=[i // 4 for i in range(120)]))
    assert alike.dependence.correlation == pytest.approx(1)
    unlike = ({"a": "RR" * 60}, {"a": "WR" * 30 + "RW" * 30})
    (apart,) = found_of(pairs_of(*unlike, subjects=[i // 2 for i in range(120)]))
    assert (apart.dependence.correlation, apart.dependence.design_effect) == (0, 1)
    # one person of four pictures and two of one: a picture's person has (16 + 2) / 6 = 3 on average
    mixed = ({"a": "RRRRRR"}, {"a": "WWWWRR"})
    (some,) = found_of(pairs_of(*mixed, subjects=[0, 0, 0, 0, 1, 2]))
    effect = some.dependence.design_effect
    assert some.dependence.correlation == pytest.approx(min((effect - 1) / 2, 1))


def test_of_several_groups_the_one_whose_pictures_are_most_alike_is_told() -> None:
    """All four pictures of each of 30 people change alike; in the group beside it one of two does, so 1 and 1."""
    before, after = {"a": "R" * 120, "b": "RR" * 60}, {"a": "W" * 60 + "R" * 60, "b": "WR" * 30 + "RW" * 30}
    subjects = [i // 4 for i in range(120)] + [100 + i // 2 for i in range(120)]
    for turned in (False, True):
        both = [dict(reversed(said.items())) if turned else said for said in (before, after)]
        (found,) = found_of(pairs_of(*both, subjects=subjects[120:] + subjects[:120] if turned else subjects))
        assert sorted(change.design_effect for change in found.changes) == pytest.approx([1, 4])
        assert (found.dependence.correlation, found.dependence.design_effect) == pytest.approx((1, 4))


def test_a_picture_that_either_classifier_answered_is_one_of_its_persons_and_one_that_neither_did_is_none() -> None:
    said = ({"a": "RRR-R-"}, {"a": "RWR--R"})
    (found,) = found_of(pairs_of(*said, subjects=[0, 0, 1, 1, 2, 2]))
    assert (found.dependence.pictures, found.dependence.people) == (5, 3)
