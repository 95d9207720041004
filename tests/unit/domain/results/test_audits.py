"""Audits in order of time, and which of them make a line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, five_pictures, voted, with_waivers

from audit.domain.results.audits import in_order_of_time, moment, series_of


def dated(result, created: str, **model):
    """Return an audit made at another time, of another model where one is given."""
    source = replace(result.provenance.model, **model)
    return replace(result, provenance=replace(result.provenance, created=created, model=source))


MARCH, APRIL, MAY = (f"2026-0{month}-01T12:00:00+00:00" for month in (3, 4, 5))


def test_audits_of_one_model_made_alike_are_a_line_oldest_first() -> None:
    results = tuple(dated(drawn(), created) for created in (MAY, MARCH, APRIL))
    (series,) = series_of(results)
    assert [each.provenance.created for each in series.results] == [MARCH, APRIL, MAY]


def without_digest(result):
    return replace(result, provenance=replace(result.provenance, cohort=replace(result.provenance.cohort, sha256=None)))


OTHERS = [
    dated(drawn(), APRIL, id="another model"),
    dated(replace(drawn(), policy=replace(drawn().policy, confidence=0.9)), APRIL),
    dated(replace(drawn(), policy=with_waivers().policy), APRIL),
    dated(voted(), APRIL),
    dated(five_pictures(), APRIL),
    dated(without_digest(drawn()), APRIL),
    dated(drawn(), "some day in April"),
    dated(drawn(), MARCH),  # the same moment: no time passed
]


@pytest.mark.parametrize("other", OTHERS)
def test_an_audit_made_otherwise_is_in_no_line(other) -> None:
    assert series_of((dated(drawn(), MARCH), other)) == ()


def test_a_new_title_of_the_policy_or_new_weights_do_not_break_a_line() -> None:
    renamed = replace(drawn(), policy=replace(drawn().policy, title="the same rules", seed=7))
    (series,) = series_of((dated(drawn(), MARCH), dated(renamed, APRIL, sha256="0" * 64)))
    assert len(series.results) == 2


def test_other_rows_of_the_same_manifest_are_other_pictures() -> None:
    more = replace(drawn(), coverage=drawn().coverage + drawn().coverage)
    assert series_of((dated(drawn(), MARCH), dated(more, APRIL))) == ()


def test_audits_without_a_date_stand_first_and_keep_their_order() -> None:
    results = tuple(dated(drawn(), created) for created in (APRIL, "b", MARCH, "a"))
    assert [each.provenance.created for each in in_order_of_time(results)] == ["b", "a", MARCH, APRIL]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-03-01T12:00:00+00:00", "2026-03-01T14:00:00+02:00"),
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00"),
    ],
)
def test_one_moment_can_be_written_in_two_zones(one, other) -> None:
    assert moment(one) == moment(other)


def test_what_is_no_date_is_none() -> None:
    assert moment("yesterday") is None
