"""Everything that was counted, as one value: the cells, and the same pictures person by person."""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Scored pictures in cells, and whose they are.

    Attributes
    ----------
    table
        By group, true and predicted emotion.
    people
        The same pictures person by person; None when every picture shows another person.
    """

    table: CountTable
    people: PeopleTable | None = None

    def __post_init__(self) -> None:
        if self.people is not None and not self.people.counted.same_as(self.table.cells):
            raise InputError("the pictures counted person by person are not those that were counted")
