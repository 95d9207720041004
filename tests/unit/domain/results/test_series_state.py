"""What is kept of a series between two looks."""

from __future__ import annotations

from dataclasses import replace

import pytest
import weeks

from audit.domain.series.seen import packed
from audit.errors import InputError
from audit.load import load_series


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weeks")
    for number in (1, 2):
        weeks.look(folder, weeks.week(folder, number, people=True))
    return load_series(folder / "series")


def test_rows_of_every_look_add_up(state) -> None:
    assert [look.fresh for look in state.looks] == [20, 20]
    assert state.asked.cells.total == len(state.seen_rows.digests) == 40
    assert [counts.confusion.correct for counts in state.asked.by(("age",))] == [12, 16]  # old, young


def test_a_person_who_comes_again_is_one_person(state) -> None:
    """Ten people with two pictures a week each: after two weeks ten with four, and never twenty."""
    people = state.look(fresh=0, seen=0).asked_people
    assert (people.total, people.images) == (10, 40)


@pytest.mark.parametrize(
    "change",
    [
        lambda state: {"looks": state.looks[:1]},
        lambda state: {"seen": packed(state.seen_rows.digests[:-1])},
        lambda state: {"people": packed(state.people_seen[:-1])},
        lambda _: {"people": None},
        lambda _: {"people_cells": None},
    ],
)
def test_parts_that_do_not_belong_together_are_refused(state, change) -> None:
    with pytest.raises(InputError, match=r"its (looks|people)"):
        replace(state, **change(state))


def test_rules_without_looks_have_no_look(state) -> None:
    with pytest.raises(InputError, match="no looks"):
        replace(state, policy=replace(state.policy, monitoring=None)).look(fresh=0, seen=0)


def test_a_group_that_is_unknown_may_come_later(tmp_path) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    weeks.look(tmp_path, weeks.week(tmp_path, 2, right={"young": 8, "": 3}))
    state = load_series(tmp_path / "series")
    assert state.features[0].groups == ("old", "young", "unknown")
    assert [counts.confusion.total for counts in state.asked.by(("age",))] == [10, 20, 10]
