"""Pictures in batches, in an order that seed and epoch fix."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.contract.input_contract import Scale
from audit.domain.model.model import Output

pytestmark = pytest.mark.keras


def test_vote_shares_are_what_the_network_should_say(kit, spec_for, made):
    shares = np.array([[0.75, 0.25], [0.4, 0.6], [1.0, 0.0], [0.0, 1.0]])
    soft, spec = replace(made(4, 0), shares=shares), spec_for(target="votes", class_weights=True)
    _, targets, weights = kit.data.batches.training_batches(soft, spec, spec.recipe, 1)[0]
    order = np.random.default_rng([0, 1]).permutation(4)
    assert np.allclose(targets, shares[order])
    assert np.allclose(weights, 1), "two pictures of each majority weigh the same"


def test_every_epoch_has_its_own_order_which_the_seed_fixes(kit, spec_for, made):
    data, spec = made(64, 0), spec_for(batch=64)
    first, again, second = (kit.data.batches.training_batches(data, spec, spec.recipe, n)[0][0] for n in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, second)
    assert np.array_equal(np.sort(first.sum(axis=(1, 2, 3))), np.sort(second.sum(axis=(1, 2, 3))))


def batches_of(kit, size, order=(3, 0, 0, 2, 1)):
    """Return five rows of four pictures whose values are 10, 20, 30 and 40."""
    images = np.full((4, 2, 2, 1), 10, np.uint8) * np.arange(1, 5, dtype=np.uint8)[:, None, None, None]
    beside = (np.arange(4.0)[:, None],)
    return kit.data.batches.Batches(images, Scale.RAW, beside, np.array(order), size)


def test_rows_come_in_the_order_that_is_given_and_the_last_batch_may_be_smaller(kit):
    batches = batches_of(kit, 2)
    assert (len(batches), batches.pictures) == (3, 5)
    given = [batches[number] for number in range(3)]
    assert [images[:, 0, 0, 0].tolist() for images, _ in given] == [[40, 10], [10, 30], [20]]
    assert [targets[:, 0].tolist() for _, targets in given] == [[3, 0], [0, 2], [1]]
    assert all(array.dtype == np.float32 for pair in given for array in pair)


@pytest.mark.parametrize("number", [-1, 3])
def test_there_is_no_batch_beyond_the_last(kit, number):
    with pytest.raises(IndexError):
        batches_of(kit, 2)[number]


def test_the_network_is_given_the_same_batches(kit):
    batches = batches_of(kit, 2)
    for (images, targets), (ours, beside) in zip(batches.dataset(), batches, strict=True):
        assert np.array_equal(images, ours)
        assert np.array_equal(targets, beside)


def test_no_thread_of_tensorflow_tunes_the_batches_and_holds_up_the_end_of_a_pass_until_it_next_wakes(kit):
    assert batches_of(kit, 2).dataset().options().autotune.enabled is False


def test_a_sigmoid_learns_the_share_of_its_own_emotion(kit, spec_for, made):
    spec = replace(spec_for(), output=Output.SIGMOID, positive="sad")
    data = made(4, 0)
    _, targets, _ = kit.data.batches.training_batches(data, spec, spec.recipe, 1)[0]
    assert targets.shape == (4, 1)
    order = np.random.default_rng([0, 1]).permutation(4)
    assert targets[:, 0].tolist() == data.codes[order].tolist()  # sad is the second emotion


def test_pictures_alone_come_as_they_lie_in_the_scale_of_the_network(kit, spec_for, made):
    spec, data = spec_for(), made(5, 0)
    unit = replace(spec, contract=replace(spec.contract, scale=Scale.UNIT))
    (first,), (second,) = kit.data.batches.pictures_in_order(data, unit, 4)
    assert np.concatenate([first, second]) == pytest.approx(data.images / 255)
