"""The look of a series that an audit is: what it adds, and all that was counted up to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.domain.answers.asked import answers_alone
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.choices import Promise
from audit.domain.when_used import WHEN_USED
from audit.domain.wording.words import counted, number, percent

DAY = 10
"""Characters of the day at the head of a moment in ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLook:
    """One look of a series.

    Attributes
    ----------
    number
        Which one, counted from 1. Rows that were all seen before make no new look: then it is the last one again.
    planned
        How many looks the series was planned for.
    since
        When the first look was made, UTC, ISO 8601.
    fresh, seen
        Rows of this audit that no look had counted before, and those that one had, which are not counted again.
    confidence
        Of the whole series: 1 − the error that its looks share.
    share
        The part of that error that this look has.
    asked
        Rows of all looks up to this one by group, label and answer; outcomes without one follow the emotions.
    graded
        The same by grade, as in `CountTable`; None where a look had decisions only.
    asked_people
        The same rows person by person; None where every row shows another person.
    promised_for
        What the error of a wrong FAIL is promised for.
    """

    number: int
    planned: int
    since: str
    fresh: int
    seen: int
    confidence: float
    share: float
    asked: CountTable
    graded: CellTable | None = None
    asked_people: PeopleTable | None = None
    promised_for: Promise = field(default=Promise.POLICY, metadata=WHEN_USED)

    @property
    def counted_as_asked(self) -> Counted | None:
        """Every row of the series; None where each of them got an answer."""
        everything = Counted(table=self.asked, people=self.asked_people)
        return None if answers_alone(everything).table.cells.total == self.asked.cells.total else everything

    @property
    def counted(self) -> Counted:
        """The scored pictures of the series."""
        found = answers_alone(Counted(table=self.asked, people=self.asked_people))
        table = CountTable(
            labels=found.table.labels, features=found.table.features, cells=found.table.cells, graded=self.graded
        )
        return Counted(table=table, people=found.people)

    @property
    def sentence(self) -> str:
        """Which look it is, what it adds, and what is promised; a clause."""
        again = "" if self.fresh else " again"
        place = f"look {number(self.number)}{again} of a series since {self.since[:DAY]}"
        seen = f", {number(self.seen)} seen before and not counted again" if self.seen else ""
        added = f"{counted(self.fresh, 'row')} fresh{seen}"
        judged = f"judged on all {counted(self.asked.cells.total, 'row')} of the series"
        error = percent(1 - self.confidence, 0)
        each = f"in at most {error} of series for each limit by itself, and PASS too"
        shared = f"in at most {error} of series, PASS in at most {error} for each limit"
        promised = shared if self.promised_for is Promise.POLICY else each
        return f"{place} ({added}), {judged}; over all its looks FAIL is wrong {promised}"

    @property
    def promise(self) -> str:
        """What is promised, in a sentence without its full stop."""
        error = percent(1 - self.confidence, 0)
        together = "all limits together" if self.promised_for is Promise.POLICY else "each limit by itself"
        return (
            f"FAIL is wrong at any look in at most {error} of series for {together}, PASS in at most {error} "
            "for each limit, however many looks a series has"
        )
