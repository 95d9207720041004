"""The audits on show, and which of the models on show they are about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.results.result import AuditResult
from audit.load import load_audits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from audit.serve.seeing.models import ShownModel


class About(StrEnum):
    """Whom an audit is about: the very weights on show, a model of that name with other weights, or none on show."""

    SAME = "same weights"
    OTHER_WEIGHTS = "other weights"
    OTHER_MODEL = "another model"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAudit:
    """A saved audit beside the models on show.

    Attributes
    ----------
    result
        The audit.
    about
        Whether it is about a model on show.
    model
        Id of that model; None where it is about none.
    """

    result: AuditResult
    about: About
    model: str | None


def load_shown_audits(paths: Sequence[Path], models: Sequence[ShownModel]) -> tuple[ShownAudit, ...]:
    """Return the audits of files and folders, those of the very weights on show first.

    Raises
    ------
    InputError
        When a named file is no audit, or a folder holds none.
    """
    results = load_audits(list(paths)).results if paths else ()
    return closest_first(beside(result, models) for result in results)


def closest_first(audits: Iterable[ShownAudit]) -> tuple[ShownAudit, ...]:
    """Return audits in order, those of the very weights on show first."""
    order = list(About)
    return tuple(sorted(audits, key=lambda each: order.index(each.about)))


def beside(result: AuditResult, models: Sequence[ShownModel]) -> ShownAudit:
    """Return an audit with the model on show that it is about."""
    audited = result.provenance.model
    for model in models:
        if audited.sha256 is not None and audited.sha256 == model.sha256:
            return ShownAudit(result=result, about=About.SAME, model=model.spec.id)
    for model in models:
        if audited.id == model.spec.id:
            return ShownAudit(result=result, about=About.OTHER_WEIGHTS, model=model.spec.id)
    return ShownAudit(result=result, about=About.OTHER_MODEL, model=None)
