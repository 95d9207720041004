"""Every shard is answered once, whoever is slow or gone."""

from __future__ import annotations

import pytest

from audit.domain.answers.shards import Shard, shards_of
from audit.errors import InputError
from audit.pipeline.engines.dispatch import AHEAD, Dispatch

SHARDS = shards_of(50, 10)


def test_a_worker_has_no_more_than_it_can_be_ahead() -> None:
    dispatch = Dispatch(SHARDS)
    assert [dispatch.next_for(0) for _ in range(AHEAD + 1)] == [*SHARDS[:AHEAD], None]
    assert dispatch.answered(SHARDS[0])
    assert dispatch.next_for(0) == SHARDS[AHEAD]


def test_who_has_nothing_to_do_is_given_what_another_has_and_the_first_answer_counts() -> None:
    dispatch = Dispatch(SHARDS[:2])
    given = [dispatch.next_for(0), dispatch.next_for(0)]
    assert dispatch.next_for(1) == given[1]
    assert dispatch.next_for(1) is None
    assert dispatch.answered(SHARDS[1])
    assert not dispatch.answered(SHARDS[1])
    assert dispatch.next_for(1) == given[0]
    assert dispatch.next_for(2) is None
    assert not dispatch.is_finished
    assert dispatch.answered(SHARDS[0])
    assert dispatch.is_finished


def test_what_a_worker_had_that_ended_is_given_to_the_next_one_first() -> None:
    dispatch = Dispatch(SHARDS)
    had = {dispatch.next_for(0), dispatch.next_for(0)}
    dispatch.ended(0)
    assert {dispatch.next_for(1), dispatch.next_for(1)} == had


def test_what_somebody_else_has_as_well_is_not_waited_for_twice() -> None:
    dispatch = Dispatch(SHARDS[:1])
    assert dispatch.next_for(0) == dispatch.next_for(1) == SHARDS[0]
    dispatch.ended(0)
    assert dispatch.next_for(2) == SHARDS[0]
    assert dispatch.answered(SHARDS[0])


def test_a_shard_with_which_workers_keep_ending_is_named() -> None:
    dispatch = Dispatch([Shard(start=10, stop=20)])
    for worker in range(2):
        dispatch.next_for(worker)
        dispatch.ended(worker)
    dispatch.next_for(2)
    with pytest.raises(InputError, match="rows 11 to 20 of the manifest"):
        dispatch.ended(2)
