"""Names that tell audits apart."""

from __future__ import annotations

import pytest
from assets.audits import HOSTILE_NAMES, drawn
from assets.side_by_side import made

from audit.report.sections.side_by_side import named


def test_a_model_alone_has_its_id_for_a_name() -> None:
    assert [each.text for each in named((made(drawn(), id="one"), made(drawn(), id="two")))] == ["one", "two"]


@pytest.mark.parametrize(
    ("others", "names"),
    [
        ([{"sha256": "12" * 32}], ["m · abababab", "m · 12121212"]),
        ([{"created": "2026-04-02T00:00:00+00:00"}], ["m · 2026-03-01", "m · 2026-04-02"]),
        (
            [{"created": "2026-03-01T12:00:01+00:00"}],
            ["m · 2026-03-01 12:00:00", "m · 2026-03-01 12:00:01"],
        ),
        (
            [{"created": "2026-04-02T00:00:00+00:00", "sha256": "12" * 32}],
            ["m · abababab · 2026-03-01", "m · 12121212 · 2026-04-02"],
        ),
        ([{"cohort": "99" * 32}], ["m · made cdcdcdcd", "m · made 99999999"]),
        ([{}, {}], ["m · no. 1", "m · no. 2", "m · no. 3"]),
        ([{}, {"sha256": "12" * 32}], ["m · abababab · no. 1", "m · abababab · no. 2", "m · 12121212"]),
        ([{"sha256": None}], ["m · abababab", "m · no file to hash"]),
    ],
)
def test_audits_of_one_model_are_told_apart_by_what_differs(others, names) -> None:
    first = made(drawn(), id="m")
    assert [each.text for each in named((first, *(made(first, **other) for other in others)))] == names


def test_every_name_is_used_once_whatever_the_ids() -> None:
    results = [made(drawn(), id=name) for name in (*HOSTILE_NAMES, *HOSTILE_NAMES, "x" * 301)]
    names = [each.text for each in named(results)]
    assert len(set(names)) == len(names) == 21
