"""The reading in lines: what every channel prints beside the verdict, of one audit or of several at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import UNCOUNTED, Treatment
from audit.domain.wording.words import capitalised, counted, joined, number, sentence, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.cohort.reading import Account, Remark
    from audit.domain.results.result import AuditResult

TITLE = "Not counted, or read otherwise than written"

MOST = 20
"""Lines about what changed no count of rows that are told whole. Rows that are not counted are all told whole."""

MOST_SHORT = 60
"""Further lines, which are told in short; of still more, the rest are counted."""

SHORT = 160
"""Characters of a line told in short, its middle left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """A line that stands beside a verdict.

    Attributes
    ----------
    text
        The line.
    grave
        Whether it is told however many there are.
    rank
        How grave it is, 0 for the gravest.
    audits
        Places of the audits it is about, in their order.
    """

    text: str
    grave: bool
    rank: int
    audits: tuple[int, ...] = (0,)


def reading_lines(result: AuditResult, most: int | None = MOST) -> tuple[str, ...]:
    """Return what is to be said beside the verdict, the gravest first, a sentence each.

    Parameters
    ----------
    result
        The audit.
    most
        Remarks told whole of those that leave no row out and keep no gate shut, of every treatment some; others are
        told in short. None for all.
    """
    told, left = _told(lines_of((result.account,)), most)
    more = (f"And {counted(left, 'more remark')} in audit.json and under “Data and coverage”.",) if left else ()
    return (*(line.text for line in told), *more)


def lines_of(accounts: Sequence[Account]) -> tuple[ReadingLine, ...]:
    """Return what is to be said beside the verdicts of several audits, the gravest first; what they share once.

    Parameters
    ----------
    accounts
        What became of the rows of each audit.
    """
    found: dict[str, ReadingLine] = {}
    for place, account in enumerate(accounts):
        for line in _lines(account):
            known = found.setdefault(line.text, replace(line, audits=()))
            if place not in known.audits:
                found[line.text] = replace(
                    known,
                    audits=(*known.audits, place),
                    grave=known.grave or line.grave,
                    rank=min(known.rank, line.rank),
                )
    return tuple(sorted(found.values(), key=lambda line: line.rank))


def joint_lines(accounts: Sequence[Account], names: Sequence[str], most: int = MOST) -> tuple[str, ...]:
    """Return the same as sentences, each with the audits it is about before it: `Baseline and candidate: …`.

    Parameters
    ----------
    accounts
        What became of the rows of each audit.
    names
        What each audit is called.
    most
        As for `reading_lines`.
    """
    told, left = _told(lines_of(accounts), most)
    more = (f"And {counted(left, 'more remark')} in the reports of these audits.",) if left else ()
    return (*(f"{capitalised(joined([names[p] for p in line.audits]))}: {line.text}" for line in told), *more)


def in_short(account: Account) -> str:
    """Return the same in a few words, for a place that has room for no more; empty where all was read as written.

    For example: 560 of 600 rows counted, 3 remarks on the reading.
    """
    if not account.reading:
        return ""
    rows = f"{number(account.counted)} of {counted(account.rows, 'row')} counted"
    return f"{rows}, {counted(len(account.reading), 'remark')} on the reading"


def _lines(account: Account) -> Iterator[ReadingLine]:
    if account.reading.uncounted:
        share = f"{number(account.counted)} of {counted(account.rows, 'row')} are counted."
        yield ReadingLine(text=share, grave=True, rank=0)
    for remark in account.reading.gravest_first:
        rank = list(Treatment).index(remark.treatment) + 1
        yield ReadingLine(text=sentence(shown(remark.sentence)), grave=_is_grave(remark), rank=rank)


def _told(lines: Sequence[ReadingLine], most: int | None) -> tuple[list[ReadingLine], int]:
    """Return the lines that are told, those told whole first, and how many are not."""
    grave = [line for line in lines if line.grave]
    others = [line for line in lines if not line.grave]
    if most is None or len(others) <= most:
        return [*grave, *others], 0
    whole = _of_each_rank(others, most)
    rest = [replace(line, text=_shortened(line.text)) for line in others if line not in whole]
    return [*grave, *whole, *rest[:MOST_SHORT]], max(0, len(rest) - MOST_SHORT)


def _of_each_rank(lines: Sequence[ReadingLine], most: int) -> list[ReadingLine]:
    """Return so many lines, the first of each rank before any second, in their order."""
    seen: Counter[int] = Counter()
    turns = []
    for line in lines:
        turns.append((seen[line.rank], line.rank))
        seen[line.rank] += 1
    kept = sorted(range(len(lines)), key=lambda place: turns[place])[:most]
    return [lines[place] for place in sorted(kept)]


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT // 2]} … {text[-SHORT // 2 :]}"


def _is_grave(remark: Remark) -> bool:
    return remark.blocks or remark.treatment in (*UNCOUNTED, Treatment.DOUBTED)
