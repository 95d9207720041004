"""What these numbers of pictures can show at all, limit by limit, and how much of a spread is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import UNDEFINED, number, percent, points
from audit.report.views import Cell, Row, TableView, headings
from audit.report.wording.phrases import disparity_text

if TYPE_CHECKING:
    from audit.domain.decision.disparities import Prospects
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult

SHRUNK = (
    "Shrunk: the rate drawn towards that of all groups, the more the fewer its pictures (empirical Bayes). It is "
    "nearer the truth for most small groups and hides a single one that is treated badly, so it stands beside the "
    "observed rate and is never judged."
)
_NEVER = "never"
_NOTE = (
    "Seen by chance: what groups of equal true rates show on average. Just passes, just fails: the observed value "
    "nearest to the limit that would decide, with only the smallest group apart. Found: the true value nearest to the "
    "limit that fails in {power} of audits. Pictures in every group: to pass if all groups are equal, to fail if the "
    f"observed value is the true one ({UNDEFINED} where it keeps the limit). Plain comparison: how often groups of "
    "equal rates would look worse than the limit."
)


def prospects_table(result: AuditResult) -> TableView | None:
    """Return what chance gives and what could be found, for each limit; None where nothing was compared."""
    found = [(f, f.disparity.prospects) for f in result.findings if f.disparity.prospects is not None]
    if not found:
        return None
    power = percent(found[0][1].power, 0)
    return TableView(
        id="prospects",
        caption="Each limit: what chance alone shows, and what would decide it",
        columns=headings(
            "Limit",
            "Seen by chance",
            "Just passes",
            "Just fails",
            f"Found in {power} of audits",
            "Pictures to pass",
            "Pictures to fail",
            "Plain comparison fails",
        ),
        rows=tuple(_row(finding, prospects) for finding, prospects in found),
        note=_NOTE.replace("{power}", power),
    )


def spread_sentence(result: AuditResult, feature: str) -> str:
    """Return how far the success rates of the groups of a feature spread, observed and beyond chance."""
    found = next(
        (
            f.disparity.dispersion
            for f in result.findings
            if f.disparity.feature == feature and f.disparity.metric == "accuracy" and f.disparity.dispersion
        ),
        None,
    )
    if found is None:
        return ""
    observed = f"The success rates spread by {points(found.observed)} points (standard deviation)"
    if not found.corrected:
        return f"{observed}; chance alone explains that much."
    return f"{observed}; {points(found.corrected)} points are left when the part of chance is taken out."


def _row(finding: Finding, prospects: Prospects) -> Row:
    criterion, comparison = finding.criterion, finding.disparity.comparison
    shown = (prospects.by_chance, prospects.passes_to, prospects.fails_from, prospects.detectable)
    by_chance, *edges = (disparity_text(comparison, value) for value in shown)
    return Row(
        head=Cell(text=criterion_title(criterion), note=limit_text(criterion), tone="text"),
        cells=(
            Cell(text=by_chance),
            *(Cell(text=_NEVER if text == UNDEFINED else text) for text in edges),
            Cell(text=_NEVER if prospects.to_pass is None else number(prospects.to_pass)),
            Cell(text=UNDEFINED if prospects.to_fail is None else number(prospects.to_fail)),
            Cell(text=percent(prospects.point_false_fail, 0)),
        ),
    )
