"""Which face belongs to which group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import SensitiveFeature
from audit.errors import UsageError
from audit.simulate.shares import GroupShare, share_out, shares_of

AGE = SensitiveFeature(name="age", groups=("young", "middle", "old"))
USUAL = (0.5, 0.3, 0.2)


def stream(seed=0):
    return np.random.SeedSequence(seed)


def wish(group, share):
    return GroupShare(feature="age", group=group, share=share)


def test_groups_without_a_wish_share_the_rest_in_their_usual_proportion():
    # 0.2 for the old; 0.8 left for 0.5 : 0.3 → 0.8 × 5/8 = 0.5 and 0.8 × 3/8 = 0.3; with 0.04: 0.96 × 5/8 = 0.6, 0.36
    assert shares_of(AGE, USUAL, [wish("old", 0.2)]).tolist() == pytest.approx([0.5, 0.3, 0.2])
    assert shares_of(AGE, USUAL, [wish("old", 0.04)]).tolist() == pytest.approx([0.6, 0.36, 0.04])


def test_wishes_for_other_features_are_ignored():
    other = GroupShare(feature="hair", group="old", share=0.9)
    assert shares_of(AGE, USUAL, [other]).tolist() == list(USUAL)


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ([("ancient", 0.1)], "unknown group 'ancient' of 'age'; expected one of young, middle, old"),
        ([("old", 0.1), ("old", 0.2)], "age=old is given twice"),
        ([("old", 0.7), ("young", 0.6)], "the shares of 'age' sum to 1.3"),
        ([("old", 0.2), ("young", 0.2), ("middle", 0.2)], "the shares of 'age' sum to 0.6"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(wishes, message):
    with pytest.raises(UsageError, match=message):
        shares_of(AGE, USUAL, [wish(*each) for each in wishes])


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_a_share_is_between_0_and_1(share):
    with pytest.raises(UsageError, match="age=old is between 0 and 1"):
        wish("old", share)


def test_a_share_is_written_as_in_a_recipe():
    assert GroupShare.parse(" age = old ", 0.1) == wish("old", 0.1)
    with pytest.raises(UsageError, match="written feature=group"):
        GroupShare.parse("old", 0.1)


@given(st.lists(st.integers(0, 20), min_size=2, max_size=6).filter(any), st.integers(1, 300), st.integers(0, 99))
def test_after_any_number_of_faces_every_group_has_its_share(parts, faces, seed):
    shares = np.array(parts) / sum(parts)
    counts = np.bincount(share_out(faces, shares, stream(seed)), minlength=len(parts))
    assert counts.sum() == faces
    assert (np.abs(counts - shares * faces) < 1 + shares * (len(parts) - 2) + 1e-9).all()
    assert (counts[shares == 0] == 0).all()


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 99))
def test_more_faces_do_not_change_the_first_ones(faces, more, seed):
    few, many = (share_out(n, USUAL, stream(seed)).tolist() for n in (faces, faces + more))
    assert many[:faces] == few


def test_asking_twice_gives_the_same_and_another_seed_another_order():
    seed = stream(3)
    first, again, other = share_out(99, USUAL, seed), share_out(99, USUAL, seed), share_out(99, USUAL, stream(4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_two_features_are_shared_out_independently():
    one, other = (share_out(4000, [0.5, 0.5], stream(seed)) for seed in (1, 2))
    both = np.bincount(2 * one + other, minlength=4)
    # 1000 expected in each cell; the standard deviation is at most √(4000 × ¼ × ¾) ≈ 27
    assert np.abs(both - 1000).max() < 110
