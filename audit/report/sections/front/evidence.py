"""The evidence of every limit in full: what was seen, how sure it is, what would settle it, how pictures count.

It stands with the rates of the feature the limit is on, and there alone; page one leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.findings import Verdict
from audit.domain.sentences.naming import criterion_title, group_list, limit_text
from audit.domain.wording.words import counted, joined, number, sentence, shown, titled
from audit.report.views import GRAVEST_FIRST, VERDICTS, Cell, Link, Row, TableView, gravest_first, headings
from audit.report.wording.phrases import circumstances, resampled_text, waiver_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.decision.disparities import Disparity
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult


LIMITS_SHOWN = 4
"""Limits of one feature in the open table; the others stand folded below it, so that rates are not far down."""

_WORDS = {Verdict.FAIL: "exceeded", Verdict.INCONCLUSIVE: "undecided", Verdict.PASS: "kept"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The limits on one feature with the whole reason of each: the gravest, and the rest under a title, folded.

    `first` and `more` are None, and `more_title` is empty, where there are none.
    """

    first: TableView | None
    more_title: str
    more: TableView | None


def evidence_of(result: AuditResult, feature: str, key: str) -> Evidence:
    """Return the whole reason of every limit on a feature, in the order of page one, which leads here.

    Parameters
    ----------
    result
        The audit.
    feature
        Name of a feature, or of an intersection as text.
    key
        What the ids of the tables begin with.
    """
    places = enumerate(gravest_first(result.findings), start=1)
    own = [(place, finding) for place, finding in places if finding.disparity.feature == feature]
    rest = [finding for _, finding in own[LIMITS_SHOWN:]]
    about = f"Limits by {titled(feature)}, and the evidence"
    return Evidence(
        first=_table(f"{key}-limits", about, own[:LIMITS_SHOWN]),
        more_title=more_limits(rest),
        more=_table(f"{key}-limits-more", f"{about}: the others", own[LIMITS_SHOWN:]),
    )


def _table(key: str, caption: str, told: list[tuple[int, Finding]]) -> TableView | None:
    if not told:
        return None
    return TableView(
        id=key,
        caption=caption,
        columns=(*headings("Verdict"), Cell(text="Limit", tone="text"), Cell(text="Evidence", tone="text")),
        rows=tuple(_row(finding, place) for place, finding in told),
        kind="signed evidence",
    )


def more_limits(findings: Sequence[Finding]) -> str:
    """Return how many limits are folded and what came of them; empty without one."""
    return f"{counted(len(findings), 'more limit')}: {tally(findings)}" if findings else ""


def tally(findings: Sequence[Finding]) -> str:
    """Return how many limits were exceeded, undecided and kept, and how many of each are waived."""
    counts = [(sum(f.verdict is verdict for f in findings), verdict) for verdict in GRAVEST_FIRST]
    return ", ".join(f"{number(n)} {_WORDS[verdict]}{_waived(findings, verdict)}" for n, verdict in counts if n)


def _waived(findings: Sequence[Finding], verdict: Verdict) -> str:
    found = [f for f in findings if f.verdict is verdict]
    waived = sum(f.accepted for f in found)
    if not waived:
        return ""
    return " (waived)" if waived == len(found) else f" ({number(waived)} of them waived)"


def evidence_link(place: int) -> Link:
    """Return the link from a limit of page one to its evidence; `place` counts from 1 in the order of page one."""
    return Link(place=_id(place), text="Evidence", label=f"Evidence for limit {number(place)}")


def _id(place: int) -> str:
    return f"evidence-{place}"


def _row(finding: Finding, place: int) -> Row:
    sign, criterion = VERDICTS[finding.verdict], finding.criterion
    return Row(
        id=_id(place),
        head=Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=waiver_note(finding)),
        cells=(
            Cell(text=criterion_title(criterion), note=limit_text(criterion), tone="text"),
            Cell(text=sentence(shown(finding.reason)), note=_weighed(finding.disparity), tone="words"),
        ),
    )


def _weighed(disparity: Disparity) -> str:
    """Return which groups were not compared, how the pictures were weighed, and the bootstrap interval if asked for."""
    texts = (_left_out(disparity), circumstances(disparity), sentence(resampled_text(disparity)))
    return " ".join(text for text in texts if text)


def _left_out(disparity: Disparity) -> str:
    """Return which groups of known people were not compared; those of unknown people never are, and charts say so."""
    excluded = [e for e in disparity.excluded if not e.group.is_unknown]
    if not excluded:
        return ""
    reasons = joined([shown(reason) for reason in dict.fromkeys(e.reason for e in excluded)], "or")
    return f"Not compared: {group_list(tuple(e.group for e in excluded))} ({reasons})."
