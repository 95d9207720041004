"""Several audits read together.

Words: two audits are *alike* in one respect when they share it (pictures, emotions, rules); a *series* is the audits of
one classifier over the same rows of the same manifest, with the same emotions, groups and rules, in order of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from audit.domain.results.result import AuditResult

if TYPE_CHECKING:
    from collections.abc import Hashable

    from audit.domain.decision.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that looks like an audit and is none, or was not looked at: where it lies, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audits:
    """Audits to be read together, at least one, and the files that could not be."""

    results: tuple[AuditResult, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Audits of one classifier made alike, in order of time, at least two at different times."""

    results: tuple[AuditResult, ...]


def moment(created: str) -> datetime | None:
    """Return the moment of a text in ISO 8601, UTC where it names no zone; None where it is no date."""
    try:
        found = datetime.fromisoformat(created)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def made(result: AuditResult) -> datetime | None:
    """Return when an audit was made; None where its `created` is no date."""
    return moment(result.provenance.created)


def in_order_of_time(results: tuple[AuditResult, ...]) -> tuple[AuditResult, ...]:
    """Return audits oldest first; those without a date stand first, those of one time keep their order."""
    beginning = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(results, key=lambda result: made(result) or beginning))


def pictures_key(result: AuditResult) -> Hashable:
    """Return what audits over the same pictures share; None where nobody can tell, which is like no other.

    The same manifest may be audited in parts (`--split`), so the number of rows counts too.
    """
    sha256 = result.provenance.cohort.sha256
    return None if sha256 is None else (sha256, result.coverage.rows)


def rules_key(policy: Policy) -> Hashable:
    """Return what policies share that judge alike, whatever their title, seed, display, and waivers."""
    answers = policy.unscored, policy.judge_scored_rate, policy.scored_rate_limit
    counting = policy.confidence, policy.min_support, policy.include_unknown, policy.monitoring
    return frozenset(policy.criteria), counting, answers, policy.label_error, policy.promise


def series_of(results: tuple[AuditResult, ...]) -> tuple[Series, ...]:
    """Return every series of two or more moments, in the order of their first audit; others are in none."""
    found: dict[Hashable, list[AuditResult]] = {}
    for result in in_order_of_time(results):
        pictures = pictures_key(result)
        if pictures is not None and made(result) is not None:
            found.setdefault((pictures, _kind(result)), []).append(result)
    return tuple(Series(results=tuple(each)) for each in found.values() if len({made(result) for result in each}) > 1)


def _kind(result: AuditResult) -> Hashable:
    emotions = frozenset(result.labels.emotions)
    return result.provenance.model.id, emotions, frozenset(result.features), rules_key(result.policy)
