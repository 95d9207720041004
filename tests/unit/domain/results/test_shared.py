"""A copy to publish is data: what is written is read again."""

from __future__ import annotations

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Rate
from audit.domain.results.serialization import from_data, to_data
from audit.domain.results.shared import SharedRate


def test_a_rate_that_was_taken_out_stays_so() -> None:
    for rate in (None, Rate(numerator=1, denominator=2)):
        shared = SharedRate(group=Group.of(("race", "a")), emotion="happy", rate=rate)
        assert from_data(SharedRate, to_data(shared)) == shared
