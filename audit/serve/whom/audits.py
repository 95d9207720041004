"""The audits on show, and which of the models on show they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.domain.results.result import AuditResult, Source
from audit.load import load_audits

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    earlier
        Audits of the same model and cohort that it stands for, being the newest of them.
    """

    result: AuditResult
    about: About
    model: str | None
    earlier: int = 0

    @property
    def subject(self) -> tuple[Source, Source]:
        """What was audited, over which cohort."""
        return self.result.provenance.model, self.result.provenance.cohort


def load_shown_audits(paths: Sequence[Path], models: Sequence[ShownModel]) -> tuple[ShownAudit, ...]:
    """Return the audits of files and folders, those of the very weights on show first, of each subject the newest.

    Raises
    ------
    InputError
        When a named file is no audit, or a folder holds none.
    """
    results = load_audits(list(paths)).results if paths else ()
    shown: tuple[ShownAudit, ...] = ()
    for result in sorted(results, key=lambda each: each.provenance.created):
        shown = joined_by(shown, result, models)
    return shown


def joined_by(
    audits: Sequence[ShownAudit], result: AuditResult, models: Sequence[ShownModel]
) -> tuple[ShownAudit, ...]:
    """Return audits with a newer one, which takes the place of that of the same model and cohort."""
    newer = beside(result, models)
    others = [audit for audit in audits if audit.subject != newer.subject]
    earlier = sum(audit.earlier + 1 for audit in audits if audit.subject == newer.subject)
    order = list(About)
    return tuple(sorted((*others, replace(newer, earlier=earlier)), key=lambda each: order.index(each.about)))


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
