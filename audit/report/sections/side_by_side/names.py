"""Names that tell audits apart: the model's id alone where it is enough, else what differs beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.results.audits import moment
from audit.domain.results.result import AuditResult
from audit.domain.wording.words import short, shown
from audit.report.views import Cell
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from collections.abc import Sequence


HASH_SHOWN = 8
"""Digits of a SHA-256 in a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An audit with a name no other of the page has.

    Attributes
    ----------
    result
        The audit.
    model
        The model's id, shortened where it is very long.
    apart
        What tells it from other audits of a model of this id: cohort, weights, time; empty where it is the only one.
    found
        Its estimates.
    """

    result: AuditResult
    found: Estimates
    model: str
    apart: str

    @property
    def text(self) -> str:
        """The whole name in a line."""
        return f"{self.model} · {self.apart}" if self.apart else self.model

    @property
    def cell(self) -> Cell:
        """The name as a heading of a column or a row."""
        return Cell(text=self.model, note=self.apart, tone="text")


def named(results: Sequence[AuditResult]) -> tuple[Named, ...]:
    """Return the audits with their names, in their order."""
    models = [short(result.provenance.model.id) for result in results]
    parts = [""] * len(results)
    for model in dict.fromkeys(models):
        places = [place for place, other in enumerate(models) if other == model]
        for place, apart in zip(places, _apart([results[place] for place in places]), strict=True):
            parts[place] = apart
    return tuple(
        Named(result=result, found=Estimates(result), model=model, apart=apart)
        for result, model, apart in zip(results, models, parts, strict=True)
    )


def _apart(alike: list[AuditResult]) -> list[str]:
    """Return what tells audits of one model id apart; a running number where nothing else does."""
    kinds = (_cohorts(alike), [_digest(r.provenance.model.sha256) for r in alike], _times(alike))
    differing = [kind for kind in kinds if len(set(kind)) > 1]
    texts = [" · ".join(parts) for parts in zip(*differing, strict=True)] if differing else [""] * len(alike)
    counts, seen = Counter(texts), Counter[str]()
    if len(alike) == 1:
        return texts
    for place, text in enumerate(texts):
        seen[text] += 1
        if counts[text] > 1:
            texts[place] = f"{text} · no. {seen[text]}".removeprefix(" · ")
    return texts


def _cohorts(alike: list[AuditResult]) -> list[str]:
    ids = [short(result.provenance.cohort.id) for result in alike]
    hashes = [result.provenance.cohort.sha256 for result in alike]
    if len(set(ids)) == len(set(hashes)):
        return ids
    return [f"{name} {_digest(sha256)}" for name, sha256 in zip(ids, hashes, strict=True)]


def _digest(sha256: str | None) -> str:
    return shown(sha256[:HASH_SHOWN]) if sha256 else "no file to hash"


def _times(alike: list[AuditResult]) -> list[str]:
    """Return the days the audits were made on, with the time of day where days alone do not tell them apart."""
    days = [day(result) for result in alike]
    whole = [time_of(result) for result in alike]
    return days if len(set(days)) == len(set(whole)) else whole


def day(result: AuditResult) -> str:
    """Return the day an audit was made on, `2026-03-01`, or what stands in its place."""
    return day_text(result.provenance.created)


def day_text(created: str) -> str:
    """Return the day of a time in ISO 8601, or the text itself where it is none."""
    found = moment(created)
    return short(created) if found is None else found.date().isoformat()


def time_of(result: AuditResult) -> str:
    """Return when an audit was made, to the second, or what stands in its place."""
    return short(result.provenance.created).replace("T", " ").removesuffix("+00:00").removesuffix("Z")
