"""The table of contents of the page: its sections, the parts of each, and the verdict where there is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup

from audit.report.views import Sign

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLES = {
    "answers": "Answers",
    "coverage": "Data and coverage",
    "classification": "Expressions",
    "groups": "Groups",
    "mixed": "Mixed emotions",
    "pictures": "Pictures",
    "method": "Method",
    "annex": "Annex",
}
"""Short titles of the sections, by the id of each, in the order of the page."""

_SIGN = r'<span class="unseen">[^<]*</span> <span class="mark[^<]*</span>'
_PART = re.compile(rf'<summary><h3 id="([^"]+)">(.*?)</h3>((?:{_SIGN})?)</summary>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a section: the id of its heading, its title, and the sign of what was found in it as HTML, or empty."""

    place: str
    title: str
    sign: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A section: its id and short title, the sign of what was found in it or None, and its parts."""

    place: str
    title: str
    sign: Sign | None
    parts: tuple[Part, ...]


def contents(verdict: Sign, answers: tuple[Sign, ...], sections: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the entries of sections that are rendered, so that every heading stands once, in its template.

    Parameters
    ----------
    verdict, answers
        The signs of the whole audit and of its three answers.
    sections
        Each section as HTML, by its id.
    """
    signs = dict(zip(("answers", "classification", "groups", "mixed"), (verdict, *answers), strict=True))
    return tuple(
        Entry(place=place, title=title, sign=signs.get(place), parts=_parts(sections[place]))
        for place, title in _TITLES.items()
    )


def _parts(section: str) -> tuple[Part, ...]:
    return tuple(
        Part(place=place, title=unescape(_TAG.sub("", title)), sign=Markup(sign))  # noqa: S704 - rendered by us
        for place, title, sign in _PART.findall(section)
    )
