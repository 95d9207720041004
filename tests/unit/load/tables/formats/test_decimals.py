"""Decimal commas become points only where a column cannot be anything else."""

from __future__ import annotations

import pytest

from audit.load.tables.formats.decimals import with_points

COLUMNS = [
    (["0,377", "0,035"], ["0.377", "0.035"]),
    (["1,5e-3", "", "2"], ["1.5e-3", "", "2"]),
    (["-1,25"], ["-1.25"]),
    (["1,000", "12,500"], None),
    (["1", "2"], None),
    (["1,5", "a"], None),
    (["3,4,5"], None),
    (["1.000,5"], None),
]


@pytest.mark.parametrize(("cells", "expected"), COLUMNS)
def test_a_column_is_changed_as_a_whole_or_not_at_all(cells, expected) -> None:
    columns = {"p": cells}
    assert with_points(columns) == ([] if expected is None else ["p"])
    assert columns["p"] == (cells if expected is None else expected)
