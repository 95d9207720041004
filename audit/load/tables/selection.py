"""The columns of one table that are read: which must be there, which are mapped, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Remark, Treatment, remarks_of
from audit.errors import one_of
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The columns of one table that are read.

    Attributes
    ----------
    required
        Our names that must be there.
    mapped
        Our name → the name in the table.
    features
        Columns that were named as sensitive features.
    own
        Whether a column that is not mapped is read, by its own name.
    aside
        Whether a column is for somebody else to read; None where unread columns are not worth a note.
    elsewhere
        Our names whose mapped column may be that of another table, when this one has our name.
    """

    required: tuple[str, ...]
    mapped: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    own: Callable[[str], bool] = lambda _: True
    aside: Callable[[str], bool] | None = None
    elsewhere: tuple[str, ...] = ()

    @property
    def expected(self) -> frozenset[str]:
        """Names in the table by which its header is recognised."""
        return frozenset(self.mapped.get(name, name) for name in self.required)

    def pairs(self, header: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return (name in the table, name from then on) of each column that is read, in the order of the header."""
        ours: dict[str, list[str]] = {}
        for name, source in self.mapped.items():
            if source in header:
                ours.setdefault(source, []).append(name)
        taken = {name for names in ours.values() for name in names}
        for name in header:
            if name not in taken and (name in self.features or (name not in ours and self.own(name))):
                ours.setdefault(name, []).append(name)
        return tuple((source, name) for source in header for name in ours.get(source, ()))

    def missing(self, header: Sequence[str]) -> Iterator[str]:
        """Give a sentence for each column that must be there and is not."""
        for name, source in self.mapped.items():
            if source not in header and not (name in self.elsewhere and name in header):
                yield f"--columns {name}={source}: there is no column '{source}'; {one_of(source, header)}"
        for name in self.required:
            if name not in self.mapped and not (name in header and self.own(name)):
                yield _unnamed(name) if name in header else f"there is no column '{name}'; found {_found(name, header)}"
        for name in self.features:
            if name not in header:
                yield f"there is no column for the feature '{name}'; {one_of(name, header)}"

    def remarks(self, header: Sequence[str]) -> tuple[Remark, ...]:
        """Return the remark that says which columns nobody reads; none for a table with our names."""
        if self.aside is None:
            return ()
        read = {source for source, _ in self.pairs(header)}
        unread = [name for name in header if name not in read and not self.aside(name)]
        more = f" and {len(unread) - _MOST_LISTED} more" if len(unread) > _MOST_LISTED else ""
        sentence = f"columns that were not named and not read: {', '.join(unread[:_MOST_LISTED])}{more}"
        return remarks_of(Treatment.SET_ASIDE, (sentence,) if unread else ())


def _unnamed(name: str) -> str:
    return f"--columns names other columns, but not the one for '{name}'; add {name}=COLUMN"


def _found(missing: str, header: Sequence[str]) -> str:
    close = get_close_matches(missing, [name.casefold() for name in header], n=1)
    hint = next((f" (is it '{name}'? rename it)" for name in header if close and name.casefold() == close[0]), "")
    advice = "" if hint else f"; for a table of another tool, run takes --columns {missing}=COLUMN"
    return shown(", ".join(header)) + hint + advice
