"""Annex: what model and cohort are meant for, and facts of law a reader should know. No claim of compliance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.report.views import Fact
from audit.report.words import sentence, shown

if TYPE_CHECKING:
    from audit.domain.result import AuditResult, Source

LAW = (
    "Regulation (EU) 2024/1689 (AI Act) calls a system that infers emotions or intentions of people from their "
    "biometric data an emotion recognition system (Article 3(39)).",
    "It prohibits such systems at the workplace and in education institutions, except for medical or safety reasons "
    "(Article 5(1)(f)), and lists them among high-risk uses otherwise (Annex III, point 1(c)).",
    "This report states measurements. It is not a legal assessment and claims compliance with nothing.",
)
"""Facts, in the order read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexView:
    """The section: facts on model and cohort, facts of law."""

    facts: tuple[Fact, ...]
    law: tuple[str, ...]


def view(result: AuditResult) -> AnnexView:
    """Return the section of an audit."""
    provenance = result.provenance
    return AnnexView(facts=(*_facts("Model", provenance.model), *_facts("Cohort", provenance.cohort)), law=LAW)


def _facts(part: str, source: Source) -> tuple[Fact, ...]:
    return (
        Fact(term=part, text=shown(source.title or source.id)),
        Fact(term=f"Intended use of the {part.lower()}", text=_or_undeclared(source.intended_use)),
        Fact(term=f"Licence of the {part.lower()}", text=_or_undeclared(source.licence)),
    )


def _or_undeclared(text: str) -> str:
    return sentence(shown(text)) if text.strip() else "Not declared."
