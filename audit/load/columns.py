"""Which columns of a table are read, and as what: those with our names, or those that the command line maps to them.

Words: *our* names are those of the manifest and of the predictions table (`image`, `label`, `predicted`, …); the table
of another tool has names of its own, and a *mapping* says which of them stands for which of ours. A table has two
*parts*: what is known about an image (label, subject, groups), and what a classifier said about it; one table may have
both.

Where a mapping names a column of a part, nothing of that part is read but what is named: another tool may call anything
`x` or `p_value`. Groups are then made only by features that were named, or its confidence would become one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from audit.errors import UsageError, one_of
from audit.load.decided import PREDICTED
from audit.load.decisions import LOGIT, LOGITS, OUTCOME, PROBABILITY
from audit.load.features import is_reserved
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

IMAGE = "image"
_ALWAYS = (IMAGE, "subject", "split")
"""Read by these names in the table of another tool too: the bounds depend on the subject."""

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

    def notes(self, header: Sequence[str]) -> tuple[str, ...]:
        """Return the sentence that says which columns nobody reads; none for a table with our names."""
        if self.aside is None:
            return ()
        read = {source for source, _ in self.pairs(header)}
        unread = [name for name in header if name not in read and not self.aside(name)]
        more = f" and {len(unread) - _MOST_LISTED} more" if len(unread) > _MOST_LISTED else ""
        return (
            (f"columns that were not named and not read: {', '.join(unread[:_MOST_LISTED])}{more}",) if unread else ()
        )


def _unnamed(name: str) -> str:
    return f"--columns names other columns, but not the one for '{name}'; add {name}=COLUMN"


def _found(missing: str, header: Sequence[str]) -> str:
    close = get_close_matches(missing, [name.casefold() for name in header], n=1)
    hint = next((f" (is it '{name}'? rename it)" for name in header if close and name.casefold() == close[0]), "")
    advice = "" if hint else f"; for a table of another tool, run takes --columns {missing}=COLUMN"
    return shown(", ".join(header)) + hint + advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How the tables of one audit are laid out; by default with our names, in two tables.

    Attributes
    ----------
    mapped
        Our name → the name in the tables, as `parse_columns` returns it.
    features
        Sensitive features that were named, by flags or by a policy.
    one_table
        Whether cohort and predictions are the same file.
    predictions
        Whether there is a predictions table at all.

    Raises
    ------
    UsageError
        When the mapping does not fit: predictions that no table holds, one column for two things, no feature named.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    one_table: bool = False
    predictions: bool = True

    def __post_init__(self) -> None:
        said = [name for name in self.mapped if _is_of_predictions(name)]
        if said and not self.predictions:
            raise UsageError(f"--columns maps '{said[0]}', a column of --predictions; a model makes its own")
        parts = (_is_of_cohort, _is_of_predictions)
        for part in (lambda _: True,) if self.one_table else parts:
            _check_taken_once({name: source for name, source in self.mapped.items() if name == IMAGE or part(name)})
        if self._names_groups and not self.features:
            raise UsageError("with --columns, name the columns that make groups: --features A,B (or a --policy)")
        for name in self.features if self._names_groups else ():
            if is_reserved(name):
                raise UsageError(f"'{name}' is a column with a meaning of its own and no sensitive feature")

    @property
    def _names_groups(self) -> bool:
        """Whether only named columns make groups: the table with the labels is another tool's."""
        return any(map(_is_of_cohort, self.mapped)) or (self.one_table and bool(self.mapped))

    def of_cohort(self) -> Selection:
        """Return the columns that a cohort is read from."""
        mapped = {name: source for name, source in self.mapped.items() if name == IMAGE or _is_of_cohort(name)}
        return Selection(
            required=(IMAGE, "label"),
            mapped=mapped,
            features=self.features if self._names_groups else (),
            own=self._is_read_of_cohort,
            aside=self._is_read_of_predictions if self._names_groups else None,
            elsewhere=(IMAGE,) if self.predictions and not self.one_table else (),
        )

    def _is_read_of_cohort(self, name: str) -> bool:
        if any(map(_is_of_cohort, self.mapped)):
            return name in _ALWAYS
        if self.one_table:
            return is_reserved(name) if self.mapped else not _is_of_predictions(name)
        return True

    def of_predictions(self) -> Selection:
        """Return the columns that predictions are read from."""
        mapped = {name: source for name, source in self.mapped.items() if name == IMAGE or _is_of_predictions(name)}
        return Selection(required=(IMAGE,), mapped=mapped, own=self._is_own_of_predictions)

    def _is_own_of_predictions(self, name: str) -> bool:
        """Return whether a column that is not mapped holds predictions; logits never do without being mapped."""
        by_name = not any(map(_is_of_predictions, self.mapped))
        return name == IMAGE or (by_name and (name in (PREDICTED, OUTCOME) or name.startswith(PROBABILITY)))

    def _is_read_of_predictions(self, name: str) -> bool:
        return self.one_table and (name in self.mapped.values() or self._is_own_of_predictions(name))


def _is_of_cohort(name: str) -> bool:
    return is_reserved(name) and name != IMAGE


def _is_of_predictions(name: str) -> bool:
    return name in (PREDICTED, OUTCOME, LOGITS) or name.startswith((PROBABILITY, LOGIT))


def _check_taken_once(mapped: Mapping[str, str]) -> None:
    for source, times in Counter(mapped.values()).items():
        if times > 1:
            names = " and ".join(f"'{name}'" for name, other in mapped.items() if other == source)
            raise UsageError(f"--columns takes {names} from one column, '{source}'; a column stands for one thing")
