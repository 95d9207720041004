"""The columns of one table that are read: which must be there, which are mapped, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Remark, Treatment, remarks_of
from audit.errors import one_of
from audit.load.tables.hints import columns_like
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
    is_number
        Whether a column of this name of ours holds numbers of which only the values count.
    """

    required: tuple[str, ...]
    mapped: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    own: Callable[[str], bool] = lambda _: True
    aside: Callable[[str], bool] | None = None
    elsewhere: tuple[str, ...] = ()
    is_number: Callable[[str], bool] = lambda _: False

    @property
    def expected(self) -> frozenset[str]:
        """Names in the table by which its header is recognised."""
        return frozenset(self.mapped.get(name, name) for name in self.required)

    @property
    def by_place(self) -> bool:
        """Whether columns are named by their places, counted from 0: the table has no header."""
        return bool(self.mapped) and all(source.isdecimal() and source.isascii() for source in self.mapped.values())

    def pairs(self, header: Sequence[str], odd: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
        """Return (name in the table, name from then on) of each column that is read, in the order of the header.

        Columns that are `odd` are read only where somebody asks for them.
        """
        ours: dict[str, list[str]] = {}
        for name, source in self.mapped.items():
            if source in header:
                ours.setdefault(source, []).append(name)
        taken = {name for names in ours.values() for name in names}
        for name in header:
            if name not in taken and (name in self.features or (name not in ours and self._by_itself(name, odd))):
                ours.setdefault(name, []).append(name)
        return tuple((source, name) for source in header for name in ours.get(source, ()))

    def _is_elsewhere(self, name: str, header: Sequence[str]) -> bool:
        """Return whether a mapped column may be that of another table: this one has our name, or need not have it."""
        return name in self.elsewhere and (name in header or name not in self.required)

    def _by_itself(self, name: str, odd: frozenset[str]) -> bool:
        return self.own(name) and (name in self.required or name not in odd)

    def missing(self, header: Sequence[str], peek: Callable[[str], Sequence[str]]) -> Iterator[str]:
        """Give a sentence for each column that must be there and is not; `peek` returns the first cells of one."""
        for name, source in self.mapped.items():
            if source not in header and not self._is_elsewhere(name, header):
                yield f"--columns {name}={source}: there is no column '{source}'; {one_of(source, header)}"
        for name in self.required:
            if name not in self.mapped and not (name in header and self.own(name)):
                yield _unnamed(name) if name in header else _absent(name, header, peek)
        for name in self.features:
            if name not in header:
                yield f"there is no column for the feature '{name}'; {one_of(name, header)}"

    def remarks(self, header: Sequence[str], odd: frozenset[str] = frozenset()) -> tuple[Remark, ...]:
        """Return the remarks that say which columns nobody reads: not named in another tool's table, or odd."""
        read = {source for source, _ in self.pairs(header, odd)}
        strange = [name for name in header if name in odd and name not in read and self.own(name)]
        said = [f"columns that hold neither text nor numbers, not read: {_listed(strange)}"] if strange else []
        if self.aside is not None:
            unread = [name for name in header if name not in (*read, *strange) and not self.aside(name)]
            said += [f"columns that were not named and not read: {_listed(unread)}"] if unread else []
        return remarks_of(Treatment.SET_ASIDE, said)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return ", ".join(names[:_MOST_LISTED]) + more


def _unnamed(name: str) -> str:
    return f"--columns names other columns, but not the one for '{name}'; add {name}=COLUMN"


def _absent(missing: str, header: Sequence[str], peek: Callable[[str], Sequence[str]]) -> str:
    """Return the sentence about a column that is not there, with the one that it may be."""
    found = f"there is no column '{missing}'; found {shown(', '.join(header))}"
    like = next(columns_like(missing, header, peek), None)
    if like is None:
        return f"{found}; name the column that it is with --columns {missing}=COLUMN"
    return f"{found} (is it '{like}'? add --columns {missing}={like}, or rename it)"
