"""Words: a *sensitive feature* is a column that makes groups; a *group* is one value of it, an *intersection* several.

The only module that knows when two groups are the same, how they are ordered and how they are written.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from audit.domain.cohort.lookalikes import as_seen
from audit.domain.mislabelling.declared import AssignedGroup, ShareInGroup
from audit.domain.when_used import WHEN_USED
from audit.errors import UsageError, one_of

UNKNOWN = "unknown"
"""The group of an empty cell: always listed with its count, compared only when the policy says so."""

INTERSECTION = " × "


class LabelProvenance(StrEnum):
    """Who said that a person belongs to a group.

    `self-reported`: the person. `annotated`: somebody who looked at the picture. `predicted`: a classifier. `drawn`:
    nobody had to, the face was drawn so. `undeclared`: `cohort.toml` does not say.
    """

    SELF_REPORTED = "self-reported"
    ANNOTATED = "annotated"
    PREDICTED = "predicted"
    DRAWN = "drawn"
    UNDECLARED = "undeclared"


def spelling_key(text: str) -> str:
    """Return what two spellings of one name share: Unicode form, case, spaces and what nobody sees are ignored.

    >>> spelling_key(" South  Asian") == spelling_key("south asian")
    True
    """
    seen = text if text.isascii() else unicodedata.normalize("NFKC", as_seen(text))
    return " ".join(seen.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveFeature:
    """A column of the manifest whose values make groups.

    Attributes
    ----------
    name
        Name of the column.
    groups
        Its groups, unique, in declared order (`unknown` last where it occurs).
    provenance
        Who said it.
    label_error
        The largest share of wrong emotion labels in each group, or `*` for all others; empty = taken as true.
    label_error_from_votes
        Whether these are estimated from votes: shares of all pictures of a group, which may all have one label.
    assignment
        Who truly is in each group, where somebody guessed it and it is known how well; empty = taken as true.
    """

    name: str
    groups: tuple[str, ...]
    provenance: LabelProvenance = LabelProvenance.UNDECLARED
    label_error: tuple[ShareInGroup, ...] = field(default=(), metadata=WHEN_USED)
    label_error_from_votes: bool = field(default=False, metadata=WHEN_USED)
    assignment: tuple[AssignedGroup, ...] = field(default=(), metadata=WHEN_USED)

    def __post_init__(self) -> None:
        if len(set(self.groups)) < len(self.groups):
            raise UsageError(f"feature '{self.name}' names a group twice: {', '.join(self.groups)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group or intersection: (feature, value) pairs sorted by feature.

    >>> Group.of(("gender", "female"), ("age_group", "senior")).text
    'senior × female'
    """

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, *pairs: tuple[str, str]) -> Group:
        """Return the group of these pairs, whatever their order."""
        return cls(pairs=tuple(sorted(pairs)))

    @property
    def feature(self) -> str:
        """Name of the feature, or of the features of an intersection."""
        return INTERSECTION.join(name for name, _ in self.pairs)

    @property
    def text(self) -> str:
        """The value, or the values of an intersection."""
        return INTERSECTION.join(value for _, value in self.pairs)

    @property
    def is_unknown(self) -> bool:
        """Whether any of the values was missing in the manifest."""
        return any(value == UNKNOWN for _, value in self.pairs)


def find_features(names: tuple[str, ...], known: tuple[SensitiveFeature, ...]) -> tuple[SensitiveFeature, ...]:
    """Return the features of these names; raises UsageError with the known ones."""
    by_name = {feature.name: feature for feature in known}
    for name in names:
        if name not in by_name:
            allowed = one_of(name, by_name) if by_name else "the cohort has no sensitive feature"
            raise UsageError(f"unknown feature '{name}'; {allowed}")
    return tuple(by_name[name] for name in names)
