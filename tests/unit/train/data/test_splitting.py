"""Who validates: nobody on both sides, every emotion and group its share, no photograph twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import InputError

pytestmark = pytest.mark.keras


def sides(split):
    """Return the pictures to train on, and those held out."""
    return split.training, split.validation


def test_held_out_pictures_are_a_share_that_the_seed_draws_and_nobody_is_on_both_sides(kit, made):
    data = replace(made(40, 0), weights=np.arange(40.0), shares=np.eye(2)[np.arange(40) % 2])
    rest, held = sides(kit.hold_out(data, 0.1, 3))
    assert (len(rest), len(held)) == (36, 4)
    assert sorted([*rest.weights, *held.weights]) == list(range(40))
    for part in (rest, held):
        rows = part.weights.astype(int)
        assert np.array_equal(part.images, data.images[rows])
        assert np.array_equal(part.codes, data.codes[rows])
        assert np.array_equal(part.shares, data.shares[rows])
    again, other = (kit.hold_out(data, 0.1, seed).validation.weights for seed in (3, 4))
    assert np.array_equal(held.weights, again)
    assert not np.array_equal(held.weights, other)
    rest, held = sides(kit.hold_out(replace(data, people=np.arange(40) // 10), 0.3, 3))
    assert (len(rest), len(held)) == (30, 10), "one of four people, with all ten pictures"
    assert not set(rest.people) & set(held.people)


def test_who_is_held_out_at_random_is_as_it_was_when_the_published_recipes_were_trained(kit, made):
    data = replace(made(10, 0), weights=np.arange(10.0))
    chosen = np.random.default_rng([11, 0]).permutation(np.arange(10))[:3]
    assert kit.hold_out(data, 0.3, 11).validation.weights.tolist() == sorted(chosen.tolist())


@pytest.mark.parametrize(("share", "held"), [(0.01, 1), (0.99, 3)])
def test_somebody_is_held_out_and_somebody_left_to_train_on(kit, made, share, held):
    rest, validation = sides(kit.hold_out(made(4, 0), share, 0))
    assert (len(rest), len(validation)) == (4 - held, held)


def test_a_stratified_split_holds_out_the_same_share_of_every_emotion_in_every_group(kit, made):
    codes = np.repeat([0, 0, 1, 1], [200, 40, 60, 20])
    groups = np.repeat([0, 1, 0, 1], [200, 40, 60, 20])
    data = replace(made(320, 0), codes=codes, groups=groups, group_names=("adult", "senior"))
    held = kit.hold_out(data, 0.1, 0, stratified=True).validation
    counts = np.zeros((2, 2), int)
    np.add.at(counts, (held.codes, held.groups), 1)
    assert counts.tolist() == [[20, 4], [6, 2]]  # a tenth of each


def test_a_rare_emotion_with_two_pictures_stands_on_both_sides(kit, made):
    data = replace(made(102, 0), codes=np.repeat([0, 1], [100, 2]))
    rest, held = sides(kit.hold_out(data, 0.05, 0, stratified=True))
    assert (np.bincount(rest.codes).tolist(), np.bincount(held.codes).tolist()) == ([95, 1], [5, 1])


@given(
    pictures=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 1)), min_size=20, max_size=80),
    share=st.floats(0.05, 0.5),
    seed=st.integers(0, 100),
)
def test_a_stratified_split_keeps_people_whole_and_the_counts_near(kit, made, pictures, share, seed):
    people, codes = (np.array(column) for column in zip(*pictures, strict=True))
    data = replace(made(len(people), 0), people=people, codes=codes)
    if len(np.unique(people)) < 2:
        return
    rest, held = sides(kit.hold_out(data, share, seed, stratified=True))
    assert not set(rest.people) & set(held.people)
    assert len(rest) + len(held) == len(data)
    assert 0 < len(held) < len(data)
    largest = np.unique(people, return_counts=True)[1].max()
    assert abs(len(held) - share * len(data)) <= 2 * largest + 2


def photographs(copies):
    """Return `copies` photographs of noise, each twice: as it is, and darker."""
    random = np.random.default_rng(5)
    coarse = random.integers(0, 256, (copies, 6, 6))
    first = np.kron(coarse, np.ones((8, 8)))[..., None].astype(np.uint8)
    second = (first * 0.7 + 20).astype(np.uint8)
    return np.concatenate([first, second])


def test_two_pictures_of_one_photograph_are_never_on_both_sides(kit):
    data = kit.TrainingData(images=photographs(40), codes=np.arange(80) % 2)
    assert len(np.unique(kit.with_duplicates_as_people(data).people)) == 40
    rest, held = sides(kit.hold_out(kit.with_duplicates_as_people(data), 0.25, 1))
    assert (len(rest), len(held)) == (60, 20)
    assert not set(rest.people) & set(held.people)


def test_people_are_joined_when_they_share_a_photograph(kit):
    data = kit.TrainingData(images=photographs(3), codes=np.arange(6) % 2, people=np.array([7, 7, 9, 4, 5, 6]))
    joined = kit.with_duplicates_as_people(data).people
    # photographs 0, 1 and 2 are rows 0 and 3, 1 and 4, 2 and 5; person 7 is in rows 0 and 1
    assert len({joined[0], joined[1], joined[3], joined[4]}) == 1
    assert joined[2] == joined[5] != joined[0]


def test_training_pictures_that_repeat_another_split_are_left_out_and_counted(kit):
    both = photographs(10)
    training = kit.TrainingData(images=both[:10], codes=np.arange(10) % 2)
    others = kit.TrainingData(images=both[[13, 16]], codes=np.array([0, 1]))
    kept = kit.without_repeats_of(training, others)
    assert np.array_equal(kept.images, np.delete(both[:10], [3, 6], axis=0))
    assert [(left.reason, left.images) for left in kept.left_out] == [("repeats a picture of the validation split", 2)]


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize(("images", "words"), [(0, "found 0 of none"), (6, "found 6 of one")])
def test_without_two_people_nobody_can_be_held_out(kit, made, images, words, stratified):
    data = replace(made(images, 0), people=np.zeros(images, np.int64))
    with pytest.raises(InputError, match=f"held_out needs training pictures of two people or more, {words}"):
        kit.hold_out(data, 0.5, 0, stratified=stratified)
