"""Numbers that stand there more than once are counted and kept as Python's counters would, however they come."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain import repeats
from audit.domain.repeats import Repeats

SOME = [*range(8), 2**63, 2**64 - 1]


def asked(blocks: list[list[int]]) -> Repeats:
    found = Repeats()
    for block in blocks:
        found.add(np.array(block, np.uint64))
    return found


@given(blocks=st.lists(st.lists(st.sampled_from(SOME))), run=st.sampled_from([1, 2, 5, 1000]), kept=st.integers(0, 9))
def test_repeats_are_those_of_a_counter(blocks: list[list[int]], run: int, kept: int) -> None:
    times = Counter(number for block in blocks for number in block)
    more = sorted(number for number, n in times.items() if n > 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "RUN", run)
        patch.setattr(repeats, "MOST_KEPT", kept)
        patch.setattr(repeats, "_SAMPLED", 2)
        found = asked(blocks)
        assert found.finished() == times.total() - len(times)
        assert found.kept_all == (len(more) <= kept)
    assert set(found.kept.tolist()) <= set(more)
    assert len(more) > kept or found.kept.tolist() == more


@pytest.mark.parametrize("numbers", [np.arange(5000), np.zeros(5000), np.arange(5000) // 3, np.arange(5000) ** 3])
def test_no_more_than_a_few_runs_are_in_memory(numbers, monkeypatch) -> None:
    monkeypatch.setattr(repeats, "RUN", 256)
    monkeypatch.setattr(repeats, "_SAMPLED", 8)
    sizes: list[int] = []
    sorted_one = Repeats._differing
    monkeypatch.setattr(Repeats, "_differing", lambda self, some: sizes.append(len(some)) or sorted_one(self, some))
    found = asked(np.random.default_rng(1).permutation(numbers).astype(np.uint64).reshape(10, -1).tolist())
    assert found.finished() == 5000 - len(np.unique(numbers))
    assert sum(sizes) >= 5000
    assert max(sizes) <= 2 * 256
