"""Sizes and times as people write them, within what can be meant."""

from __future__ import annotations

import pytest

from audit.domain.running.allowance import Allowance, bytes_in, size_shown
from audit.errors import UsageError


@pytest.mark.parametrize(
    ("said", "bytes_"), [("8G", 8 << 30), ("500 MB", 500 << 20), ("1.5gib", 3 << 29), ("64k", 64 << 10), (7, 7)]
)
def test_a_size_is_read_with_its_unit(said, bytes_) -> None:
    assert bytes_in(said) == bytes_


@pytest.mark.parametrize("said", ["", "much", "-1G", "1e3", "8P", "١G", "9" * 50])
def test_what_is_no_size_is_refused(said) -> None:
    with pytest.raises(UsageError, match=r"--limit-memory is a size such as 8G"):
        bytes_in(said)


@pytest.mark.parametrize("memory", [0, -5, 1 << 60])
def test_memory_that_cannot_be_meant_is_refused(memory) -> None:
    with pytest.raises(UsageError, match="--limit-memory is 16 MB to 64 TB"):
        Allowance(memory=memory)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_times_that_cannot_be_meant_are_refused(seconds) -> None:
    with pytest.raises(UsageError, match="--limit-seconds-per-picture is a number above 0"):
        Allowance(seconds_per_picture=seconds)


def test_sizes_are_shown_with_three_digits() -> None:
    assert [size_shown(size) for size in (1536 << 20, 16 << 30, 5, 1 << 60)] == [
        "1.5 GB",
        "16 GB",
        "5 bytes",
        "1,048,576 TB",
    ]
