"""Groups have one identity, one order and one text."""

from __future__ import annotations

from audit.domain.cohort.groups import Group, spelling_key


def test_the_order_of_pairs_does_not_make_another_group() -> None:
    assert Group.of(("b", "2"), ("a", "1")) == Group.of(("a", "1"), ("b", "2"))


def test_an_intersection_is_written_in_the_order_of_its_features() -> None:
    group = Group.of(("gender", "female"), ("age_group", "senior"))
    assert (group.feature, group.text) == ("age_group × gender", "senior × female")


def test_unknown_anywhere_is_unknown() -> None:
    assert Group.of(("gender", "unknown"), ("age_group", "senior")).is_unknown
    assert not Group.of(("age_group", "senior")).is_unknown


def test_case_spaces_and_unicode_form_are_one_spelling() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert spelling_key(composed) == spelling_key(f" {decomposed.upper()}\u00a0")
