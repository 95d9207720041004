"""A comparison as files: a page, the result itself, and a few lines that fit a pull request's comment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.results.serialization import to_data
from audit.domain.wording.words import counted, number, percent, points, short, signed
from audit.files import write_whole
from audit.report.pages.audits import STYLE
from audit.report.pages.html import content_policy, environment, style_sheet
from audit.report.sections.other_pages.comparison import view
from audit.report.sections.other_pages.loss_limits import STANDINGS, bounds_of_change, limit_title
from audit.report.wording.markdown import escaped, table
from audit.report.wording.reading import TITLE as READING_TITLE

if TYPE_CHECKING:
    from audit.domain.results.comparison import Change, ComparisonResult, RegressionFinding
    from audit.report.sections.other_pages.comparison import ComparisonPage

COMPARISON_FILES = ("comparison.html", "comparison.json", "comparison.md")
"""What a comparison writes; nothing else belongs to it."""

LIMITS = 15
"""Limits listed in the comment; failed first, inconclusive next."""

GROUPS = 30
"""Groups listed in the comment; those proven worse first, then those proven better."""

SAID = 400
"""Characters of a sentence in the comment; names of groups may be of any length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenComparison:
    """Where the page, the result and the comment lie."""

    page: Path
    document: Path
    comment: Path


def write_comparison(result: ComparisonResult, folder: Path) -> WrittenComparison:
    """Write `comparison.html`, `comparison.json` and `comparison.md` into a folder, and return where they are.

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    page, document, comment = (folder / name for name in COMPARISON_FILES)
    texts = {page: comparison_page(result), comment: comparison_comment(result), document: comparison_document(result)}
    for path, text in texts.items():
        write_whole(path, text)
    return WrittenComparison(page=page, document=document, comment=comment)


def comparison_document(result: ComparisonResult) -> str:
    """Return a comparison as JSON."""
    return json.dumps(to_data(result), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def comparison_page(result: ComparisonResult) -> str:
    """Return a comparison as one HTML page, which loads nothing and runs no script."""
    template = environment().get_template("comparison.html.j2")
    return template.render(page=view(result), style=style_sheet(*STYLE), policy=content_policy())


def comparison_comment(result: ComparisonResult) -> str:
    """Return a comparison in a few lines of GitHub-flavoured Markdown; names from the cohort cannot act in it."""
    page = view(result)
    parts = [
        f"## {escaped(page.verdict.mark)} {page.verdict.word}: {escaped(_cut(page.title))}",
        escaped(page.sentence),
        _reading(page),
        escaped(page.overall_sentence),
        *(f"**Levelling down:** {escaped(_cut(text))}" for text in page.levelling[:LIMITS]),
        _limits(page),
        _groups(result),
        escaped(page.promise),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _reading(page: ComparisonPage) -> str:
    if not page.reading:
        return ""
    return "\n".join((f"{READING_TITLE}:", "", *(f"- {escaped(_cut(line))}" for line in page.reading)))


def _limits(page: ComparisonPage) -> str:
    if page.gate is None:
        return ""
    rows = [
        (f"{row.head.mark} {row.head.text}", f"{row.cells[0].text}: {row.cells[0].note}", _cut(row.cells[-1].text))
        for row in page.gate.rows[:LIMITS]
    ]
    left = len(page.gate.rows) - len(rows)
    more = f"\n\n… and {counted(left, 'more limit')} in comparison.html." if left else ""
    return table(("Verdict", "Limit", "Reason"), rows) + more


def _groups(result: ComparisonResult) -> str:
    order = list(STANDINGS)
    pairs = [(finding, change) for finding in result.findings for change in finding.changes]
    pairs.sort(key=lambda pair: (order.index(pair[1].standing), -abs(pair[1].loss)))
    rows = [_group(finding, change) for finding, change in pairs[:GROUPS]]
    left = len(pairs) - len(rows)
    more = f"\n\n… and {counted(left, 'more group')} in comparison.html." if left else ""
    head = ("Standing", "Group", "Of", "Baseline", "Candidate", "Change (bounds), points", "Right→wrong", "Wrong→right")
    return table(head, rows) + more if rows else ""


def _group(finding: RegressionFinding, change: Change) -> tuple[str, ...]:
    sign, counts, limit = STANDINGS[change.standing], change.counts, points(finding.regression.limit)
    return (
        f"{sign.mark} {sign.word}",
        short(change.group.text),
        f"{limit_title(finding.regression)}, {counted(counts.images, 'picture')}, limit {limit}",
        percent(change.baseline),
        percent(change.candidate),
        f"{signed(-change.loss)} ({bounds_of_change(change.bounds)})",
        number(counts.only_baseline_right),
        number(counts.only_candidate_right),
    )


def _cut(text: str) -> str:
    return text if len(text) <= SAID else f"{text[:SAID]}…"
