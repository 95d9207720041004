"""The reading: everything that lies between what was written and what was counted, and who is answerable for it.

Words: a *remark* is one thing that was read otherwise than written, or not counted at all, with its sentence; the
*reading* of an audit is all of them. It travels with the counts, and every channel prints it beside the verdict. A
reader adds to it or refuses its input; there is no third way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Treatment(StrEnum):
    """What was done with something that was written; the gravest first.

    `doubted`: something speaks against how it was read. `not scored`, `left out`: rows that were not counted.
    `set aside`: columns and groups that are not compared. `mapped`: words or codes read as others. `merged`: spellings
    counted as one. `rescaled`: numbers changed before they were used. `assumed`: what nobody said.
    """

    DOUBTED = "doubted"
    NOT_SCORED = "not scored"
    LEFT_OUT = "left out"
    SET_ASIDE = "set aside"
    MAPPED = "mapped"
    MERGED = "merged"
    RESCALED = "rescaled"
    ASSUMED = "assumed"


UNCOUNTED = (Treatment.NOT_SCORED, Treatment.LEFT_OUT)
"""Treatments of rows that no count holds."""

_ORDER = tuple(Treatment)


class Reader(StrEnum):
    """Who read it so."""

    MANIFEST = "manifest"
    PREDICTIONS = "predictions"
    MODEL = "model"
    POLICY = "policy"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that was read otherwise than written, or not counted.

    Attributes
    ----------
    treatment
        What was done.
    sentence
        The whole of it in a sentence, without a capital and a full stop.
    by
        Who did it.
    rows
        Rows it concerns; None where it is not about rows.
    blocks
        Whether the audit cannot pass because of it.
    """

    treatment: Treatment
    sentence: str
    by: Reader
    rows: int | None = None
    blocks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All remarks of an audit, or of one reader, in the order in which they were made.

    Attributes
    ----------
    remarks
        Each once: the same remark of two readers of one table is one.
    """

    remarks: tuple[Remark, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "remarks", tuple(dict.fromkeys(self.remarks)))

    @classmethod
    def of(cls, *remarks: Remark) -> Reading:
        """Return the reading that these remarks make."""
        return cls(remarks=remarks)

    def __add__(self, other: Reading) -> Reading:
        return Reading(remarks=(*self.remarks, *other.remarks))

    def __iter__(self) -> Iterator[Remark]:
        return iter(self.remarks)

    def __len__(self) -> int:
        return len(self.remarks)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentence of each remark."""
        return tuple(remark.sentence for remark in self.remarks)

    @property
    def gravest_first(self) -> tuple[Remark, ...]:
        """The remarks by treatment; of one treatment in the order in which they were made."""
        return tuple(sorted(self.remarks, key=lambda remark: _ORDER.index(remark.treatment)))

    @property
    def uncounted(self) -> tuple[Remark, ...]:
        """The remarks about rows that no count holds."""
        return tuple(remark for remark in self.remarks if remark.treatment in UNCOUNTED)

    @property
    def blocking(self) -> tuple[Remark, ...]:
        """The remarks because of which the audit cannot pass."""
        return tuple(remark for remark in self.remarks if remark.blocks)

    @property
    def by_treatment(self) -> tuple[TreatmentCount, ...]:
        """The remarks counted, the gravest treatment first: what may be kept where no sentence may that quotes rows."""
        return tuple(
            TreatmentCount(treatment=treatment, remarks=len(found), rows=sum(rows) if rows else None)
            for treatment in Treatment
            if (found := [remark for remark in self.remarks if remark.treatment is treatment])
            for rows in ([remark.rows for remark in found if remark.rows is not None],)
        )

    def without(self, treatment: Treatment, by: Reader) -> Reading:
        """Return the reading without what one reader did in this way."""
        return Reading(remarks=tuple(r for r in self.remarks if (r.treatment, r.by) != (treatment, by)))

    def said(self, how: Callable[[str], str]) -> Reading:
        """Return the same remarks, each sentence said otherwise."""
        return Reading(remarks=tuple(replace(remark, sentence=how(remark.sentence)) for remark in self.remarks))

    def as_read_by(self, reader: Reader) -> Reading:
        """Return the same remarks as those of another reader: a table may be read for a cohort or for predictions."""
        return Reading(remarks=tuple(replace(remark, by=reader) for remark in self.remarks))


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentCount:
    """How many things were read otherwise than written, and in how many rows where that is known."""

    treatment: Treatment
    remarks: int
    rows: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of the rows of an audit: what has to be said wherever its verdict is.

    Attributes
    ----------
    rows, counted
        Rows of the manifest, and those that the counts hold.
    reading
        Everything between the two, and how the rest was read, as every channel tells it.
    """

    rows: int
    counted: int
    reading: Reading


INDEPENDENT = (
    "independent probabilities, divided by the sum of their row: how mixed an answer looks is not comparable with "
    "that of a classifier whose emotions share one probability"
)
"""The sentence of answers whose emotions have a probability each; mixed emotions are marked by it."""

AS_WRITTEN = Reading()
"""The reading of what was read just as it was written."""


def remarks_of(treatment: Treatment, sentences: Iterable[str], by: Reader = Reader.MANIFEST) -> tuple[Remark, ...]:
    """Return a remark for each sentence."""
    return tuple(Remark(treatment=treatment, sentence=sentence, by=by) for sentence in sentences)
