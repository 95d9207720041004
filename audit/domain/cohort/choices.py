"""What somebody says about how tables are to be read, beyond the names of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from audit.domain.cohort.emotions import LabelMap
from audit.errors import UsageError

_FEWEST_EDGES = 2


class ScoreKind(StrEnum):
    """What the numbers of the emotions are.

    `probabilities` sum to 1; `percent` to 100; of `logits` the softmax is taken; `independent` ones are each a
    probability of its own (sigmoids) and are divided by their sum.
    """

    PROBABILITIES = "probabilities"
    PERCENT = "percent"
    LOGITS = "logits"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRows:
    """Which rows of a table are of one model: those in whose column stands its name."""

    column: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChoices:
    """How tables are to be read; what is not said is found out, and refused where it cannot be.

    Attributes
    ----------
    label_map
        Words of the tables → labels.
    leave_out
        Labels whose rows are not counted.
    codes_from
        The number that stands for the first emotion where labels are numbers; None = as the numbers show.
    scores
        What the numbers of the emotions are; None = as they show.
    bins
        Column of numbers → the edges between its groups.
    numbered
        Takes the columns whose labels turned out to be numbers.
    """

    label_map: LabelMap = field(default_factory=LabelMap)
    leave_out: tuple[str, ...] = ()
    codes_from: int | None = None
    scores: ScoreKind | None = None
    bins: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    numbered: set[str] = field(default_factory=set)

    def check_met(self) -> None:
        """Raise UsageError where a word of the map stands in no table, or numbers in none: such a flag is a mistake."""
        if self.label_map.unmet:
            words = ", ".join(map(repr, self.label_map.unmet))
            raise UsageError(f"--label-map names {words}, which no label, column or answer is; correct or remove it")
        if self.codes_from is not None and not self.numbered:
            raise UsageError(
                "--codes-from says where numbers begin, and neither labels nor answers are numbers; remove it"
            )


def checked_bins(name: str, edges: tuple[float, ...]) -> tuple[float, ...]:
    """Return edges between groups; raises UsageError unless there are two or more, each above the one before."""
    if not name or len(edges) < _FEWEST_EDGES or any(low >= high for low, high in pairwise(edges)):
        raise UsageError(f"bins of '{name}' are two or more numbers, each above the one before, as in age=0,13,20,60")
    return edges
