"""Near-duplicates: what counts as one photograph, and that no pair is missed."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audit.images import NEAR, clusters, near_pairs, picture_hashes


def scene(seed: int) -> np.ndarray:
    """Return a smooth random picture, uint8, shape (48, 48, 1)."""
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 8)).astype(np.float32)
    return np.clip(cv2.resize(coarse, (48, 48), interpolation=cv2.INTER_LINEAR), 0, 255).astype(np.uint8)[..., None]


def distance(first: np.ndarray, second: np.ndarray) -> int:
    (one,), (other,) = picture_hashes(first[None]), picture_hashes(second[None])
    return int(np.bitwise_count(one ^ other))


def test_one_photograph_stays_near_when_it_is_darker_smaller_or_marked_and_another_one_does_not() -> None:
    face = scene(1)
    darker = (face * 0.6 + 20).astype(np.uint8)
    marked = face.copy()
    marked[30:32, 5:15] = 255
    smaller = cv2.resize(face, (36, 36), interpolation=cv2.INTER_AREA)[..., None]
    assert max(distance(face, darker), distance(face, marked), distance(face, smaller)) <= NEAR
    assert min(distance(face, scene(seed)) for seed in range(2, 40)) > NEAR


def test_grey_in_three_channels_has_the_hash_of_grey_in_one() -> None:
    assert distance(scene(3), np.repeat(scene(3), 3, axis=2)) == 0


def test_no_picture_has_no_hash_and_a_blank_one_has() -> None:
    assert picture_hashes(np.empty((0, 8, 8, 1), np.uint8)).shape == (0,)
    assert picture_hashes(np.zeros((2, 8, 8, 1), np.uint8)).shape == (2,)


def by_hand(hashes: np.ndarray, most: int) -> list[list[int]]:
    """Return the close pairs by comparing everything with everything."""
    n = len(hashes)
    return [[i, j] for i in range(n) for j in range(i + 1, n) if int(hashes[i] ^ hashes[j]).bit_count() <= most]


@given(
    seeds=arrays(np.uint64, st.integers(0, 6), elements=st.integers(0, 2**64 - 1)),
    flips=st.lists(st.tuples(st.integers(0, 5), st.sets(st.integers(0, 63), max_size=9)), max_size=20),
    most=st.integers(0, 10),
)
def test_the_pairs_found_are_those_of_comparing_everything(seeds, flips, most) -> None:
    changed = [int(seeds[i]) ^ sum(1 << bit for bit in bits) for i, bits in flips if i < len(seeds)]
    hashes = np.array([*seeds.tolist(), *changed], np.uint64)
    assert near_pairs(hashes, most).tolist() == by_hand(hashes, most)


def test_clusters_join_through_others_and_are_numbered_as_they_appear() -> None:
    # 0b0, 0b111 and 0b111111 are three bits apart each: the first and the last six, but joined through the second
    hashes = np.array([2**63 - 1, 0, 0b111, 0b111111, 2**63 - 1, 0], np.uint64)
    assert clusters(hashes, 3).tolist() == [0, 1, 1, 1, 0, 1]
    assert clusters(hashes, 2).tolist() == [0, 1, 2, 3, 0, 1]
    assert clusters(np.empty(0, np.uint64)).tolist() == []


def test_thousands_of_copies_of_one_picture_are_one_cluster_at_once() -> None:
    assert clusters(np.full(100_000, 5, np.uint64)).max() == 0
