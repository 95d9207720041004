"""The reading in lines: what every channel prints beside the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.cohort.reading import UNCOUNTED, Treatment
from audit.domain.wording.words import counted, number, sentence, shown

if TYPE_CHECKING:
    from audit.domain.cohort.reading import Remark
    from audit.domain.results.result import AuditResult

TITLE = "Not counted, or read otherwise than written"

MOST = 12
"""Lines about what changed no count of rows; of more, the rest are counted. Rows that are not counted are all told."""


def reading_lines(result: AuditResult, most: int | None = MOST) -> tuple[str, ...]:
    """Return what is to be said beside the verdict, the gravest first, a sentence each.

    Parameters
    ----------
    result
        The audit.
    most
        Remarks told of those that leave no row out and keep no gate shut; None for all.
    """
    remarks = result.told.gravest_first
    grave = [remark for remark in remarks if _is_grave(remark)]
    others = [remark for remark in remarks if not _is_grave(remark)]
    kept = others if most is None else others[:most]
    left = len(others) - len(kept)
    more = (f"And {counted(left, 'more remark')} in audit.json and under “Data and coverage”.",) if left else ()
    lines = (*([_share(result)] if result.told.uncounted else []), *(_line(remark) for remark in (*grave, *kept)))
    return (*dict.fromkeys(lines), *more)


def _is_grave(remark: Remark) -> bool:
    return remark.blocks or remark.treatment in (*UNCOUNTED, Treatment.DOUBTED)


def _share(result: AuditResult) -> str:
    scored = result.counts.overall().total
    return f"{number(scored)} of {counted(result.coverage.rows, 'row')} are counted."


def _line(remark: Remark) -> str:
    return sentence(shown(remark.sentence))
