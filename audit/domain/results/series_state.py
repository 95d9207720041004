"""What is kept of a series between two looks: its rules, what was counted, which rows were, and each look's verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.groups import UNKNOWN, SensitiveFeature
from audit.domain.cohort.reading import TreatmentCount
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.series.look import SeriesLook
from audit.domain.series.seen import Digests, SeenRows, packed, unpacked
from audit.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRecord:
    """What one look said of one limit.

    Attributes
    ----------
    code
        Of the finding.
    verdict
        What the evidence said.
    value, lower, upper
        The disparity of all rows of the series up to this look, with its bounds; None where nothing was compared.
    """

    code: str
    verdict: Verdict
    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRecord:
    """One look as it was.

    Attributes
    ----------
    created
        When, UTC, ISO 8601.
    cohort, model
        What its cohort and its classifier, or table, are called.
    fresh, seen
        Rows counted by it, and rows that an earlier look had counted.
    verdict, exit_status
        Of the audit.
    limits
        One for each finding.
    rows, counted
        Rows of its manifest, and those that got an answer that was counted; 0 in a look of an earlier version.
    reading
        What was not counted, or read otherwise than written: how many remarks of each kind, as sentences may quote
        rows. Its report has them.
    """

    created: str
    cohort: str
    model: str
    fresh: int
    seen: int
    verdict: Verdict
    exit_status: int
    limits: tuple[LimitRecord, ...]
    rows: int = 0
    counted: int = 0
    reading: tuple[TreatmentCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshRows:
    """What a look adds; its levels are those of the series it is added to.

    Attributes
    ----------
    features
        The series' features, with the group `unknown` where one of them has it now.
    asked, graded
        As in `SeriesLook`.
    seen
        uint64, shape (rows, 2): the digests of these rows.
    people
        Digest of the person in each row, uint64, shape (rows,), and its cell, int64, shape (rows, axes); None where
        every row shows another person.
    """

    features: tuple[SensitiveFeature, ...]
    asked: CountTable
    graded: CellTable | None
    seen: Digests
    people: tuple[Digests, NDArray[np.int64]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesState:
    """A series up to its last look.

    Attributes
    ----------
    policy
        The rules of every look.
    model
        SHA-256 of the classifier; None where the answers come in tables.
    salt
        Of the digests.
    asked, graded
        Every row of every look, as in `SeriesLook`.
    seen
        Digests of these rows, packed.
    people
        Digests of the people in them, packed; None where every row shows another person.
    people_cells
        Their rows. Axes: the person, in the order of `people`, then those of `asked`.
    looks
        Every look, in order of time.
    limits
        Every limit that a look judged, its emotion named.
    """

    policy: Policy
    model: str | None
    salt: str
    asked: CountTable
    graded: CellTable | None
    seen: str
    people: str | None
    people_cells: CellTable | None
    looks: tuple[LookRecord, ...]
    limits: tuple[Criterion, ...] = ()

    def __post_init__(self) -> None:
        rows = self.asked.cells.total
        if sum(look.fresh for look in self.looks) != rows or len(self.seen_rows.digests) != rows:
            raise InputError("its looks do not add up to its counts")
        if (self.people is None) != (self.people_cells is None):
            raise InputError("its people and their rows do not belong together")
        if self.people_cells is not None and (
            self.people_cells.total != rows or self.people_cells.shape[0] != len(self.people_seen)
        ):
            raise InputError("its people do not add up to its counts")

    @property
    def features(self) -> tuple[SensitiveFeature, ...]:
        """The features of its limits."""
        return self.asked.features

    @property
    def seen_rows(self) -> SeenRows:
        """The rows that were counted."""
        return SeenRows(digests=unpacked(self.seen, 2))

    @property
    def people_seen(self) -> Digests:
        """Digests of the people, uint64, shape (people,)."""
        return unpacked(self.people or "", 1)[:, 0]

    def with_rows(self, fresh: FreshRows, created: str) -> SeriesState:
        """Return the series with what a look adds that was made then, but was not judged yet."""
        shape = fresh.asked.cells.shape
        asked = replace(self.asked, features=fresh.features, cells=_resized(self.asked.cells, shape)) + fresh.asked
        graded = None
        if self.graded is not None and fresh.graded is not None:
            graded = _resized(self.graded, fresh.graded.shape) + fresh.graded
        people, cells = self._people_with(fresh)
        seen = packed((self.seen_rows + fresh.seen).digests)
        looks = (*self.looks, _unjudged(fresh.asked.cells.total, created))
        return replace(self, asked=asked, graded=graded, seen=seen, people=people, people_cells=cells, looks=looks)

    def _people_with(self, fresh: FreshRows) -> tuple[str | None, CellTable | None]:
        if fresh.people is None or self.people_cells is None:
            return None, None
        digests, codes = fresh.people
        known = self.people_seen
        everybody = np.concatenate([known, np.setdiff1d(digests, known)])
        order = np.argsort(everybody)
        number = order[np.searchsorted(everybody, digests, sorter=order)]
        shape = (len(everybody), *fresh.asked.cells.shape)
        new = CellTable.of(np.column_stack([number, codes]), shape)
        return packed(everybody), _resized(self.people_cells, shape) + new

    def look(self, *, fresh: int, seen: int) -> SeriesLook:
        """Return the last look, as an audit tells it."""
        monitoring, number, people = self.policy.monitoring, len(self.looks), self.people_cells
        if monitoring is None:
            raise InputError("its rules have no looks")
        return SeriesLook(
            number=number,
            planned=monitoring.looks,
            since=self.looks[0].created,
            fresh=fresh,
            seen=seen,
            confidence=self.policy.confidence,
            share=monitoring.share(number),
            promised_for=self.policy.promise,
            asked=self.asked,
            graded=self.graded,
            asked_people=None
            if people is None
            else PeopleTable(cells=people, people=np.ones(people.shape[0], np.int64)),
        )

    def judged(self, record: LookRecord, limits: tuple[Criterion, ...]) -> SeriesState:
        """Return the series with its last look as it was judged, by these limits."""
        known = dict.fromkeys((*self.limits, *limits))
        return replace(self, looks=(*self.looks[:-1], record), limits=tuple(known))


def begun(policy: Policy, model: str | None, salt: str, fresh: FreshRows) -> SeriesState:
    """Return a series that has no look yet, with the features and emotions of its first."""
    shape = fresh.asked.cells.shape
    return SeriesState(
        policy=policy,
        model=model,
        salt=salt,
        asked=replace(fresh.asked, cells=_empty(shape)),
        graded=None if fresh.graded is None else _empty(fresh.graded.shape),
        seen="",
        people=None if fresh.people is None else "",
        people_cells=None if fresh.people is None else _empty((0, *shape)),
        looks=(),
    )


def _empty(shape: tuple[int, ...]) -> CellTable:
    return CellTable(shape=shape, keys=np.zeros((0, len(shape)), np.int64), counts=np.zeros(0, np.int64))


def with_unknown(features: tuple[SensitiveFeature, ...], named: frozenset[str]) -> tuple[SensitiveFeature, ...]:
    """Return features with the group `unknown` as the last of those that are named."""
    return tuple(
        replace(feature, groups=(*feature.groups, UNKNOWN))
        if feature.name in named and UNKNOWN not in feature.groups
        else feature
        for feature in features
    )


def _resized(cells: CellTable, shape: tuple[int, ...]) -> CellTable:
    """Return the same cells in a table with more levels, which come after those there were."""
    return CellTable(shape=shape, keys=cells.keys, counts=cells.counts)


def _unjudged(fresh: int, created: str) -> LookRecord:
    return LookRecord(
        created=created,
        cohort="",
        model="",
        fresh=fresh,
        seen=0,
        verdict=Verdict.INCONCLUSIVE,
        exit_status=3,
        limits=(),
    )
