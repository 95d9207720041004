"""A waiver names its finding, its owner, its reason and a day."""

from __future__ import annotations

from datetime import date

import pytest

from audit.domain.decision.waivers import Waiver
from audit.errors import UsageError

USUAL = {"finding": "f", "ceiling": 0.2, "owner": "Ada", "reason": "no pictures", "expires": "2026-12-31"}


def test_it_holds_on_its_last_day_and_not_after() -> None:
    waiver = Waiver(**USUAL)
    assert waiver.holds(date(2026, 12, 31))
    assert not waiver.holds(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("owner", "  ", "names its owner"),
        ("reason", "", "names its reason"),
        ("finding", "", "names its finding"),
        ("expires", "20261231", "a day like 2026-12-31, found '20261231'"),
        ("expires", "soon", "found 'soon'"),
        ("ceiling", 1.5, "from 0 to 1, found 1.5"),
        ("ceiling", float("nan"), "from 0 to 1, found nan"),
    ],
)
def test_what_is_no_waiver_is_refused(field: str, value: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Waiver(**(USUAL | {field: value}))


@pytest.mark.parametrize("ceiling", [0.0, 1.0])
def test_either_end_of_the_scale_may_be_a_ceiling(ceiling: float) -> None:
    assert Waiver(**(USUAL | {"ceiling": ceiling})).ceiling == ceiling
    with pytest.raises(UsageError, match="from 0 to 1"):
        Waiver(**(USUAL | {"ceiling": ceiling + (0.01 if ceiling else -0.01)}))
