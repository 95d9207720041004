"""Annex: intended use, facts of law, where a known framework finds its answers, the form of a legal audit table.

Facts, and no claim of compliance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.wording.words import counted, decimal, number, percent, sentence, shown, titled
from audit.report.views import Cell, Fact, Row, TableView, headings, name_cell
from audit.report.wording.lookup import Estimates

if TYPE_CHECKING:
    from audit.domain.counts.rates import Estimate
    from audit.domain.results.result import AuditResult, Source

LAW = (
    "Regulation (EU) 2024/1689 (AI Act) calls a system that infers emotions or intentions of people from their "
    "biometric data an emotion recognition system (Article 3(39)).",
    "It prohibits such systems at the workplace and in education institutions, except for medical or safety reasons "
    "(Article 5(1)(f)). It lists them among high-risk uses otherwise (Annex III, point 1(c)).",
    "This report states measurements. It is not a legal assessment and claims compliance with nothing.",
)
"""Facts, in the order read."""

FRAMEWORK = (
    Fact(
        term="MEASURE 1.1 (what is measured, and what cannot be)",
        text="The limits and their policy: Method. What could not be told: page one.",
    ),
    Fact(term="MEASURE 2.1 (test sets, metrics, tools)", text="Data and coverage; Method."),
    Fact(
        term="MEASURE 2.2 (people in the pictures, representativeness)",
        text="Data and coverage: who said what the groups are, how evenly they are represented, licence.",
    ),
    Fact(
        term="MEASURE 2.3, 2.5 (performance, validity, limits of generalising)",
        text="Expressions; Mixed emotions; what this audit cannot tell.",
    ),
    Fact(term="MEASURE 2.11 (fairness and bias)", text="Groups: disparities with bounds, limits and verdicts."),
)
"""Subcategories of the NIST AI Risk Management Framework (AI 100-1, 2023), and where the page speaks of them."""

AUDIT_ROWS = 60
"""Groups listed in one audit table, those furthest below the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexView:
    """The section: facts on model and cohort, facts of law, a framework, rates in the form of an audit table."""

    facts: tuple[Fact, ...]
    law: tuple[str, ...]
    framework: tuple[Fact, ...]
    audit_tables: tuple[TableView, ...]


def view(result: AuditResult) -> AnnexView:
    """Return the section of an audit."""
    provenance = result.provenance
    names = (*(feature.name for feature in result.features), *Estimates(result).intersections)
    return AnnexView(
        facts=(*_facts("Model", provenance.model), *_facts("Cohort", provenance.cohort)),
        law=LAW,
        framework=FRAMEWORK,
        audit_tables=tuple(_audit_table(result, name, i) for i, name in enumerate(names, start=1)),
    )


def _audit_table(result: AuditResult, name: str, index: int) -> TableView:
    """Return images, success rate and its ratio to the highest of each known group; unknown ones are counted below."""
    found = Estimates(result)
    rates = [found.of("accuracy", group=group) for group in found.groups(name)]
    known = [e for e in rates if e.group is not None and not e.group.is_unknown]
    highest = max((e.value for e in known if e.value is not None), default=None)
    lowest_first = sorted(known, key=lambda e: (e.value is None, e.value or 0.0))
    unknown = sum(e.support for e in rates) - sum(e.support for e in known)
    left = len(known) - AUDIT_ROWS
    return TableView(
        id=f"annex-{index}",
        caption=f"Success rate by {titled(name)}, as an impact ratio",
        columns=headings(titled(name), "Pictures", "Right", "Success rate", "Impact ratio"),
        rows=tuple(_audit_row(e, highest) for e in lowest_first[:AUDIT_ROWS]),
        note=f"{counted(unknown, 'scored picture')} of unknown {titled(name)} not compared."
        + (f" {counted(left, 'group')} with higher rates left out." if left > 0 else ""),
    )


def _audit_row(estimate: Estimate, highest: float | None) -> Row:
    value = estimate.value
    ratio = value / highest if value is not None and highest else None
    return Row(
        head=name_cell(estimate.group_text),
        cells=(
            Cell(text=number(estimate.support)),
            Cell(text=number(estimate.share.numerator)),
            Cell(text=percent(value), tone="" if value is not None else "undefined"),
            Cell(text=decimal(ratio), tone="" if ratio is not None else "undefined"),
        ),
    )


def _facts(part: str, source: Source) -> tuple[Fact, ...]:
    return (
        Fact(term=part, text=shown(source.title or source.id)),
        Fact(term=f"Intended use of the {part.lower()}", text=_or_undeclared(source.intended_use)),
        Fact(term=f"Licence of the {part.lower()}", text=_or_undeclared(source.licence)),
    )


def _or_undeclared(text: str) -> str:
    return sentence(shown(text)) if text.strip() else "Not declared."
