"""Numbers and names as a reader wants them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.counts.rates import Interval, Rate
from audit.domain.wording.words import (
    NAME_LENGTH,
    counted,
    decimal,
    joined,
    percent,
    points,
    points_in_words,
    sentence,
    share_of,
    short,
    shown,
    span,
    titled,
)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.625, "62.5\xa0%"),
        (1.0, "100.0\xa0%"),
        (0.0, "0.0\xa0%"),
        (0.9996, ">\xa099.9\xa0%"),
        (0.0004, "<\xa00.1\xa0%"),
        (None, "–"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, text) -> None:
    assert percent(share) == text


def test_whole_per_cents_guard_their_ends_too() -> None:
    assert percent(0.996, 0) == ">\xa099\xa0%"
    assert percent(0.004, 0) == "<\xa01\xa0%"


def test_a_tie_made_by_floating_point_rounds_as_the_tie_itself() -> None:
    # 0.1 + 0.2 - 0.2375 = 0.06250000000000003, in audit.json 0.0625
    assert points(0.1 + 0.2 - 0.2375) == points(0.0625)


def test_one_point_is_singular_and_minus_is_a_minus() -> None:
    assert points_in_words(0.01) == "1 percentage point"
    assert points_in_words(0.312) == "31.2 percentage points"
    assert points(-0.05) == "−5"
    assert points(-0.0001) == "0"
    assert decimal(-0.001) == "0.00"


def test_lists_read_as_sentences() -> None:
    assert joined([]) == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert counted(1, "picture") == "1 picture"
    assert counted(12000, "picture") == "12,000 pictures"


def test_sentences_begin_and_end() -> None:
    assert sentence("one reason") == "One reason."
    assert sentence("Why?") == "Why?"
    assert sentence("") == ""


def test_rates_show_what_they_are_made_of() -> None:
    assert share_of(Rate(numerator=5, denominator=8)) == "62.5\xa0% (5 of 8)"
    assert span(Interval(lower=0.521, upper=0.718, confidence=0.95, method="Wilson")) == "52.1 to 71.8\xa0%"
    assert span(None) == "–"


@given(st.text(max_size=400))
def test_no_name_can_break_a_line_hide_or_reverse_text(name) -> None:
    """Only the two joiners that scripts need are left of the invisible characters."""
    left = {unicodedata.category(c) for c in shown(name) if c not in "\u200c\u200d"}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text(max_size=400))
def test_no_name_is_longer_than_a_cell_can_hold(name) -> None:
    assert len(short(name)) <= NAME_LENGTH


def test_a_column_reads_as_words() -> None:
    assert titled("age_group") == "age group"
