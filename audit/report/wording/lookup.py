"""Finding the estimates of a result by what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import Group
from audit.domain.counts.rates import Estimate
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.domain.decision.policy import Policy
    from audit.domain.results.result import AuditResult


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Estimates by what they are about, and the groups of each feature in their order."""

    estimates: tuple[Estimate, ...]
    found: dict[tuple[str, str | None, Group | None], Estimate]
    groups: dict[str, dict[Group, None]]


_LATEST: list[_Index] = []
"""The last one made: dozens of parts of one report look into the same estimates."""


def _index_of(estimates: tuple[Estimate, ...]) -> _Index:
    if _LATEST and _LATEST[0].estimates is estimates:
        return _LATEST[0]
    groups: dict[str, dict[Group, None]] = {}
    for estimate in estimates:
        if estimate.group is not None:
            groups.setdefault(estimate.group.feature, {})[estimate.group] = None
    found = {(e.metric, e.emotion, e.group): e for e in estimates}
    _LATEST[:] = [_Index(estimates=estimates, found=found, groups=groups)]
    return _LATEST[0]


def is_comparable(estimate: Estimate, policy: Policy) -> bool:
    """Return whether a policy compares the group of an estimate: people who are known, and enough pictures of them."""
    group = estimate.group
    known = group is not None and (policy.include_unknown or not group.is_unknown)
    return known and estimate.support >= policy.min_support


class Estimates:
    """The estimates of a result, found by metric, emotion and group.

    Parameters
    ----------
    result
        The audit.

    Attributes
    ----------
    intersections
        Features of each intersection that was measured, as text, in the order of the result.
    """

    def __init__(self, result: AuditResult) -> None:
        index = _index_of(result.estimates)
        self._found, self._groups = index.found, index.groups
        single = {feature.name for feature in result.features}
        self.intersections = tuple(name for name in self._groups if name not in single)

    def groups(self, feature: str) -> tuple[Group, ...]:
        """Return the groups of a feature, or of an intersection given as text, in the order of the result."""
        return tuple(self._groups.get(feature, {}))

    def mixed_rate(self) -> Estimate | None:
        """Return the share of all pictures read as mixed; None where nothing is graded.

        That is the one meaning of "mixed" on every page, see `audit.measure.rates.grades`.
        """
        return self._found.get(("mixed_rate", None, None))

    def of(self, metric: str, emotion: str | None = None, group: Group | None = None) -> Estimate:
        """Return one estimate.

        Raises
        ------
        InputError
            When the result does not hold it: the document was not written by an audit.
        """
        key = (metric, emotion, group)
        if key not in self._found:
            about = " of ".join(text for text in (emotion, group.text if group else "all pictures") if text)
            raise InputError(f"the audit holds no estimate of {metric} for {about}; run the audit again")
        return self._found[key]
