"""The limits, each in a row: what every audit found about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import UNDEFINED
from audit.report.views import GRAVEST_FIRST, VERDICTS, Cell, Row, TableView, headings
from audit.report.wording.phrases import bounds_text, disparity_text, waiver_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.findings import Finding
    from audit.report.sections.side_by_side.names import Named


def by_limit(audits: Sequence[Named]) -> TableView | None:
    """Return the table of limits, the gravest first; None where no audit has one."""
    found: dict[Criterion, dict[int, Finding]] = {}
    for place, each in enumerate(audits):
        for finding in each.result.findings:
            found.setdefault(finding.criterion, {})[place] = finding
    if not found:
        return None
    ordered = sorted(found.items(), key=lambda item: min(GRAVEST_FIRST.index(f.verdict) for f in item[1].values()))
    return TableView(
        id="limits",
        caption="Each limit and what each audit found, failed first, inconclusive next",
        columns=(*headings("Limit"), *(each.cell for each in audits)),
        rows=tuple(_row(criterion, by_place, len(audits)) for criterion, by_place in ordered),
        kind="words limits",
        note=_ABSENT if any(len(by_place) < len(audits) for by_place in found.values()) else "",
    )


_ABSENT = f"{UNDEFINED} means: the policy of that audit did not set this limit, so nothing was judged."


def _row(criterion: Criterion, found: dict[int, Finding], audits: int) -> Row:
    on_point = ", by the observed value alone" if criterion.decide_on is DecideOn.POINT else ""
    head = Cell(text=criterion_title(criterion), note=f"{limit_text(criterion)}{on_point}", tone="text")
    cells = (_cell(found[place]) if place in found else _absent() for place in range(audits))
    return Row(head=head, cells=tuple(cells))


def _absent() -> Cell:
    return Cell(text=UNDEFINED, note="not a limit of this audit", tone="undefined")


def _cell(finding: Finding) -> Cell:
    sign, disparity = VERDICTS[finding.verdict], finding.disparity
    value = disparity_text(disparity.comparison, disparity.value)
    bounds = "" if disparity.bounds is None else f", bounds {bounds_text(disparity.comparison, disparity.bounds)}"
    measured = "nothing could be compared" if disparity.value is None else f"{value}{bounds}"
    waived = waiver_note(finding)
    return Cell(text=sign.word, mark=sign.mark, tone=sign.tone, note=f"{measured}; {waived}" if waived else measured)
