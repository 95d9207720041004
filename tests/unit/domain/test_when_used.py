"""A field of what nobody used stands in no document, and is read as its default."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from audit.domain.results.serialization import from_data, to_data
from audit.domain.when_used import WHEN_USED, is_left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box whose lid is written only when it has one."""

    size: int = 0
    lid: tuple[str, ...] = field(default=(), metadata=WHEN_USED)


def test_a_field_is_written_only_when_used() -> None:
    assert to_data(Box()) == {"size": 0}
    assert to_data(Box(lid=("oak",))) == {"size": 0, "lid": ["oak"]}
    assert from_data(Box, {"size": 0}) == Box()
    assert from_data(Box, {"size": 0, "lid": ["oak"]}) == Box(lid=("oak",))


def test_only_a_field_that_says_so_is_left_out() -> None:
    size, lid = fields(Box)
    assert not is_left_out(size, 0)
    assert is_left_out(lid, ())
    assert not is_left_out(lid, ("oak",))
