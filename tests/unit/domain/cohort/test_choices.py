"""What is said about reading tables has to do something, and edges rise."""

from __future__ import annotations

import pytest

from audit.domain.cohort.choices import ReadingChoices, checked_bins
from audit.errors import UsageError


def test_edges_are_two_or_more_and_rise() -> None:
    assert checked_bins("age", (0.0, 13.0, 20.0)) == (0.0, 13.0, 20.0)
    for edges in ((0.0,), (0.0, 0.0), (13.0, 0.0)):
        with pytest.raises(UsageError, match="each above the one before"):
            checked_bins("age", edges)


def test_where_numbers_begin_is_no_word_about_names() -> None:
    choices = ReadingChoices(codes_from=1)
    with pytest.raises(UsageError, match="neither labels nor answers are numbers"):
        choices.check_met()
    choices.numbered.add("label")
    choices.check_met()
