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
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.errors import UsageError
from audit.load.tables.column_names import (
    ANNOTATOR,
    BOX,
    FACE,
    IMAGE,
    KEYS,
    OUTCOME,
    PREDICTED,
    PROBABILITY,
    SPLIT,
    SUBJECT,
    is_number_of_an_emotion,
    is_of_cohort,
    is_of_detection,
    is_of_predictions,
    is_reserved,
)
from audit.load.tables.selection import Selection

_ALWAYS = (IMAGE, FACE, ANNOTATOR, SUBJECT, SPLIT)
"""Read by these names in the table of another tool too: the bounds depend on the subject, and rows are told apart."""


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
    compares
        Whether groups are to be compared, so that a mapped table needs features by name.
    layout
        The sentence about a known tool whose layout the predictions have; empty where there is none.

    Raises
    ------
    UsageError
        When the mapping does not fit: predictions that no table holds, one column for two things, no feature named.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    one_table: bool = False
    predictions: bool = True
    compares: bool = True
    layout: str = ""

    def __post_init__(self) -> None:
        said = [name for name in self.mapped if is_of_predictions(name)]
        if said and not self.predictions:
            raise UsageError(f"--columns maps '{said[0]}', a column of --predictions; a model makes its own")
        parts = (is_of_cohort, is_of_predictions)
        for part in (lambda _: True,) if self.one_table else parts:
            _check_taken_once({name: source for name, source in self.mapped.items() if name in KEYS or part(name)})
        if self._names_groups and self.compares and not self.features:
            raise UsageError("with --columns, name the columns that make groups: --features A,B (or a --policy)")
        for name in self.features if self._names_groups else ():
            if is_reserved(name):
                raise UsageError(f"'{name}' is a column with a meaning of its own and no sensitive feature")

    @property
    def _names_groups(self) -> bool:
        """Whether only named columns make groups: the table with the labels is another tool's."""
        return any(map(is_of_cohort, self.mapped)) or (self.one_table and bool(self.mapped))

    def of_cohort(self) -> Selection:
        """Return the columns that a cohort is read from."""
        mapped = {name: source for name, source in self.mapped.items() if name in KEYS or is_of_cohort(name)}
        return Selection(
            required=(IMAGE, "label"),
            mapped=mapped,
            features=self.features if self._names_groups else (),
            own=self._is_read_of_cohort,
            aside=self._is_read_of_predictions if self._names_groups else None,
            elsewhere=KEYS if self.predictions and not self.one_table else (),
        )

    def _is_read_of_cohort(self, name: str) -> bool:
        if any(map(is_of_cohort, self.mapped)):
            return name in _ALWAYS
        if self.one_table:
            return is_reserved(name) if self.mapped else not (is_of_predictions(name) or is_of_detection(name))
        return True

    def of_predictions(self) -> Selection:
        """Return the columns that predictions are read from."""
        both = (*KEYS, ANNOTATOR, *BOX)
        mapped = {name: source for name, source in self.mapped.items() if name in both or is_of_predictions(name)}
        return Selection(
            required=(IMAGE,),
            mapped=mapped,
            own=self._is_own_of_predictions,
            elsewhere=(FACE, ANNOTATOR, *BOX),
            is_number=is_number_of_an_emotion,
        )

    def _is_own_of_predictions(self, name: str) -> bool:
        """Return whether a column that is not mapped holds predictions; logits never do without being mapped."""
        by_name = not any(map(is_of_predictions, self.mapped))
        of_rows = name in (*KEYS, ANNOTATOR) or is_of_detection(name) or (name in BOX and not self.mapped)
        return of_rows or (by_name and (name in (PREDICTED, OUTCOME) or name.startswith(PROBABILITY)))

    def _is_read_of_predictions(self, name: str) -> bool:
        return self.one_table and (name in self.mapped.values() or self._is_own_of_predictions(name))


def _check_taken_once(mapped: Mapping[str, str]) -> None:
    for source, times in Counter(mapped.values()).items():
        if times > 1:
            names = " and ".join(f"'{name}'" for name, other in mapped.items() if other == source)
            raise UsageError(f"--columns takes {names} from one column, '{source}'; a column stands for one thing")
