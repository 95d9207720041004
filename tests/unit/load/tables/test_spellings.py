"""Spellings of one name are merged into one in which nothing is hidden, and what was merged is said."""

from __future__ import annotations

import pytest

from audit.load.tables.spellings import encode, merge


@pytest.mark.parametrize("odd", ["f\u0435male", "female\u200b", "\ufefffemale"])
def test_the_plain_spelling_is_kept_though_the_odd_one_is_more_frequent(odd) -> None:
    found = merge("gender", encode([odd, odd, odd, "female", "male"]))
    assert found.names == ("female", "male")
    (remark,) = found.remarks
    assert remark.rows == 3
    assert "(3 rows, with U+" in remark.sentence


def test_misread_letters_are_counted_as_what_was_written() -> None:
    misread = "männlich".encode().decode("cp1252")
    assert merge("gender", encode([misread, misread, "männlich"])).names == ("männlich",)


def test_the_most_frequent_of_plain_spellings_is_kept() -> None:
    assert merge("gender", encode(["Male", "male", "male ", "male"])).names == ("male",)
