"""What templates are given: ready-made text in tables and charts. A view decides everything, a template nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.decision.findings import Verdict, WaiverState
from audit.domain.decision.settling import exists
from audit.domain.wording.words import short, shown
from audit.report.questions.rules import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.domain.decision.findings import Finding

TEXT = "\ufe0e"
"""Variation selector: the sign before it is drawn as text, not as a coloured picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A verdict or status that does not rest on colour alone.

    Attributes
    ----------
    mark
        One character.
    word
        The same in a word.
    tone
        Style class: `good`, `bad`, `half` or `open`.
    """

    mark: str
    word: str
    tone: str


VERDICTS = {
    Verdict.PASS: Sign(mark="✔" + TEXT, word="PASS", tone="good"),
    Verdict.FAIL: Sign(mark="✖" + TEXT, word="FAIL", tone="bad"),
    Verdict.INCONCLUSIVE: Sign(mark="?", word="INCONCLUSIVE", tone="open"),
}
GRAVEST_FIRST = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)
WAIVERS = {
    WaiverState.HOLDS: Sign(mark="◐" + TEXT, word="holds", tone="half"),
    WaiverState.EXPIRED: Sign(mark="✖" + TEXT, word="expired", tone="bad"),
    WaiverState.EXCEEDED: Sign(mark="✖" + TEXT, word="exceeded", tone="bad"),
    WaiverState.UNPROVEN: Sign(mark="?", word="unproven", tone="open"),
    WaiverState.NOT_NEEDED: Sign(mark="✔" + TEXT, word="not needed", tone="good"),
}
STATUSES = {
    Status.YES: Sign(mark="✔" + TEXT, word="Yes", tone="good"),
    Status.NO: Sign(mark="✖" + TEXT, word="No", tone="bad"),
    Status.PARTLY: Sign(mark="◐" + TEXT, word="Partly", tone="half"),
    Status.CANNOT_TELL: Sign(mark="?", word="Cannot tell", tone="open"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to another place of the page.

    Attributes
    ----------
    place
        The id it leads to.
    text
        What stands there.
    label
        The same for those who hear links one by one; begins with `text`.
    """

    place: str
    text: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    text
        What stands in it.
    note
        A second, smaller line.
    title
        The whole of a shortened text, else empty.
    tone
        Style class: `text`, `word` where it never wraps, `words` for prose, `undefined`, a step `q0` … `q20` of the
        colour scale, or the tone of a sign.
    value
        The number behind the text for the interactive chart, else empty.
    mark
        A sign before the text, else empty.
    link
        Where more of it stands, or None.
    """

    text: str
    note: str = ""
    title: str = ""
    tone: str = ""
    value: str = ""
    mark: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: its heading, its cells, and its id where links lead to it."""

    head: Cell
    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table with caption and headings.

    Attributes
    ----------
    id
        Unique in the page.
    caption
        What it shows.
    columns
        Headings, that of the row headings first.
    rows
        In the order shown.
    kind
        Style classes: `plain`, `words` for text, `gate` or `signed` where rows begin with a sign (with
        `evidence` also one below the other on a phone), or `matrix` for a
        table that is a heat map.
    note
        Explains signs used in it, else empty.
    unit
        Of the numbers behind a matrix, for the interactive chart.
    """

    id: str
    caption: str
    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]
    kind: str = "plain"
    note: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A term and what is known of it; `note` is a second, smaller line or empty, `title` the whole of a short note."""

    term: str
    text: str
    note: str = ""
    title: str = ""


def data_address(picture: bytes) -> str:
    """Return a WEBP as an address that holds it, so that a page need not load it."""
    return f"data:image/webp;base64,{base64.b64encode(picture).decode('ascii')}"


def name_cell(name: str) -> Cell:
    """Return a heading or cell with a name from the cohort, shortened where it is very long."""
    brief, whole = short(name), shown(name)
    return Cell(text=brief, title="" if brief == whole else whole, tone="text")


def headings(*texts: str) -> tuple[Cell, ...]:
    """Return column headings of our own wording; the first one is that of the row headings."""
    return tuple(Cell(text=text, tone="" if i else "text") for i, text in enumerate(texts))


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings failed first, inconclusive next, passed last; of each those under a waiver that holds last.

    Of open ones a gap that is proven to exist, and only its size is open, comes before what may be none.
    """

    def gravity(finding: Finding) -> tuple[int, bool, bool]:
        proven = finding.verdict is not Verdict.INCONCLUSIVE or exists(finding.disparity)
        return GRAVEST_FIRST.index(finding.verdict), finding.accepted, not proven

    return sorted(findings, key=gravity)
